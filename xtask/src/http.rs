//! As much of HTTP as a check needs: whole answers, and a socket that is only listened to.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

const PATIENCE: Duration = Duration::from_secs(10);

/// An address of this machine that nobody listens at.
pub(crate) fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// The whole answer, head and body.
pub(crate) fn get(address: SocketAddr, path: &str) -> Result<String> {
    let mut stream = request(address, path, "Connection: close\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// A WebSocket of which only text is wanted: servers do not mask what they send, so it can be read as it comes.
pub(crate) struct Listener {
    stream: TcpStream,
    heard: String,
}

impl Listener {
    pub(crate) fn connect(address: SocketAddr, path: &str) -> Result<Self> {
        let handshake = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        let mut listener =
            Self { stream: request(address, path, handshake)?, heard: String::new() };
        listener.wait_for("\r\n\r\n", PATIENCE)?;
        if !listener.heard.starts_with("HTTP/1.1 101") {
            bail!("no WebSocket at {path}: {}", listener.heard);
        }
        Ok(listener)
    }

    /// Reads until `text` has been said.
    pub(crate) fn wait_for(&mut self, text: &str, patience: Duration) -> Result<()> {
        let until = Instant::now() + patience;
        let mut buffer = [0; 4096];
        while !self.heard.contains(text) {
            if Instant::now() > until {
                bail!("waited {patience:?} for {text:?}, heard {:?}", self.heard);
            }
            match self.stream.read(&mut buffer) {
                Ok(0) => bail!("the socket ended before {text:?}, after {:?}", self.heard),
                Ok(length) => self.heard += &String::from_utf8_lossy(&buffer[..length]),
                Err(error) if is_timeout(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

fn is_timeout(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

fn request(address: SocketAddr, path: &str, headers: &str) -> Result<TcpStream> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream
        .write_all(format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n{headers}\r\n").as_bytes())?;
    Ok(stream)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    /// Answers one request with `answer`.
    fn serve(answer: &'static [u8]) -> Result<SocketAddr> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        thread::spawn(move || {
            let (mut stream, _) = listener.accept()?;
            _ = stream.read(&mut [0; 1024])?;
            stream.write_all(answer)
        });
        Ok(address)
    }

    #[test]
    fn get_returns_the_whole_answer() -> Result<()> {
        let answer = "HTTP/1.1 200 OK\r\n\r\nbody";
        assert_eq!(get(serve(answer.as_bytes())?, "/")?, answer);
        Ok(())
    }

    #[test]
    fn a_listener_hears_what_follows_the_handshake() -> Result<()> {
        let address = serve(b"HTTP/1.1 101 Switching Protocols\r\n\r\n\x81\x05hello")?;
        let mut listener = Listener::connect(address, "/live")?;
        listener.wait_for("hello", PATIENCE)?;
        assert!(listener.wait_for("goodbye", PATIENCE).is_err(), "the socket has ended");
        Ok(())
    }

    #[test]
    fn a_refusal_is_no_socket() -> Result<()> {
        assert!(Listener::connect(serve(b"HTTP/1.1 404 Not Found\r\n\r\n")?, "/live").is_err());
        Ok(())
    }
}
