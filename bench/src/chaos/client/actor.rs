use std::{net::SocketAddr, time::Instant};

use tokio::sync::{mpsc, watch};

use crate::{
    chaos::{
        badge::Badge,
        client::{Editor, Life, Mind, Speech, TutorialPage, V1, Ways, Whims},
        history::Record,
        plan::{Dialect, Role},
        status::{Order, Status},
    },
    dice::Dice,
    socket::Door,
};

/// One client: a mind, and the sockets it is lent.
#[derive(Debug)]
pub(crate) struct Actor {
    pub(crate) number: usize,
    pub(crate) role: Role,
    pub(crate) door: Door,
    pub(crate) badge: Badge,
    /// Where the nodes are, or rather the proxies in front of them.
    pub(crate) nodes: Vec<SocketAddr>,
    pub(crate) orders: mpsc::Receiver<Order>,
    pub(crate) status: watch::Sender<Status>,
    pub(crate) seed: u64,
    /// When the run began.
    pub(crate) start: Instant,
}

impl Actor {
    /// Lives until it is told to leave.
    pub(crate) async fn run(self) -> Record {
        let Self { number, role, seed, .. } = self;
        let name = format!("client {number}");
        let (speech, whims) = (Speech::new(number, role, seed), Whims::new(seed, &name));
        let mind: Box<dyn Mind + Send> = match role.dialect {
            Dialect::V1 => {
                let ways = Ways { speech, whims, editor: Editor::new(number, seed) };
                Box::new(V1::new(ways, self.badge.clone(), role.patience))
            }
            Dialect::Tutorial => Box::new(TutorialPage::new(speech)),
        };
        let dice = Dice::new(seed, &format!("{name}'s ways"));
        Life::new(self, mind, dice).live(name).await
    }
}
