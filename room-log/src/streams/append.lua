-- KEYS[2]  the stream
-- KEYS[3]  where the id of this author and nonce is remembered, if the message has a nonce
-- ARGV[3]  how long messages are kept, in milliseconds
-- ARGV[4]  how many are kept, at least
-- ARGV[5]  how long a nonce is remembered, in milliseconds
-- ARGV[6…] the fields of the entry
if KEYS[3] then
  local known = redis.call('GET', KEYS[3])
  if known then
    return {epoch, begun, known}
  end
end

local prev = '0-0'
if redis.call('EXISTS', KEYS[2]) == 1 then
  prev = fact(KEYS[2], 'last-generated-id')
end
local id = redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[4], '*', unpack(ARGV, 6))
redis.call('XTRIM', KEYS[2], 'MINID', '~', text(horizon()))
redis.call('PEXPIRE', KEYS[2], ARGV[3])
if KEYS[3] then
  redis.call('SET', KEYS[3], id, 'PX', ARGV[5])
end
return {epoch, begun, id, prev}
