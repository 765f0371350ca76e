use std::collections::HashMap;

use redis::aio::MultiplexedConnection;
use redis::{RedisResult, cmd};

/// What a server says of itself, as far as it matters to a log.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Server {
    /// Another one after each start.
    pub(super) run_id: String,
    /// Whether it only follows another server, and takes no writes.
    pub(super) is_replica: bool,
    /// Whether a start of it loses nothing that was acknowledged.
    pub(super) is_durable: bool,
    /// Whether it throws keys away when its memory is full.
    pub(super) evicts: bool,
}

impl Server {
    pub(super) async fn ask(connection: &mut MultiplexedConnection) -> RedisResult<Self> {
        let info: String = cmd("INFO").query_async(connection).await?;
        // Where CONFIG is not allowed, the worst is assumed.
        let config: RedisResult<HashMap<String, String>> =
            cmd("CONFIG").arg("GET").arg("*append*").query_async(connection).await;
        if let Err(error) = &config
            && (error.is_io_error() || error.is_timeout())
        {
            return config.map(|_| Self::new("", &HashMap::new()));
        }
        Ok(Self::new(&info, &config.unwrap_or_default()))
    }

    fn new(info: &str, config: &HashMap<String, String>) -> Self {
        let facts: HashMap<&str, &str> =
            info.lines().filter_map(|line| line.trim_end().split_once(':')).collect();
        let fact = |name| facts.get(name).copied().unwrap_or_default();
        let has = |name, value| config.get(name).is_some_and(|it| it == value);
        // A replica that took over may miss the end of what its master had acknowledged, whatever it writes to its disk.
        let has_taken_over = fact("master_replid2").bytes().any(|byte| byte != b'0');
        Self {
            run_id: fact("run_id").to_owned(),
            is_replica: fact("role") == "slave",
            is_durable: has("appendonly", "yes")
                && has("appendfsync", "always")
                && !has("no-appendfsync-on-rewrite", "yes")
                && !has_taken_over,
            evicts: !matches!(fact("maxmemory_policy"), "noeviction" | ""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INFO: &str = "# Server\r\nrun_id:abc\r\nrole:master\r\nmaster_replid2:0000\r\nmaxmemory_policy:noeviction\r\n";

    fn server(info: &str, config: &[(&str, &str)]) -> Server {
        let config = config.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        Server::new(info, &config)
    }

    #[test]
    fn only_a_server_that_syncs_every_write_loses_nothing() {
        let always = [("appendonly", "yes"), ("appendfsync", "always")];
        let sound = server(INFO, &always);
        let expected =
            Server { run_id: "abc".into(), is_replica: false, is_durable: true, evicts: false };
        assert_eq!(sound, expected);
        assert!(!server(INFO, &[]).is_durable);
        assert!(!server(INFO, &[("appendonly", "no"), ("appendfsync", "always")]).is_durable);
        assert!(!server(INFO, &[("appendonly", "yes"), ("appendfsync", "everysec")]).is_durable);
        let rewriting = [always[0], always[1], ("no-appendfsync-on-rewrite", "yes")];
        assert!(!server(INFO, &rewriting).is_durable);
        assert!(!server(&INFO.replace("0000", "00f0"), &always).is_durable);
    }

    #[test]
    fn replicas_and_servers_that_evict_are_known() {
        assert!(server(&INFO.replace("role:master", "role:slave"), &[]).is_replica);
        assert!(server(&INFO.replace("noeviction", "allkeys-lru"), &[]).evicts);
    }
}
