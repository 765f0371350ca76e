use std::{net::SocketAddr, pin::pin, time::Duration};

use axum::{Router, extract::ConnectInfo, serve::Listener};
use hyper::{
    Request,
    body::Incoming,
    server::conn::http1,
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio_util::task::TaskTracker;

use crate::drain::Drain;

/// Where connections come in, and speak HTTP until they have ended or have become sockets.
#[derive(Clone, Debug)]
pub(crate) struct Reception {
    routes: Router,
    /// How long the head of a request may take, counted from the connection or from the answer before it. Whoever sends
    /// none in that time holds no place any longer.
    patience: Duration,
    drain: Drain,
}

impl Reception {
    /// One that waits for this long for what is asked, and until the server ends.
    pub(crate) const fn new(routes: Router, patience: Duration, drain: Drain) -> Self {
        Self { routes, patience, drain }
    }

    /// Serves whoever connects. When the server ends, the port is free at once, and this waits for the answers that are
    /// being given.
    pub(crate) async fn open<L: Listener<Addr = SocketAddr>>(self, mut listener: L) {
        let connections = TaskTracker::new();
        loop {
            tokio::select! {
                (connection, address) = listener.accept() => {
                    connections.spawn(self.clone().serve(TokioIo::new(connection), address));
                }
                () = self.drain.begun() => break,
            }
        }
        drop(listener);
        connections.close();
        connections.wait().await;
    }

    async fn serve<I>(self, connection: TokioIo<I>, address: SocketAddr)
    where
        TokioIo<I>: hyper::rt::Read + hyper::rt::Write + Unpin + Send + 'static,
    {
        let routes = TowerToHyperService::new(self.routes);
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(address));
            routes.call(request)
        });
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(self.patience);
        let mut connection = pin!(http.serve_connection(connection, service).with_upgrades());
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.drain.begun() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::trace!(%address, %error, "a connection has ended early");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::{TcpListener, TcpStream},
        task::JoinHandle,
        time::{sleep, timeout},
    };

    use super::*;

    const PATIENCE: Duration = Duration::from_millis(200);

    async fn open() -> (SocketAddr, Drain, JoinHandle<()>) {
        let late = get(async || {
            sleep(3 * PATIENCE).await;
            "late"
        });
        let routes = Router::new().route("/", get(async || "hello")).route("/late", late);
        let drain = Drain::new(Duration::ZERO);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let reception = Reception::new(routes, PATIENCE, drain.clone());
        (address, drain, tokio::spawn(reception.open(listener)))
    }

    /// What the server says to these bytes until it closes the connection, and how long that takes.
    async fn hears(address: SocketAddr, said: &str) -> (String, Duration) {
        let begun = Instant::now();
        let mut client = TcpStream::connect(address).await.expect("a connection");
        client.write_all(said.as_bytes()).await.expect("it is taken");
        let mut answer = String::new();
        let end = timeout(50 * PATIENCE, client.read_to_string(&mut answer)).await;
        end.expect("the connection is closed").expect("text");
        (answer, begun.elapsed())
    }

    #[tokio::test]
    async fn who_does_not_finish_asking_is_not_waited_for() {
        let (address, ..) = open().await;
        for said in ["", "GET / HT", "GET / HTTP/1.1\r\nhost: here\r\nx: "] {
            let (answer, took) = hears(address, said).await;
            assert!(answer.is_empty() && took >= PATIENCE, "{said:?}: {answer} after {took:?}");
        }
    }

    #[tokio::test]
    async fn who_has_asked_is_answered_however_long_it_takes() {
        let (address, ..) = open().await;
        let ask = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: here\r\n\r\n");
        let (answer, _) = hears(address, &(ask("/late") + &ask("/"))).await;
        assert!(answer.contains("late") && answer.ends_with("hello"), "{answer}");
    }

    #[tokio::test]
    async fn the_end_waits_for_answers_and_for_nobody_else() {
        let (address, drain, open) = open().await;
        let _idle = TcpStream::connect(address).await.expect("a connection");
        let ask = "GET /late HTTP/1.1\r\nhost: here\r\n\r\n";
        let asked = tokio::spawn(async move { hears(address, ask).await });
        sleep(PATIENCE / 2).await;
        drain.begin(0);
        timeout(50 * PATIENCE, open).await.expect("it ends").expect("well");
        assert!(asked.await.expect("an answer").0.ends_with("late"));
        assert!(TcpStream::connect(address).await.is_err(), "the port is free");
    }
}
