//! A channel whose lifetime is yours.

use crate::{ChannelLayer, ChannelName, Error, GroupName, Message};

/// A channel of this process that lives as long as this value: dropping it leaves every group,
/// ends the subscription and frees the queue with whatever is still in it.
///
/// Made by [`ChannelLayer::open`]. Whoever prefers plain names uses
/// [`new_channel`](ChannelLayer::new_channel) and [`forget`](ChannelLayer::forget).
#[derive(Debug)]
pub struct Channel {
    layer: ChannelLayer,
    name: ChannelName,
}

impl Channel {
    pub(crate) fn new(layer: ChannelLayer, name: ChannelName) -> Self {
        Self { layer, name }
    }

    /// The name others send to.
    #[must_use]
    pub fn name(&self) -> &ChannelName {
        &self.name
    }

    /// Waits for the next message; see [`ChannelLayer::receive`].
    ///
    /// # Errors
    /// None with today's back ends: an outage is waited for.
    pub async fn receive(&self) -> Result<Message, Error> {
        self.layer.receive(&self.name).await
    }

    /// Joins a group, or renews the membership; see [`ChannelLayer::group_add`].
    ///
    /// # Errors
    /// None with today's back ends.
    pub async fn join(&self, group: &GroupName) -> Result<(), Error> {
        self.layer.group_add(group, &self.name).await
    }

    /// Leaves a group; see [`ChannelLayer::group_discard`].
    ///
    /// # Errors
    /// None with today's back ends.
    pub async fn leave(&self, group: &GroupName) -> Result<(), Error> {
        self.layer.group_discard(group, &self.name).await
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.layer.forget(&self.name);
    }
}
