-- Changes something that was said.
--
-- ARGV[6]  the message
-- ARGV[7]  who changes it
-- ARGV[8]  edit, delete, on or off
-- ARGV[9]  the text or the emoji
-- ARGV[10] how many different emoji a message may have
-- ARGV[11] how many bytes may be remembered of what has changed about it
-- ARGV[12…] the fields of the entry
local of, who, what, sign = ARGV[6], ARGV[7], ARGV[8], ARGV[9]

local said = known()
if said then
  return {epoch, begun, said}
end

local message = {}
for _, entry in ipairs(redis.call('XRANGE', KEYS[2], of, of)) do
  for i = 1, #entry[2], 2 do
    message[entry[2][i]] = entry[2][i + 1]
  end
end
if milliseconds(of) < horizon() or message.of or not message.text then
  return {epoch, begun, 'not_found'}
end
local is_own = what == 'edit' or what == 'delete'
if is_own and message.author ~= who then
  return {epoch, begun, 'not_yours'}
end

-- What has changed about the message so far: the newest text, the ids of all edits, and for each emoji a list with the
-- emoji itself and those who have put it there, in the order in which they did.
local changed = redis.call('HGET', KEYS[3], of)
changed = changed and cjson.decode(changed) or {}
local reactions = changed.reactions or {}

local function find(list, first, wanted, key)
  for i = first, #list do
    if (key and list[i][key] or list[i]) == wanted then
      return i
    end
  end
end

local function put_on(at)
  if not at then
    reactions[#reactions + 1] = {sign, who}
  elseif not find(reactions[at], 2, who) then
    table.insert(reactions[at], who)
  end
end

local function take_back(at)
  local place = at and find(reactions[at], 2, who)
  if place then
    table.remove(reactions[at], place)
    if #reactions[at] == 1 then
      table.remove(reactions, at)
    end
  end
end

local at = find(reactions, 1, sign, 1)
if what == 'edit' then
  changed.text = sign
elseif what == 'on' then
  put_on(at)
elseif what == 'off' then
  take_back(at)
end
-- An empty list would become an object.
changed.reactions = #reactions > 0 and reactions or nil
local grows = what == 'edit' or what == 'on'
-- With space for the id of an edit.
if #reactions > tonumber(ARGV[10]) or grows and #cjson.encode(changed) + 64 > tonumber(ARGV[11]) then
  return {epoch, begun, 'too_many'}
end

local id, prev = add(12)
if what == 'delete' then
  -- Their places stay known, so that whoever stands there can go on.
  for _, gone in ipairs({of, unpack(changed.edits or {})}) do
    redis.call('XDEL', KEYS[2], gone)
    redis.call('HSET', KEYS[3], gone, 'gone')
  end
else
  if what == 'edit' then
    changed.edits = changed.edits or {}
    table.insert(changed.edits, id)
  end
  if next(changed) then
    redis.call('HSET', KEYS[3], of, cjson.encode(changed))
  else
    redis.call('HDEL', KEYS[3], of)
  end
end
redis.call('PEXPIRE', KEYS[3], ARGV[3])
return {epoch, begun, id, prev}
