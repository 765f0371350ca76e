-- What the scripts that write have in common.
--
-- KEYS[2]  the stream
-- KEYS[3]  the hash of what has changed about messages
-- KEYS[4]  where the id of this author and nonce is remembered, if the entry has a nonce
-- ARGV[3]  how long entries are kept, in milliseconds
-- ARGV[4]  how many are kept, at least
-- ARGV[5]  how long a nonce is remembered, in milliseconds

-- The id that this author's entry of this nonce has already. Of a stream that is gone, evicted or deleted, nothing is known any
-- more: what was in it may be said again.
local function known()
  return KEYS[4] and redis.call('EXISTS', KEYS[2]) == 1 and redis.call('GET', KEYS[4])
end

local function stands_before(one, other)
  local one_ms, other_ms = milliseconds(one), milliseconds(other)
  if one_ms ~= other_ms then
    return one_ms < other_ms
  end
  return tonumber(string.match(one, '%d+$')) < tonumber(string.match(other, '%d+$'))
end

-- Forgets what has changed about messages that are not kept any more: looks at a few, at random, which is enough in the
-- long run, since an entry seldom adds more than one.
local function sweep()
  local some = redis.call('HRANDFIELD', KEYS[3], 4)
  local first = #some > 0 and redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)[1]
  for _, id in ipairs(some) do
    if first and stands_before(id, first[1]) then
      redis.call('HDEL', KEYS[3], id)
    end
  end
end

-- Puts an entry at the end, with the fields that are the arguments from this one on. Returns its id and the one before.
local function add(fields)
  sweep()
  local prev = '0-0'
  if redis.call('EXISTS', KEYS[2]) == 1 then
    prev = fact(KEYS[2], 'last-generated-id')
  end
  local id = redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[4], '*', unpack(ARGV, fields))
  redis.call('XTRIM', KEYS[2], 'MINID', '~', text(horizon()))
  redis.call('PEXPIRE', KEYS[2], ARGV[3])
  redis.call('PEXPIRE', KEYS[3], ARGV[3])
  if KEYS[4] then
    redis.call('SET', KEYS[4], id, 'PX', ARGV[5])
  end
  return id, prev
end
