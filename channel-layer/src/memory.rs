//! The back end inside one process.

use rand::Rng;
use rand::distr::Alphabetic;
use tokio::sync::watch;

use crate::hub::{Placed, WhenFull};
use crate::mailroom::Mailroom;
use crate::{ChannelName, Delivery, Error, GroupName, Health, Message, Options};

/// A mailroom that everybody in this process shares.
#[derive(Debug)]
pub(crate) struct Memory {
    mailroom: Mailroom,
    health: watch::Sender<Health>,
}

// Asynchronous like every back end, although nothing here has to wait but a reader.
impl Memory {
    pub(crate) fn new(options: Options) -> Self {
        let health = watch::Sender::new(Health { connected: true, ..Health::default() });
        Self { mailroom: Mailroom::new(options, WhenFull::Refuse), health }
    }

    /// The name has the shape of those of Channels' own in-memory layer, two dots included.
    pub(crate) async fn new_channel(&self) -> Result<ChannelName, Error> {
        let local: String = rand::rng().sample_iter(Alphabetic).take(12).map(char::from).collect();
        Ok(ChannelName::from_wire(&format!("specific..inmemory!{local}")))
    }

    pub(crate) fn forget(&self, channel: &ChannelName) {
        self.mailroom.forget(channel);
    }

    pub(crate) async fn send(&self, channel: &ChannelName, message: &Message) -> Result<(), Error> {
        match self.mailroom.send(channel, message.clone()) {
            Placed::Refused => Err(Error::ChannelFull(channel.clone())),
            Placed::Queued | Placed::Displaced => Ok(()),
        }
    }

    pub(crate) async fn receive(&self, channel: &ChannelName) -> Result<Message, Error> {
        Ok(self.mailroom.receive(channel).await)
    }

    pub(crate) async fn group_add(
        &self,
        group: &GroupName,
        channel: &ChannelName,
    ) -> Result<(), Error> {
        self.mailroom.group_add(group, channel);
        Ok(())
    }

    pub(crate) async fn group_discard(
        &self,
        group: &GroupName,
        channel: &ChannelName,
    ) -> Result<(), Error> {
        self.mailroom.group_discard(group, channel);
        Ok(())
    }

    pub(crate) async fn group_send(
        &self,
        group: &GroupName,
        message: &Message,
    ) -> Result<Delivery, Error> {
        let spread = self.mailroom.group_send(group, message);
        let (reached, full) = (spread.reached.len() as u64, spread.full as u64);
        if full > 0 {
            let members = reached + full;
            tracing::info!(%group, "{full} of {members} channels over capacity in group");
        }
        Ok(Delivery { reached, full })
    }

    pub(crate) async fn flush(&self) -> Result<(), Error> {
        self.mailroom.clear();
        Ok(())
    }

    pub(crate) fn health(&self) -> watch::Receiver<Health> {
        self.health.subscribe()
    }
}
