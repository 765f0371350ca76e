-- Says something on behalf of a program, if that is still this node's business when the words arrive: they may have been on
-- their way for so long that another node has taken over.
--
-- KEYS[5]  the lease
-- ARGV[6]  who must hold it
-- ARGV[7…] the fields of the entry
local said = known()
if said then
  return {epoch, begun, said}
end
if redis.call('GET', KEYS[5]) ~= ARGV[6] then
  return {epoch, begun, 'not_held'}
end
local id, prev = add(7)
return {epoch, begun, id, prev}
