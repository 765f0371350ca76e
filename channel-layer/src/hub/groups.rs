//! Who is in which group, in both directions.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use crate::{ChannelName, GroupName};

/// Who is in which group. Empty groups and channels without groups are not kept.
#[derive(Debug, Default)]
pub(super) struct Groups {
    /// Members, each with the time it was last added.
    members: HashMap<GroupName, HashMap<ChannelName, Instant>>,
    /// The other direction, so that a channel can leave all its groups without a search.
    joined: HashMap<ChannelName, HashSet<GroupName>>,
}

impl Groups {
    /// Says whether the group is new.
    pub(super) fn add(&mut self, group: &GroupName, channel: &ChannelName, now: Instant) -> bool {
        let members = self.members.entry(group.clone()).or_default();
        let is_new = members.is_empty();
        members.insert(channel.clone(), now);
        self.joined.entry(channel.clone()).or_default().insert(group.clone());
        is_new
    }

    /// Says whether the group is gone now.
    pub(super) fn discard(&mut self, group: &GroupName, channel: &ChannelName) -> bool {
        if let Some(groups) = self.joined.get_mut(channel) {
            groups.remove(group);
            if groups.is_empty() {
                self.joined.remove(channel);
            }
        }
        let Some(members) = self.members.get_mut(group) else { return false };
        members.remove(channel);
        let is_gone = members.is_empty();
        if is_gone {
            self.members.remove(group);
        }
        is_gone
    }

    /// Takes a channel out of all groups. Returns those that are gone now.
    pub(super) fn forget(&mut self, channel: &ChannelName) -> Vec<GroupName> {
        let mut gone = Vec::new();
        for group in self.joined.get(channel).cloned().unwrap_or_default() {
            if self.discard(&group, channel) {
                gone.push(group);
            }
        }
        gone
    }

    /// Takes out of a group whoever was last added too long ago.
    pub(super) fn expire(&mut self, group: &GroupName, expiry: Duration, now: Instant) {
        let Some(members) = self.members.get(group) else { return };
        let too_old = |added: &Instant| now.saturating_duration_since(*added) >= expiry;
        let expired: Vec<_> = members.iter().filter(|(_, added)| too_old(added)).collect();
        for channel in expired.into_iter().map(|(channel, _)| channel.clone()).collect::<Vec<_>>() {
            self.discard(group, &channel);
        }
    }

    /// Returns the groups there were.
    pub(super) fn clear(&mut self) -> Vec<GroupName> {
        self.joined.clear();
        self.members.drain().map(|(group, _)| group).collect()
    }

    pub(super) fn members(&self, group: &GroupName) -> Vec<ChannelName> {
        self.members.get(group).map_or_else(Vec::new, |members| members.keys().cloned().collect())
    }

    pub(super) fn names(&self) -> Vec<GroupName> {
        self.members.keys().cloned().collect()
    }

    #[cfg(test)]
    pub(super) fn check_invariants(&self) {
        let mut pairs = 0;
        for (group, members) in &self.members {
            assert!(!members.is_empty(), "{group} is empty");
            for channel in members.keys() {
                assert!(self.joined[channel].contains(group), "{channel} does not know {group}");
            }
            pairs += members.len();
        }
        assert_eq!(pairs, self.joined.values().map(HashSet::len).sum::<usize>());
        assert!(self.joined.values().all(|groups| !groups.is_empty()));
    }
}
