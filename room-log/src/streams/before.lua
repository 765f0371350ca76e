-- KEYS[2]  the stream
-- ARGV[3]  how long messages are kept, in milliseconds
-- ARGV[4]  the newest id to give
-- ARGV[5]  how many entries to give at most
return {epoch, begun, redis.call('XREVRANGE', KEYS[2], ARGV[4], text(horizon()), 'COUNT', ARGV[5])}
