-- The first words on a new connection, before it is used, and now and then afterwards: is this the server that wrote the epoch, or may it have lost
-- what it had acknowledged? Of several nodes that ask at once, the first changes the epoch and the others find it.
--
-- KEYS[1]  the hash that names the epoch
-- ARGV[1]  a name for a new epoch
-- ARGV[2]  the run_id of this server, another one after each start
-- ARGV[3]  1 when an end of this server, as it is set now, loses nothing that was acknowledged
local epoch, run_id, durable = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'run_id', 'durable'))
-- A server without memory carries out what begins by taking something away. It can be read then, once it was greeted.
redis.call('HDEL', KEYS[1], 'durable')
redis.call('HSET', KEYS[1], 'run_id', ARGV[2])
-- Not on replicas: one may miss the end of what was acknowledged, and when it has taken over and was started again nothing else
-- tells it from this server.
redis.set_repl(redis.REPL_AOF)
redis.call('HSET', KEYS[1], 'durable', ARGV[3])
redis.set_repl(redis.REPL_ALL)
if epoch and run_id == ARGV[2] then
  return 'same'
end
-- What counts is how the server was set that has ended, and that this one is no replica that took over from it.
if epoch and durable == '1' and ARGV[3] == '1' then
  return 'kept'
end
redis.call('HSET', KEYS[1], 'epoch', ARGV[1])
return epoch and 'lost' or 'absent'
