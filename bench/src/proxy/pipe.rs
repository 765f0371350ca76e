use std::{
    future::pending,
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
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

use super::{
    replies::Replies,
    weather::{Sky, TICK, Weather},
};
use crate::dice::Dice;

/// Longest time that a held connection waits after the weather has cleared.
const STRAGGLE_MS: u64 = 250;

/// Bytes that are read at once.
const BUFFER: usize = 16 * 1024;

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
    mut dice: Dice,
    marks: &Arc<Marks>,
    weather: &watch::Receiver<Weather>,
) {
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let mut pipe = |from, to| {
        let (dice, marks, weather) = (dice.split(), marks.clone(), weather.clone());
        Pipe { from, to, dice, marks, weather }
    };
    let (up, down) = (pipe(from_client, to_server), pipe(from_server, to_client));
    // An end of one direction is passed on and the other goes on; an error ends both.
    let _ = tokio::try_join!(up.carry_up(), down.carry_down());
}

/// One direction of a connection.
#[derive(Debug)]
struct Pipe {
    from: OwnedReadHalf,
    to: OwnedWriteHalf,
    dice: Dice,
    marks: Arc<Marks>,
    weather: watch::Receiver<Weather>,
}

impl Pipe {
    async fn carry_up(mut self) -> io::Result<()> {
        let mut buffer = vec![0; BUFFER];
        loop {
            let bytes = self.read(&mut buffer).await?;
            if bytes.is_empty() {
                return self.end().await;
            }
            if subscribes(bytes) {
                self.marks.subscribes.store(true, Ordering::Relaxed);
            }
            self.pour(bytes).await?;
        }
    }

    async fn carry_down(mut self) -> io::Result<()> {
        let (mut buffer, mut replies) = (vec![0; BUFFER], Replies::default());
        loop {
            let bytes = self.read(&mut buffer).await?;
            if bytes.is_empty() {
                return self.end().await;
            }
            if self.marks.subscribes.load(Ordering::Relaxed) {
                let is_muted = self.sky() == Sky::Muted;
                self.pour(&replies.pass(bytes, is_muted)).await?;
            } else {
                self.pour(bytes).await?;
            }
        }
    }

    /// What comes next; nothing at the end.
    async fn read<'a>(&mut self, buffer: &'a mut [u8]) -> io::Result<&'a [u8]> {
        match self.from.read(buffer).await {
            Ok(length) => Ok(&buffer[..length]),
            // Nobody on the other side of a silent line hears of a reset.
            Err(_) if self.sky() == Sky::Silent => Ok(&[]),
            Err(error) => Err(error),
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
                Sky::Clear | Sky::Muted => bytes.len(),
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
        sleep(self.dice.millis(0..=STRAGGLE_MS)).await;
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
