use protocol::{MessageId, RoomName};
use redis::{Script, Value};

use super::changed::fold;
use super::scripts::{AFTER, BEFORE};
use super::shard::Call;
use super::{Streams, reply};
use crate::page::Walk;
use crate::record::{cut, report_undecodable};
use crate::{Entry, LogError, Page, Sequel};

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
        let mut walk = Walk::new(limit);
        let (mut end, mut epoch, mut wanted) = (id, None, wanted(limit, 0));
        loop {
            let call = self.reading(&BEFORE, room);
            let call = call.arg(id_before(end).to_string()).arg(wanted);
            let mut reply = self.shard(room).call(&call).await?;
            let first = epoch.get_or_insert_with(|| reply.epoch.clone());
            if *first != reply.epoch {
                return Err(changed());
            }
            let entries = reply.array()?;
            let is_all = entries.len() < wanted;
            for (entry, changed) in entries.into_iter().zip(reply.array()?) {
                let (id, entry) = self.decode(room, entry)?;
                end = id;
                match entry {
                    Some(Entry::Message(said)) => {
                        let now = fold(&said, &changed);
                        if now.is_none() {
                            report_undecodable(&self.pulse, room, &id);
                        }
                        walk.take(Entry::Message(now.unwrap_or(said)));
                    }
                    Some(change) => walk.take(change),
                    None => {}
                }
            }
            if is_all || walk.is_over() {
                return Ok(walk.page(reply.epoch));
            }
            // Most of what stands here are no messages.
            wanted = CHUNK;
        }
    }

    pub(crate) async fn after(
        &self,
        room: &RoomName,
        since: MessageId,
        limit: usize,
    ) -> Result<Sequel, LogError> {
        let mut found = Vec::new();
        let (mut start, mut head) = (since, None);
        loop {
            let wanted = wanted(limit, found.len());
            let call = self.reading(&AFTER, room);
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
            for entry in entries {
                let (id, entry) = self.decode(room, entry)?;
                start = id;
                found.extend(entry);
            }
            if is_all || found.len() > limit {
                let (entries, more) = cut(found, limit);
                return Ok(Sequel { epoch: reply.epoch, joined: *joined, entries, more });
            }
        }
    }

    fn reading(&self, script: &'static Script, room: &RoomName) -> Call {
        let call = Call::new(script).key(self.keys.stream(room)).key(self.keys.changes(room));
        call.arg(self.age())
    }

    /// The id of an entry, and the entry itself unless it cannot be understood.
    fn decode(
        &self,
        room: &RoomName,
        entry: Value,
    ) -> Result<(MessageId, Option<Entry>), LogError> {
        let (id, entry) = reply::entry(entry)?;
        if entry.is_none() {
            report_undecodable(&self.pulse, room, &id);
        }
        Ok((id, entry))
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
