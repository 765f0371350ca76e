use std::{
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, anyhow};
use axum::serve::ListenerExt;
use leptos::config::LeptosOptions;
use tokio::{
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tokio_util::task::TaskTracker;

use crate::{
    budgets::Budgets,
    drain::Drain,
    http::routes,
    options::{ServeOptions, Switch},
    posters::Posters,
    reception::Reception,
    room::Rooms,
    secret,
    state::App,
};

/// How long the head of a request may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long open connections may take to end.
const FAREWELL: Duration = Duration::from_secs(5);

/// How long a process that is started right after the signal to another waits for its port.
const SUCCESSION: Duration = Duration::from_secs(2);

/// Serves until a signal says to end.
pub(crate) async fn run(options: ServeOptions) -> anyhow::Result<()> {
    // From here on, who asks the server to end sees it end in good order.
    let ending = signal()?;
    let listener = bind(&options.listen).await?;
    let address = listener.local_addr()?;
    let app = app(options)?;
    let (drain, sockets, rooms) = (app.drain.clone(), app.sockets.clone(), Arc::clone(&app.rooms));
    let listener = listener.tap_io(prepare);
    tracing::info!("Parlor is at http://{address}/chat/");
    let reception = Reception::new(routes(app), PATIENCE, drain.clone());
    let server = tokio::spawn(reception.open(listener));
    ending.await.context("signals cannot be received")?;
    tokio::spawn(exit_on_signal());
    let spread = drain.begin(sockets.len());
    tracing::info!(connections = sockets.len(), "ending");
    sockets.close();
    // The reception does not wait for sockets, and might wait too long for a request whose head or answer does not end.
    let ended = timeout(spread + FAREWELL, async {
        sockets.wait().await;
        server.await
    })
    .await;
    if timeout(FAREWELL, rooms.close()).await.is_err() {
        tracing::warn!("what was being said could not be finished");
    }
    match ended {
        Ok(served) => Ok(served?),
        Err(_) => Ok(()),
    }
}

/// Readies a new connection. Without this, a small frame waits up to 40 ms for the acknowledgement of the one before.
fn prepare(connection: &mut TcpStream) {
    if let Err(error) = connection.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY could not be set");
    }
}

/// Takes the address. The process that has it may be about to end: it leaves its port as soon as it reads that.
async fn bind(address: &str) -> anyhow::Result<TcpListener> {
    let begun = Instant::now();
    let bound = loop {
        match TcpListener::bind(address).await {
            Err(error)
                if error.kind() == io::ErrorKind::AddrInUse && begun.elapsed() < SUCCESSION =>
            {
                sleep(SUCCESSION / 40).await;
            }
            bound => break bound,
        }
    };
    bound.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => {
            anyhow!("{address} is in use by another program; --listen ADDRESS:PORT chooses another")
        }
        _ => anyhow::Error::from(error).context(format!("cannot listen on {address}")),
    })
}

fn app(options: ServeOptions) -> anyhow::Result<App> {
    let budgets = Arc::new(Budgets::new(options.budget()));
    let redis = options.layer.redis().to_vec();
    let layer = options.layer.with_roomy_channels().build()?;
    let log = options.log.build(&redis, &options.data)?;
    let sessions = secret::sessions(options.secret.as_deref(), &options.data)?;
    let leptos = leptos::config::get_configuration(None).map_or_else(
        |_| LeptosOptions::builder().output_name("parlor").build(),
        |configuration| configuration.leptos_options,
    );
    Ok(App {
        rooms: Arc::new(Rooms::new(layer, log, options.list_rooms == Switch::On)),
        sessions,
        origins: options.allowed_origin.into(),
        proxies: options.trusted_proxy.into(),
        rate: options.rate.0,
        drain: Drain::new(options.drain),
        sockets: TaskTracker::new(),
        leptos,
        posters: Arc::new(Posters::new(options.rate.0)),
        budgets,
    })
}

/// A second signal ends the server at once.
async fn exit_on_signal() {
    if let Ok(signal) = signal()
        && signal.await.is_ok()
    {
        std::process::exit(1);
    }
}

/// The next signal that asks the server to end. It is waited for from the call on, not from the first poll.
#[cfg(unix)]
fn signal() -> io::Result<impl Future<Output = io::Result<()>>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => Ok(()),
            _ = terminate.recv() => Ok(()),
        }
    })
}

#[cfg(not(unix))]
fn signal() -> io::Result<impl Future<Output = io::Result<()>>> {
    Ok(tokio::signal::ctrl_c())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn small_frames_do_not_wait_for_each_other() {
        use axum::serve::Listener;
        let listener = bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let _client = TcpStream::connect(address).await.expect("a connection");
        let (connection, _) = listener.tap_io(prepare).accept().await;
        assert!(connection.nodelay().expect("an option"));
    }
}
