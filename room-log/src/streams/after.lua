-- KEYS[2]  the stream
-- KEYS[3]  the hash of what has changed about messages
-- ARGV[3]  how long entries are kept, in milliseconds
-- ARGV[4]  the id that must stand in the stream; 0-0 asks whether the stream is whole
-- ARGV[5]  the id after it
-- ARGV[6]  how many entries to give at most
local from = ARGV[5]
local oldest = horizon()
if milliseconds(from) < oldest then
  from = text(oldest)
end

local function is_whole()
  if redis.call('EXISTS', KEYS[2]) == 0 then
    return true
  end
  local first = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)[1]
  -- Servers before 7.0 do not count what was added, so that nobody can say: then it is not.
  return first and milliseconds(first[1]) >= oldest
    and fact(KEYS[2], 'entries-added') == fact(KEYS[2], 'length')
end

-- What is deleted keeps its place.
local function stands(id)
  return milliseconds(id) >= oldest
    and (#redis.call('XRANGE', KEYS[2], id, id) > 0 or redis.call('HGET', KEYS[3], id) == 'gone')
end

local joined
if ARGV[4] == '0-0' then
  joined = is_whole()
else
  joined = stands(ARGV[4])
end
return {epoch, begun, joined and 1 or 0, redis.call('XRANGE', KEYS[2], from, '+', 'COUNT', ARGV[6])}
