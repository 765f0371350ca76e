-- KEYS[2]  the lease
-- ARGV[3]  who wants it
-- ARGV[4]  for how long, in milliseconds
local holder = redis.call('GET', KEYS[2])
if holder and holder ~= ARGV[3] then
  return {epoch, begun, 0}
end
redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
return {epoch, begun, 1}
