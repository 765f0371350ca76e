-- KEYS[2…] the streams
-- ARGV[3]  how long entries are kept, in milliseconds
local oldest = text(horizon())

-- The newest entry that is one of ours: readers skip the others, so a room does not end with one. A key that is no
-- stream ends nowhere here; whoever reads the room is told.
local function last(stream)
  for _, count in ipairs({1, 100}) do
    for _, entry in ipairs(redis.pcall('XREVRANGE', stream, '+', oldest, 'COUNT', count)) do
      for i = 1, #entry[2], 2 do
        if entry[2][i] == 'text' or entry[2][i] == 'of' then
          return entry[1]
        end
      end
    end
  end
  return '0-0'
end

local tails = {}
for i = 2, #KEYS do
  tails[i - 1] = last(KEYS[i])
end
return {epoch, begun, tails}
