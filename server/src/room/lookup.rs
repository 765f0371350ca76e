use protocol::{Message, MessageId, RoomName, limits};
use room_log::{Entry, Log, LogError, Page, Want, Window};

use super::{hall::Found, outbox};

/// Reads from the log what a hall [wants](super::hall::Hall::want). `missing_before` is what the hall says of a page.
pub(super) async fn look_up(
    log: &Log,
    room: &RoomName,
    want: Want,
    missing_before: impl FnOnce(&Page) -> Option<MessageId>,
) -> Result<Found, LogError> {
    Ok(match want {
        Want::Newest => {
            let page = log.newest(room, Window::CAPACITY).await?;
            let missed = match missing_before(&page) {
                Some(told) => messages_between(log, room, told, &page).await?,
                None => Some(Vec::new()),
            };
            Found::Newest(page, missed)
        }
        Want::After(since) => {
            Found::After(since, log.after(room, since, limits::RESUME_MESSAGES).await?)
        }
    })
}

/// What was said after an id and before a page; `None` when that is more than may wait for a connection, or some of it is not
/// kept any more.
async fn messages_between(
    log: &Log,
    room: &RoomName,
    mut told: MessageId,
    page: &Page,
) -> Result<Option<Vec<Message>>, LogError> {
    let end = page.messages.first().map_or(MessageId::START, |message| message.id);
    let (mut messages, mut bytes) = (Vec::new(), 0);
    while bytes < outbox::CAPACITY {
        let sequel = log.after(room, told, limits::RESUME_MESSAGES).await?;
        if !sequel.joined && !keeps_all_after(log, room, told).await? {
            return Ok(None);
        }
        told = sequel.entries.last().map_or(end, Entry::id);
        for entry in sequel.entries {
            if let Entry::Message(message) = entry
                && message.id < end
            {
                bytes += outbox::OVERHEAD + message.text.as_str().len();
                messages.push(message);
            }
        }
        if !sequel.more || told >= end {
            return Ok(Some(messages));
        }
    }
    Ok(None)
}

/// Whether nothing is gone that was said after an id, which itself is not there: retention takes what is oldest.
async fn keeps_all_after(log: &Log, room: &RoomName, id: MessageId) -> Result<bool, LogError> {
    let before = log.before(room, id, 1).await?;
    Ok(!before.messages.is_empty() || log.after(room, MessageId::START, 1).await?.joined)
}

#[cfg(test)]
mod tests;
