-- Says something.
--
-- ARGV[6…] the fields of the entry
local said = known()
if said then
  return {epoch, begun, said}
end
local id, prev = add(6)
return {epoch, begun, id, prev}
