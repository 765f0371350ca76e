use std::{
    future::pending,
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    time::sleep,
};

use super::weather::{Sky, TICK, Weather};

/// Longest time that a held connection waits after the weather has cleared.
const STRAGGLE_MS: u64 = 250;

/// What is known of one connection.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// It has subscribed to something in Redis.
    pub(crate) subscribes: AtomicBool,
    /// It has lost bytes, and is dead.
    pub(crate) doomed: AtomicBool,
}

/// Carries everything between a client and a server until one of them ends the connection.
pub(crate) async fn connect(
    client: TcpStream,
    server: TcpStream,
    marks: &Arc<Marks>,
    weather: &watch::Receiver<Weather>,
) {
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let pipe = |from, to| Pipe { from, to, marks: marks.clone(), weather: weather.clone() };
    let (up, down) = (pipe(from_client, to_server), pipe(from_server, to_client));
    // An end of one direction is passed on and the other goes on; an error ends both.
    let _ = tokio::try_join!(up.run(true), down.run(false));
}

/// One direction of a connection.
#[derive(Debug)]
struct Pipe {
    from: OwnedReadHalf,
    to: OwnedWriteHalf,
    marks: Arc<Marks>,
    weather: watch::Receiver<Weather>,
}

impl Pipe {
    async fn run(mut self, upwards: bool) -> io::Result<()> {
        let mut buffer = vec![0; 16 * 1024];
        loop {
            let length = match self.from.read(&mut buffer).await {
                Ok(length) => length,
                // Nobody on the other side of a silent line hears of a reset.
                Err(_) if self.sky() == Sky::Silent => 0,
                Err(error) => return Err(error),
            };
            if length == 0 {
                return self.end().await;
            }
            if upwards && subscribes(&buffer[..length]) {
                self.marks.subscribes.store(true, Ordering::Relaxed);
            }
            self.pour(&buffer[..length]).await?;
        }
    }

    fn sky(&mut self) -> Sky {
        if self.marks.doomed.load(Ordering::Relaxed) {
            return Sky::Silent;
        }
        self.weather.borrow_and_update().above(self.marks.subscribes.load(Ordering::Relaxed))
    }

    async fn pour(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let now = match self.sky() {
                Sky::Clear => bytes.len(),
                Sky::Late(by) => {
                    sleep(by).await;
                    bytes.len()
                }
                Sky::Slow(count) => {
                    sleep(TICK).await;
                    count.min(bytes.len())
                }
                Sky::Held => {
                    self.release().await;
                    0
                }
                Sky::Silent => {
                    self.marks.doomed.store(true, Ordering::Relaxed);
                    return Ok(());
                }
            };
            let (piece, rest) = bytes.split_at(now);
            self.to.write_all(piece).await?;
            bytes = rest;
        }
        Ok(())
    }

    /// Waits for other weather, and then a moment of its own.
    async fn release(&mut self) {
        if self.weather.changed().await.is_err() {
            pending::<()>().await;
        }
        sleep(Duration::from_millis(rand::random_range(0..=STRAGGLE_MS))).await;
    }

    async fn end(mut self) -> io::Result<()> {
        while self.sky() == Sky::Held {
            self.release().await;
        }
        if self.sky() == Sky::Silent {
            self.marks.doomed.store(true, Ordering::Relaxed);
            // Until somebody cuts it: the other side never hears of the end.
            pending::<()>().await;
        }
        self.to.shutdown().await
    }
}

/// Whether these bytes from a client of Redis begin a subscription.
fn subscribes(bytes: &[u8]) -> bool {
    const COMMAND: &[u8] = b"SUBSCRIBE\r\n";
    bytes.windows(COMMAND.len()).any(|window| window.eq_ignore_ascii_case(COMMAND))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscription_is_seen() {
        assert!(subscribes(b"*2\r\n$9\r\nSUBSCRIBE\r\n$4\r\nroom\r\n"));
        assert!(subscribes(b"*2\r\n$10\r\nPSUBSCRIBE\r\n$1\r\n*\r\n"));
        assert!(subscribes(b"*2\r\n$10\r\nssubscribe\r\n$1\r\n*\r\n"));
        assert!(!subscribes(b"*2\r\n$3\r\nGET\r\n$4\r\nroom\r\n"));
    }
}
