use std::{
    future::pending,
    time::{Duration, Instant},
};

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use futures_util::{SinkExt, StreamExt};
use protocol::{CloseCode, limits};
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_tungstenite::tungstenite;
use tokio_util::sync::CancellationToken;

use crate::{
    consumer::ChatConsumer,
    room::{Drained, Outbox, Outgoing},
};

const HEARTBEAT: Duration = Duration::from_secs(limits::HEARTBEAT_SECONDS);

/// A client from which nothing came for so long, not even the answer to a ping, is gone.
const SILENCE: Duration = Duration::from_secs(limits::HEARTBEAT_SECONDS * 5 / 2);

/// How long a client may take to read one flush.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a closing frame may take.
const FAREWELL: Duration = Duration::from_secs(1);

/// Carries frames between a socket and its consumer until one of them ends it.
pub(crate) async fn serve(
    mut socket: WebSocket,
    mut consumer: ChatConsumer,
    stop: CancellationToken,
) {
    let code = talk(&mut socket, &mut consumer, &stop).await;
    consumer.disconnect();
    if let Some(code) = code {
        close(&mut socket, code).await;
    }
}

/// Says why, and waits a moment for the client to have read it.
pub(crate) async fn close(socket: &mut WebSocket, code: CloseCode) {
    let frame = CloseFrame { code: code.number(), reason: Utf8Bytes::from_static(code.reason()) };
    let farewell = async {
        let _ = socket.send(Message::Close(Some(frame))).await;
        // A socket dropped over unread bytes resets the connection, and the client would never read why.
        while let Some(Ok(_)) = socket.next().await {}
    };
    let _ = timeout(FAREWELL, farewell).await;
}

/// Returns the code to close with, or `None` when the client is gone.
async fn talk(
    socket: &mut WebSocket,
    consumer: &mut ChatConsumer,
    stop: &CancellationToken,
) -> Option<CloseCode> {
    let mut heartbeat = interval(HEARTBEAT);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    heartbeat.reset();
    let mut heard = Instant::now();
    loop {
        tokio::select! {
            incoming = socket.next() => {
                heard = Instant::now();
                let answer = match incoming? {
                    Ok(Message::Text(frame)) if frame.len() > limits::FRAME_BYTES => return Some(CloseCode::TooBig),
                    Ok(Message::Binary(frame)) if frame.len() > limits::FRAME_BYTES => return Some(CloseCode::TooBig),
                    Ok(Message::Text(frame)) => consumer.receive(&frame).await,
                    Ok(Message::Binary(_)) => Ok(consumer.receive_binary()),
                    Ok(Message::Ping(_) | Message::Pong(_)) => Ok(None),
                    Ok(Message::Close(_)) => return None,
                    Err(error) => return why(error),
                };
                match answer {
                    Ok(Some(frame)) => socket.feed(Message::Text(frame)).await.ok()?,
                    Ok(None) => {}
                    Err(code) => return Some(code),
                }
            }
            () = ready(consumer.outbox()) => {}
            _ = heartbeat.tick() => {
                if heard.elapsed() > SILENCE {
                    return Some(CloseCode::NoPong);
                }
                if let Some(frame) = consumer.heartbeat() {
                    socket.feed(Message::Text(frame)).await.ok()?;
                }
                socket.feed(Message::Ping(axum::body::Bytes::new())).await.ok()?;
            }
            () = stop.cancelled() => return Some(CloseCode::Restart),
        }
        if let Err(end) = write(socket, consumer).await {
            return end;
        }
    }
}

/// Writes everything that is waiting, and flushes once.
///
/// While the client does not read, only its own queue fills; once that overflows, it is given up.
async fn write(socket: &mut WebSocket, consumer: &ChatConsumer) -> Result<(), Option<CloseCode>> {
    let everything = async {
        match consumer.outbox().map(Outbox::drain) {
            Some(Drained::Overflow) => return Err(Some(CloseCode::TooSlow)),
            Some(Drained::Items(items)) => {
                for item in items {
                    let frame = match item {
                        Outgoing::Message(event) => consumer.chat_message(&event),
                        Outgoing::Frame(frame) => frame,
                    };
                    socket.feed(Message::Text(frame)).await.map_err(|_| None)?;
                }
            }
            None => {}
        }
        socket.flush().await.map_err(|_| None)
    };
    tokio::select! {
        biased;
        done = everything => done,
        () = overflow(consumer.outbox()) => Err(Some(CloseCode::TooSlow)),
        () = tokio::time::sleep(PATIENCE) => Err(Some(CloseCode::TooSlow)),
    }
}

async fn ready(outbox: Option<&Outbox>) {
    match outbox {
        Some(outbox) => outbox.ready().await,
        None => pending().await,
    }
}

async fn overflow(outbox: Option<&Outbox>) {
    match outbox {
        Some(outbox) => outbox.overflow().await,
        None => pending().await,
    }
}

/// What a failed read says about the client: it broke a rule, or it is gone.
fn why(error: axum::Error) -> Option<CloseCode> {
    use tungstenite::Error as E;
    match error.into_inner().downcast_ref::<E>()? {
        E::Capacity(_) => Some(CloseCode::TooBig),
        E::Utf8(_) => Some(CloseCode::NotUtf8),
        E::Protocol(tungstenite::error::ProtocolError::ResetWithoutClosingHandshake) => None,
        E::Protocol(_) => Some(CloseCode::Protocol),
        _ => None,
    }
}
