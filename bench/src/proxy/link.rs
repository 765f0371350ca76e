use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use anyhow::Result;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

use super::{
    open::{Open, Passage, Which},
    pipe::{self, Marks},
    weather::{Sky, Weather},
};
use crate::dice::Dice;

/// The way to one server. Dropping it cuts everything on it.
#[derive(Debug)]
pub(crate) struct Link {
    address: SocketAddr,
    weather: watch::Sender<Weather>,
    open: Open,
    // Holds the task that accepts, which holds those that carry.
    _accepting: JoinSet<()>,
}

impl Link {
    /// Listens on a port of its own for connections to `target`, whose ways have some chance in them.
    pub(crate) async fn to(target: SocketAddr, dice: Dice) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let (weather, seen) = watch::channel(Weather::default());
        let address = listener.local_addr()?;
        let open = Open::default();
        let mut accepting = JoinSet::new();
        accepting.spawn(accept(listener, target, dice, open.clone(), seen));
        Ok(Self { address, weather, open, _accepting: accepting })
    }

    /// Where clients connect to.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Changes what happens to bytes and to new connections. Who refuses new ones closes the open ones as well.
    pub(crate) fn set(&self, weather: Weather) {
        let before = self.weather.send_replace(weather);
        if weather.refusing {
            self.cut(Which::All);
        } else if before.sky == Sky::Silent {
            self.cut(Which::Doomed);
        }
    }

    /// How many connections are open.
    pub(crate) fn count(&self, which: Which) -> usize {
        self.open.count(which)
    }

    /// Closes connections at once. Returns how many.
    pub(crate) fn cut(&self, which: Which) -> usize {
        self.open.cut(which)
    }
}

async fn accept(
    listener: TcpListener,
    target: SocketAddr,
    mut dice: Dice,
    open: Open,
    weather: watch::Receiver<Weather>,
) {
    let mut passages = JoinSet::new();
    let mut number = 0;
    loop {
        while passages.try_join_next().is_some() {}
        // Out of descriptors, or a client that has gone already: neither ends the proxy.
        let Ok((client, _)) = listener.accept().await else { continue };
        if weather.borrow().refusing {
            continue;
        }
        number += 1;
        let dice = dice.split();
        let (open_here, weather, marks) = (open.clone(), weather.clone(), Arc::<Marks>::default());
        let mut all = open.lock();
        let task = passages.spawn({
            let marks = marks.clone();
            async move {
                if let Ok(server) = TcpStream::connect(target).await {
                    let _ = (client.set_nodelay(true), server.set_nodelay(true));
                    pipe::connect(client, server, dice, &marks, &weather).await;
                }
                open_here.lock().remove(&number);
            }
        });
        all.insert(number, Passage { marks, task });
    }
}

#[cfg(test)]
mod tests;
