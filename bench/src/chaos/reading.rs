//! Reading a room from its first message to its last.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Context, Result, bail};
use tokio::time::timeout;

use crate::{
    chaos::{client::Display, history::Log},
    socket::{Door, Heard, Socket},
    wire::{FromServer, Who, encode},
};

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A new guest: their cookie, and who the server takes its bearer for.
pub(crate) async fn introduce(address: SocketAddr, room: &str) -> Result<(String, Who)> {
    let door = Door { room: room.into(), v1: true, cookie: None };
    let (mut socket, cookie) = Socket::open_with_cookie(address, &door).await?;
    socket.send(r#"{"type":"hello"}"#.into()).await;
    loop {
        if let FromServer::Welcome(welcome) = next(&mut socket).await? {
            return Ok((cookie.context("a guest without a cookie")?, welcome.you));
        }
    }
}

/// The whole log of a room, as a newcomer is told it.
pub(crate) async fn read(address: SocketAddr, room: &str) -> Result<Log> {
    let door = Door { room: room.into(), v1: true, cookie: None };
    let mut socket = Socket::open(address, &door).await?;
    let mut display = Display::default();
    let mut epoch = None;
    socket.send(encode(&display.hello(None))).await;
    loop {
        match next(&mut socket).await? {
            FromServer::Welcome(welcome) => {
                display.welcome(&welcome);
                epoch = Some(welcome.epoch);
            }
            FromServer::Older(page) => display.older(&page),
            FromServer::Message(message) => display.message(&message),
            FromServer::Change(change) => display.change(&change),
            FromServer::Error { detail, .. } => bail!("a newcomer was told: {detail}"),
            _ => {}
        }
        if let Some(question) = display.question(Duration::ZERO) {
            socket.send(encode(&question)).await;
        }
        if display.is_whole()
            && let Some(epoch) = &epoch
        {
            return Ok(Log { epoch: epoch.clone(), messages: display.rows() });
        }
    }
}

async fn next(socket: &mut Socket) -> Result<FromServer> {
    loop {
        match timeout(PATIENCE, socket.hear()).await.context("no answer to a newcomer")? {
            Heard::Text(frame) => return serde_json::from_str(&frame).context(frame),
            Heard::Ping => {}
            Heard::End(code) => bail!("a newcomer was closed with {code:?}"),
            Heard::Strange(frame) => bail!("a newcomer was sent {frame}"),
        }
    }
}
