//! A client that only measures.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Context, Result, bail};
use tokio::time::timeout;

use crate::{
    socket::{Door, Heard, Socket},
    wire::{FromServer, Id, ToServer, Welcome, encode},
};

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where somebody left off.
#[derive(Clone, Debug)]
pub(super) struct Position {
    pub(super) since: Id,
    pub(super) epoch: String,
}

/// Somebody with a socket, who has been welcomed.
#[derive(Debug)]
pub(super) struct Guest {
    socket: Socket,
    said: u64,
}

impl Guest {
    /// Enters a room.
    pub(super) async fn enter(address: SocketAddr, room: &str) -> Result<Self> {
        Ok(Self::open(address, room).await?.hello(None).await?.0)
    }

    /// Opens a socket, and says nothing yet.
    pub(super) async fn open(address: SocketAddr, room: &str) -> Result<Self> {
        let door = Door { room: room.into(), v1: true, cookie: None };
        let socket = Socket::open(address, &door).await?;
        Ok(Self { socket, said: 0 })
    }

    /// Says hello and waits for the welcome.
    pub(super) async fn hello(mut self, position: Option<&Position>) -> Result<(Self, Welcome)> {
        let hello = ToServer::Hello {
            since: position.map(|position| position.since),
            epoch: position.map(|position| position.epoch.clone()),
            nickname: None,
        };
        self.send(&hello).await?;
        loop {
            let frame = self.frame().await?;
            if let FromServer::Welcome(welcome) = serde_json::from_str(&frame)? {
                return Ok((self, welcome));
            }
        }
    }

    /// Says something, waits until it is acknowledged, and says how it is called.
    pub(super) async fn say(&mut self, text: String) -> Result<Id> {
        self.said += 1;
        let nonce = self.said.to_string();
        self.send(&ToServer::Say { nonce, text }).await?;
        loop {
            let frame = self.frame().await?;
            // Reading only what is needed keeps the measuring side cheap.
            if frame.starts_with(r#"{"type":"ack""#) {
                let FromServer::Ack { id, .. } = serde_json::from_str(&frame)? else { continue };
                return Ok(id);
            }
            if frame.starts_with(r#"{"type":"error""#) {
                bail!("refused: {frame}");
            }
        }
    }

    /// The text of the next message.
    pub(super) async fn message(&mut self) -> Result<String> {
        loop {
            let frame = self.frame().await?;
            if let FromServer::Message(message) = serde_json::from_str(&frame)? {
                return Ok(message.text);
            }
        }
    }

    /// The next frame; an error at the end of the connection.
    pub(super) async fn frame(&mut self) -> Result<String> {
        loop {
            match timeout(PATIENCE, self.socket.hear()).await.context("no frame in a minute")? {
                Heard::Text(frame) => return Ok(frame),
                Heard::Ping => {}
                Heard::End(code) => bail!("closed with {code:?}"),
                Heard::Strange(frame) => bail!("{frame}"),
            }
        }
    }

    async fn send(&mut self, frame: &ToServer) -> Result<()> {
        if self.socket.send(encode(frame)).await { Ok(()) } else { bail!("the line takes nothing") }
    }
}
