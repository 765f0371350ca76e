//! A WebSocket to a room.

use std::{net::SocketAddr, time::Duration};

use futures_util::{SinkExt, StreamExt};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{
        self, Message,
        client::IntoClientRequest,
        http::{HeaderValue, header},
    },
};

use crate::wire::SUBPROTOCOL;

/// How long a connection may take to open.
const OPENING: Duration = Duration::from_secs(5);

/// How long the line may take a frame.
const SENDING: Duration = Duration::from_secs(10);

/// An open socket.
#[derive(Debug)]
pub(crate) struct Socket(WebSocketStream<TcpStream>);

/// What comes out of a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// A frame.
    Text(String),
    /// A ping: nothing to read, but a sign of life.
    Ping,
    /// The end, with the code if there was one.
    End(Option<u16>),
    /// A frame that has no business here.
    Strange(String),
}

/// Why a socket did not open.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    /// Nobody there, or not in time: worth another try.
    #[error("no connection: {0}")]
    Unreachable(String),
    /// The server answered, and with something else.
    #[error("the handshake was answered with {0}")]
    Status(u16),
}

/// Who opens a socket, and where.
#[derive(Clone, Debug)]
pub(crate) struct Door {
    /// The room, as somebody types it.
    pub(crate) room: String,
    /// `parlor.v1`, or the tutorial's dialect.
    pub(crate) v1: bool,
    /// `NAME=VALUE`, if the visitor is known.
    pub(crate) cookie: Option<String>,
}

impl Socket {
    /// Opens a socket.
    pub(crate) async fn open(address: SocketAddr, door: &Door) -> Result<Self, Refused> {
        Self::open_with_cookie(address, door).await.map(|(socket, _)| socket)
    }

    /// Opens a socket; also returns the cookie that the visitor was given.
    pub(crate) async fn open_with_cookie(
        address: SocketAddr,
        door: &Door,
    ) -> Result<(Self, Option<String>), Refused> {
        let connect = async {
            let stream = TcpStream::connect(address).await.map_err(unreachable)?;
            stream.set_nodelay(true).map_err(unreachable)?;
            Self::over(stream, address, door).await
        };
        timeout(OPENING, connect).await.map_err(unreachable)?
    }

    /// Shakes hands over a connection.
    pub(crate) async fn over(
        stream: TcpStream,
        address: SocketAddr,
        door: &Door,
    ) -> Result<(Self, Option<String>), Refused> {
        let url = format!("ws://{address}/ws/chat/{}/", percent_encoded(&door.room));
        let mut request = url.into_client_request().map_err(unreachable)?;
        if door.v1 {
            let offer = HeaderValue::from_static(SUBPROTOCOL);
            request.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, offer);
        }
        if let Some(cookie) = &door.cookie {
            let cookie = HeaderValue::from_str(cookie).map_err(unreachable)?;
            request.headers_mut().insert(header::COOKIE, cookie);
        }
        let (socket, answer) =
            client_async(request, stream).await.map_err(|error| match error {
                tungstenite::Error::Http(answer) => Refused::Status(answer.status().as_u16()),
                error => unreachable(error),
            })?;
        let given = answer.headers().get(header::SET_COOKIE).and_then(|set| set.to_str().ok());
        let cookie = given.and_then(|set| set.split(';').next()).map(str::to_owned);
        Ok((Self(socket), cookie))
    }

    /// Sends a frame; `false` when the line does not take it.
    pub(crate) async fn send(&mut self, frame: String) -> bool {
        matches!(timeout(SENDING, self.0.send(Message::text(frame))).await, Ok(Ok(())))
    }

    /// What comes next. May be dropped while it waits.
    pub(crate) async fn hear(&mut self) -> Heard {
        loop {
            return match self.0.next().await {
                Some(Ok(Message::Text(frame))) => Heard::Text(frame.as_str().to_owned()),
                Some(Ok(Message::Ping(_))) => Heard::Ping,
                Some(Ok(Message::Pong(_))) => continue,
                Some(Ok(Message::Close(frame))) => Heard::End(frame.map(|frame| frame.code.into())),
                Some(Ok(frame)) => Heard::Strange(format!("{frame:?}")),
                Some(Err(_)) | None => Heard::End(None),
            };
        }
    }
}

fn unreachable(error: impl std::fmt::Display) -> Refused {
    Refused::Unreachable(error.to_string())
}

/// A room's name as it stands in a URL.
fn percent_encoded(room: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let encode =
        |byte: u8| if plain(byte) { char::from(byte).into() } else { format!("%{byte:02X}") };
    room.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_any_script_stand_in_a_url() {
        assert_eq!(percent_encoded("tea_room-2.0"), "tea_room-2.0");
        assert_eq!(percent_encoded("로비"), "%EB%A1%9C%EB%B9%84");
    }
}
