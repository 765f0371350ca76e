//! Asking a Redis from outside, past all servers.

use std::{collections::BTreeSet, net::SocketAddr, time::Duration};

use anyhow::Result;
use redis::{AsyncConnectionConfig, aio::MultiplexedConnection};

/// How long a connection may take to open.
const OPENING: Duration = Duration::from_secs(5);

/// How long each of the thousands of answers may take by which a whole Redis is read, on a machine that is busy.
const READING: Duration = Duration::from_secs(20);

/// Asks for a sign of life.
pub(crate) async fn ping(address: SocketAddr) -> Result<()> {
    Ok(redis::cmd("PING").exec_async(&mut connect(address).await?).await?)
}

/// Has it write before each answer, as far as its machine's memory. One that syncs its file once a second would otherwise
/// keep back what comes while it does, and lose that when it is killed.
pub(crate) async fn hold_nothing_back(address: SocketAddr) -> Result<()> {
    let set = redis::cmd("CONFIG").arg("SET").arg("appendfsync").arg("no").clone();
    Ok(set.exec_async(&mut connect(address).await?).await?)
}

/// Publishes on a channel. Returns how many have heard it.
pub(crate) async fn publish(address: SocketAddr, channel: &str, body: &[u8]) -> Result<usize> {
    let publish = redis::cmd("PUBLISH").arg(channel).arg(body).clone();
    Ok(publish.query_async(&mut connect(address).await?).await?)
}

/// Ends every subscription at once.
pub(crate) async fn kill_subscriptions(address: SocketAddr) -> Result<usize> {
    let mut redis = connect(address).await?;
    let kill = redis::cmd("CLIENT").arg("KILL").arg("TYPE").arg("pubsub").clone();
    Ok(kill.query_async(&mut redis).await?)
}

/// What stands in any stream, whatever its key and fields are called: this asks Redis alone, and believes no server.
pub(crate) async fn everything_in_streams(address: SocketAddr) -> Result<BTreeSet<String>> {
    let patient = AsyncConnectionConfig::new().set_response_timeout(Some(READING));
    let mut redis = connect_with(address, &patient).await?;
    let mut values = BTreeSet::new();
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query_async(&mut redis).await?;
    for key in keys {
        let kind: String = redis::cmd("TYPE").arg(&key).query_async(&mut redis).await?;
        if kind == "stream" {
            let range = redis::cmd("XRANGE").arg(&key).arg("-").arg("+").clone();
            let entries: Vec<(String, Vec<Vec<u8>>)> = range.query_async(&mut redis).await?;
            let fields = entries.into_iter().flat_map(|(_, fields)| fields);
            values.extend(fields.map(|field| String::from_utf8_lossy(&field).into_owned()));
        }
    }
    Ok(values)
}

async fn connect(address: SocketAddr) -> Result<MultiplexedConnection> {
    connect_with(address, &AsyncConnectionConfig::new()).await
}

async fn connect_with(
    address: SocketAddr,
    config: &AsyncConnectionConfig,
) -> Result<MultiplexedConnection> {
    let client = redis::Client::open(format!("redis://{address}"))?;
    let connected = client.get_multiplexed_async_connection_with_config(config);
    Ok(tokio::time::timeout(OPENING, connected).await??)
}
