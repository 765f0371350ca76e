use std::future::poll_fn;

use futures_channel::mpsc::UnboundedReceiver;
use futures_util::{
    SinkExt, StreamExt,
    future::{Either, select},
};
use gloo_net::websocket::{Message, State, WebSocketError, futures::WebSocket};
use gloo_timers::{callback::Timeout, future::TimeoutFuture};
use leptos::prelude::*;
use protocol::{ClientFrame, ErrorCode, SUBPROTOCOL, ServerFrame, limits::HEARTBEAT_SECONDS};

use super::super::{
    browser,
    session::{Order, Session},
};
use crate::talk::{self, Event, Link, News};

/// The close code of a line that was cut, as browsers write it.
const CUT: u16 = 1006;

/// Milliseconds a connection may take to open.
const OPENING: u32 = 15_000;

/// Milliseconds without a frame after which the line is dead: two heartbeats and some grace.
const SILENCE: u32 = (HEARTBEAT_SECONDS as u32 * 2 + 5) * 1000;

/// Milliseconds that an answer may take when it is doubtful that the line still works.
const ANSWER: u32 = 5_000;

/// Milliseconds after the server found the page too fast.
const BREATH: u32 = 1_100;

/// Milliseconds after the server could not take a message.
const PATIENCE: u32 = 3_000;

/// One connection, from its opening to its end. Dropping it closes the socket.
pub(super) struct Line {
    session: Session,
    socket: WebSocket,
    /// The server has answered the hello. What is said before that is lost.
    welcomed: bool,
    /// The pause after which the server may take more.
    pause: Option<Timeout>,
}

impl Line {
    /// Connects and stays connected as long as possible. Gives the close code.
    pub(super) async fn run(
        session: Session,
        url: &str,
        orders: &mut UnboundedReceiver<Order>,
    ) -> u16 {
        session.connect();
        let Ok(socket) = WebSocket::open_with_protocol(url, SUBPROTOCOL) else { return CUT };
        let mut line = Self { session, socket, welcomed: false, pause: None };
        // Ready means no longer opening. When that fails, listening tells why.
        let ready = poll_fn(|context| line.socket.poll_ready_unpin(context));
        if matches!(select(ready, TimeoutFuture::new(OPENING)).await, Either::Right(_)) {
            return CUT;
        }
        line.greet();
        line.talk(orders).await
    }

    async fn talk(&mut self, orders: &mut UnboundedReceiver<Order>) -> u16 {
        let mut code = CUT;
        let mut silence = TimeoutFuture::new(SILENCE);
        loop {
            match select(select(self.socket.next(), orders.next()), &mut silence).await {
                Either::Right(_) => return CUT,
                Either::Left((Either::Left((heard, _)), _)) => match heard {
                    Some(Ok(Message::Text(frame))) => {
                        silence = TimeoutFuture::new(SILENCE);
                        if !self.take(&frame) {
                            return CUT;
                        }
                    }
                    Some(Ok(Message::Bytes(_))) => {}
                    // An error says nothing; the close code comes after it.
                    Some(Err(WebSocketError::ConnectionClose(close))) => code = close.code,
                    Some(Err(_)) => {}
                    None => return code,
                },
                Either::Left((Either::Right((order, _)), _)) => match order {
                    Some(Order::Send(frame)) if self.welcomed => self.send(&frame),
                    Some(Order::Send(_) | Order::Say) => {}
                    Some(Order::Resume) => {
                        self.session.conversation.update_untracked(talk::Conversation::resume);
                    }
                    // After sleep or a change of network the line may be dead without anybody having said so.
                    Some(Order::Wake) if self.is_good() => {
                        self.greet();
                        silence = TimeoutFuture::new(ANSWER);
                    }
                    Some(Order::Wake) => {}
                    Some(Order::Sleep) | None => return CUT,
                },
            }
            self.say();
        }
    }

    /// Takes in a frame; false when this connection leads nowhere.
    fn take(&mut self, frame: &str) -> bool {
        // A newer server may say what this page does not know.
        let frame = browser::parse(frame).and_then(|frame| talk::read(&frame));
        let Some(frame) = frame else { return true };
        let connected = match &frame {
            ServerFrame::Welcome(welcome) => Some(welcome.connected),
            ServerFrame::Layer { connected } => Some(*connected),
            _ => None,
        };
        let wanted = self.session.conversation.with_untracked(|talk| talk.wanted().cloned());
        let named = match &frame {
            ServerFrame::Renamed { you } => Some(you.nickname.clone()),
            ServerFrame::Welcome(welcome) => wanted.filter(|name| *name == welcome.you.nickname),
            _ => None,
        };
        match self.session.told(frame) {
            News::Welcome(_) => self.enter(),
            News::Behind => self.greet(),
            News::Later(ErrorCode::TooFast) => self.hold(BREATH),
            News::Later(_) => self.hold(PATIENCE),
            News::Refused(error) if !self.welcomed => match error.field.as_deref() {
                Some("nickname") => {
                    browser::forget();
                    self.greet();
                }
                _ => return false,
            },
            News::Refused(_) | News::Heard(_) | News::Filled(_) | News::None => {}
        }
        if let Some(nickname) = named {
            browser::remember(&nickname);
        }
        if let Some(connected) = connected {
            self.session.link.update(|link| *link = link.after(Event::Layer { connected }));
        }
        true
    }

    /// Whether there is an answer to expect to a hello.
    fn is_good(&self) -> bool {
        self.welcomed && self.session.link.get_untracked() == Link::Online
    }

    fn greet(&mut self) {
        let nickname = browser::remembered();
        let hello = self.session.conversation.with_untracked(|talk| talk.hello(nickname));
        self.send(&hello);
    }

    /// Asks again for what the last connection has not answered.
    fn enter(&mut self) {
        // A name that the hello did not carry, since it was chosen after it, is still asked for.
        let unanswered = self.session.conversation.with_untracked(|talk| {
            let rename = talk.wanted().map(|name| ClientFrame::Rename { nickname: name.clone() });
            [rename, talk.asked().filter(|_| !self.welcomed)]
        });
        self.welcomed = true;
        #[cfg(feature = "csr")]
        if let Some(frame) = self.session.sought() {
            self.send(&frame);
        }
        for frame in unanswered.iter().flatten() {
            self.send(frame);
        }
    }

    /// Says what waits, when its turn has come.
    fn say(&mut self) {
        if let Some(frame) = self.session.due() {
            self.send(&frame);
        }
    }

    fn hold(&mut self, milliseconds: u32) {
        let session = self.session;
        let jitter = (browser::chance() * 500.0) as u32;
        self.pause =
            Some(Timeout::new(milliseconds + jitter, move || session.order(Order::Resume)));
    }

    fn send(&mut self, frame: &ClientFrame) {
        // Only an open socket takes frames: another one complains in the console.
        if matches!(self.socket.state(), State::Open) {
            // What a closing socket swallows still waits in the conversation.
            drop(self.socket.start_send_unpin(Message::Text(talk::write(frame))));
        }
    }
}
