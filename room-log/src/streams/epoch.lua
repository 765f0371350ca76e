-- Every script begins with this: what it reads and the epoch it reads it from belong together.
--
-- KEYS[1]  the hash that names the epoch
-- ARGV[1]  a name for a new epoch
-- ARGV[2]  the run_id of this server
local begun = 0
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch then -- FLUSHALL, or a server that was started without its data
  epoch = ARGV[1]
  begun = 1
  redis.call('HSET', KEYS[1], 'epoch', epoch, 'run_id', ARGV[2])
end

-- What is older than ARGV[3] milliseconds is not there.
local function horizon()
  local time = redis.call('TIME')
  return math.max(0, time[1] * 1000 + math.floor(time[2] / 1000) - ARGV[3])
end

local function text(number)
  return string.format('%.0f', number)
end

local function milliseconds(id)
  return tonumber(string.match(id, '^%d+'))
end

-- One fact about a stream, or nil.
local function fact(stream, name)
  local facts = redis.call('XINFO', 'STREAM', stream)
  for i = 1, #facts, 2 do
    if facts[i] == name then
      return facts[i + 1]
    end
  end
end
