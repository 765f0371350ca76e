use protocol::{Message, MessageId, RoomName};
use redis::Value;

use super::scripts::{AFTER, BEFORE};
use super::shard::Call;
use super::{Streams, reply};
use crate::record::{cut, report_undecodable};
use crate::{LogError, Page, Sequel};

/// Entries that are asked for at a time: one answer must not keep a server for long.
const CHUNK: usize = 512;

/// Reading: chunk by chunk, since entries that cannot be understood do not count.
impl Streams {
    pub(crate) async fn newest(&self, room: &RoomName, limit: usize) -> Result<Page, LogError> {
        self.before(room, MessageId { ms: u64::MAX, seq: u64::MAX }, limit).await
    }

    pub(crate) async fn before(
        &self,
        room: &RoomName,
        id: MessageId,
        limit: usize,
    ) -> Result<Page, LogError> {
        let mut messages = Vec::new();
        let (mut end, mut epoch) = (id, None);
        loop {
            let wanted = wanted(limit, messages.len());
            let call = Call::new(&BEFORE).key(self.keys.stream(room));
            let call = call.arg(self.age()).arg(id_before(end).to_string()).arg(wanted);
            let mut reply = self.shard(room).call(&call).await?;
            let first = epoch.get_or_insert_with(|| reply.epoch.clone());
            if *first != reply.epoch {
                return Err(changed());
            }
            let entries = reply.array()?;
            let is_all = entries.len() < wanted;
            end = self.decode(room, entries, &mut messages)?.unwrap_or(end);
            if is_all || messages.len() > limit {
                let (mut messages, more) = cut(messages, limit);
                messages.reverse();
                return Ok(Page { epoch: reply.epoch, messages, more });
            }
        }
    }

    pub(crate) async fn after(
        &self,
        room: &RoomName,
        since: MessageId,
        limit: usize,
    ) -> Result<Sequel, LogError> {
        let mut messages = Vec::new();
        let (mut start, mut head) = (since, None);
        loop {
            let wanted = wanted(limit, messages.len());
            let call = Call::new(&AFTER).key(self.keys.stream(room)).arg(self.age());
            let call = call.arg(start.to_string()).arg(id_after(start).to_string()).arg(wanted);
            let mut reply = self.shard(room).call(&call).await?;
            let stands = reply.flag()?;
            let (epoch, joined) = head.get_or_insert_with(|| (reply.epoch.clone(), stands));
            // Where the last part ended there must still be something to go on from.
            if *epoch != reply.epoch || (start != since && !stands) {
                return Err(changed());
            }
            let entries = reply.array()?;
            let is_all = entries.len() < wanted;
            start = self.decode(room, entries, &mut messages)?.unwrap_or(start);
            if is_all || messages.len() > limit {
                let (messages, more) = cut(messages, limit);
                return Ok(Sequel { epoch: reply.epoch, joined: *joined, messages, more });
            }
        }
    }

    /// Adds the entries that can be understood. Returns the id of the last of them all.
    fn decode(
        &self,
        room: &RoomName,
        entries: Vec<Value>,
        messages: &mut Vec<Message>,
    ) -> Result<Option<MessageId>, LogError> {
        let mut last = None;
        for entry in entries {
            let (id, message) = reply::entry(entry)?;
            match message {
                Some(message) => messages.push(message),
                None => report_undecodable(&self.pulse, room, &id),
            }
            last = Some(id);
        }
        Ok(last)
    }
}

/// One more than is still missing: it says whether there is more.
fn wanted(limit: usize, found: usize) -> usize {
    limit.saturating_add(1).saturating_sub(found).min(CHUNK)
}

/// The greatest id before another; before [`MessageId::START`], where no entry can stand, that one itself.
fn id_before(id: MessageId) -> MessageId {
    match (id.ms, id.seq) {
        (0, 0) => id,
        (ms, 0) => MessageId { ms: ms - 1, seq: u64::MAX },
        (ms, seq) => MessageId { ms, seq: seq - 1 },
    }
}

fn id_after(id: MessageId) -> MessageId {
    match id.seq.checked_add(1) {
        Some(seq) => MessageId { ms: id.ms, seq },
        None => MessageId { ms: id.ms.saturating_add(1), seq: 0 },
    }
}

fn changed() -> LogError {
    LogError::Unavailable("the log was changed while it was read".to_owned())
}
