use std::{
    collections::VecDeque,
    future::pending,
    time::{Duration, Instant},
};

use axum::{
    body::Bytes,
    extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket},
};
use futures_util::{SinkExt, StreamExt, future::BoxFuture};
use protocol::{CloseCode, limits};
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_tungstenite::tungstenite;

use crate::{
    consumer::{Answer, ChatConsumer, Reply},
    drain::Drain,
    room::{Drained, Outbox, Outgoing},
};

const HEARTBEAT: Duration = Duration::from_secs(limits::HEARTBEAT_SECONDS);

/// A client from which nothing came for so long, not even the answer to a ping, is gone.
const SILENCE: Duration = Duration::from_secs(limits::HEARTBEAT_SECONDS * 5 / 2);

/// How long a client may take to read one flush.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whoever resumes over a line of 24 kbit a second gets all that they may have missed in that time, and before their own page
/// gives up on a silent line.
const _: () = assert!(limits::RESUME_BYTES as u64 <= 45 * 24_000 / 8);

/// How long a closing frame may take.
const FAREWELL: Duration = Duration::from_secs(1);

/// Carries frames between a socket and its consumer until one of them ends it.
pub(crate) async fn serve(mut socket: WebSocket, mut consumer: ChatConsumer, drain: Drain) {
    let code = talk(&mut socket, &mut consumer, &drain).await;
    if code == Some(CloseCode::Restart) {
        take_leave(&mut socket, &mut consumer).await;
    } else if let Some(code) = code {
        close(&mut socket, code).await;
    }
    consumer.disconnect();
}

/// Ends a connection for the server's own reasons: what waits for the client is written, and what it had sent before it read that
/// this is the end is still carried out. The tutorial's page has no way to learn that it was not.
async fn take_leave(socket: &mut WebSocket, consumer: &mut ChatConsumer) {
    if write(socket, consumer, None).await.is_err() {
        return;
    }
    let farewell = socket.send(Message::Close(Some(close_frame(CloseCode::Restart))));
    if !matches!(timeout(FAREWELL, farewell).await, Ok(Ok(()))) {
        return;
    }
    // Whoever sends nothing more has read it. How long the log takes for what was sent is not the client's fault; the server
    // itself does not wait for ever.
    while let Ok(Some(Ok(frame))) = timeout(FAREWELL, socket.next()).await {
        if let Message::Text(frame) = frame
            && let Answer::Later(carried_out) = consumer.receive(&frame)
        {
            carried_out.await;
        }
    }
}

/// Says why, and waits a moment for the client to have read it.
pub(crate) async fn close(socket: &mut WebSocket, code: CloseCode) {
    let farewell = async {
        let _ = socket.send(Message::Close(Some(close_frame(code)))).await;
        // A socket dropped over unread bytes resets the connection, and the client would never read why.
        while let Some(Ok(_)) = socket.next().await {}
    };
    let _ = timeout(FAREWELL, farewell).await;
}

fn close_frame(code: CloseCode) -> CloseFrame {
    CloseFrame { code: code.number(), reason: Utf8Bytes::from_static(code.reason()) }
}

/// Returns the code to close with, or `None` when the client is gone.
async fn talk(
    socket: &mut WebSocket,
    consumer: &mut ChatConsumer,
    drain: &Drain,
) -> Option<CloseCode> {
    let mut heartbeat = interval(HEARTBEAT);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    heartbeat.reset();
    let turn = drain.turn();
    tokio::pin!(turn);
    let mut heard = Instant::now();
    let mut later: Option<BoxFuture<'static, Reply>> = None;
    loop {
        let mut beat = None;
        tokio::select! {
            incoming = socket.next(), if later.is_none() => {
                heard = Instant::now();
                let answer = match incoming? {
                    Ok(Message::Text(frame)) if frame.len() > limits::FRAME_BYTES => Answer::Close(CloseCode::TooBig),
                    Ok(Message::Binary(frame)) if frame.len() > limits::FRAME_BYTES => Answer::Close(CloseCode::TooBig),
                    Ok(Message::Text(frame)) => consumer.receive(&frame),
                    Ok(Message::Binary(_)) => consumer.receive_binary(),
                    Ok(Message::Ping(_) | Message::Pong(_)) => Answer::Nothing,
                    Ok(Message::Close(_)) => return None,
                    Err(error) => return why(error),
                };
                match answer {
                    Answer::Nothing => {}
                    Answer::Frame(frame) => socket.feed(Message::Text(frame)).await.ok()?,
                    Answer::Later(answer) => later = Some(answer),
                    Answer::Close(code) => return Some(code),
                }
            }
            reply = answered(&mut later) => {
                heard = Instant::now();
                later = None;
                if let Some(frame) = consumer.reply(reply) {
                    socket.feed(Message::Text(frame)).await.ok()?;
                }
            }
            () = ready(consumer.outbox()) => {}
            _ = heartbeat.tick() => {
                if heard.elapsed() > SILENCE {
                    return Some(CloseCode::NoPong);
                }
                beat = Some(consumer.heartbeat());
            }
            // What is being said is answered first.
            () = &mut turn, if later.is_none() => return Some(CloseCode::Restart),
        }
        if let Err(end) = write(socket, consumer, beat).await {
            return end;
        }
    }
}

/// Writes everything that is waiting, and a heartbeat after it, and flushes once.
///
/// While the client does not read, only its own queue fills; once that overflows, it is given up.
async fn write(
    socket: &mut WebSocket,
    consumer: &mut ChatConsumer,
    beat: Option<Option<Utf8Bytes>>,
) -> Result<(), Option<CloseCode>> {
    let waiting = match consumer.outbox().map(Outbox::drain) {
        Some(Drained::Overflow) => return Err(Some(CloseCode::TooSlow)),
        Some(Drained::Items(items)) => items,
        None => VecDeque::new(),
    };
    let frames: Vec<_> = waiting.into_iter().filter_map(|item| frame(consumer, item)).collect();
    let everything = async {
        for frame in frames {
            socket.feed(Message::Text(frame)).await?;
        }
        if let Some(beat) = beat {
            if let Some(frame) = beat {
                socket.feed(Message::Text(frame)).await?;
            }
            socket.feed(Message::Ping(Bytes::new())).await?;
        }
        socket.flush().await
    };
    tokio::select! {
        biased;
        done = everything => done.map_err(|_| None),
        () = overflow(consumer.outbox()) => Err(Some(CloseCode::TooSlow)),
        () = tokio::time::sleep(PATIENCE) => Err(Some(CloseCode::TooSlow)),
    }
}

fn frame(consumer: &mut ChatConsumer, item: Outgoing) -> Option<Utf8Bytes> {
    match item {
        Outgoing::Entry(event) => consumer.entry(&event),
        Outgoing::Frame(frame) => Some(frame),
        Outgoing::Begin => consumer.begin(),
    }
}

async fn answered(later: &mut Option<BoxFuture<'static, Reply>>) -> Reply {
    match later {
        Some(reply) => reply.await,
        None => pending().await,
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
