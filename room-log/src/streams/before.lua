-- KEYS[2]  the stream
-- KEYS[3]  the hash of what has changed about messages
-- ARGV[3]  how long entries are kept, in milliseconds
-- ARGV[4]  the newest id to give
-- ARGV[5]  how many entries to give at most
local entries = redis.call('XREVRANGE', KEYS[2], ARGV[4], text(horizon()), 'COUNT', ARGV[5])
local ids = {}
for i, entry in ipairs(entries) do
  ids[i] = entry[1]
end
local changed = #ids > 0 and redis.call('HMGET', KEYS[3], unpack(ids)) or {}
return {epoch, begun, entries, changed}
