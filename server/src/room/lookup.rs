use protocol::{Message, MessageId, RoomName, limits};
use room_log::{Entry, Log, LogError, Page, Sequel, Want, Window};

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

/// What was said after an id and before a page; `None` when that is more than may wait for a connection.
async fn messages_between(
    log: &Log,
    room: &RoomName,
    mut told: MessageId,
    page: &Page,
) -> Result<Option<Vec<Message>>, LogError> {
    let end = page.messages.first().map_or(MessageId::START, |message| message.id);
    let (mut messages, mut bytes) = (Vec::new(), 0);
    while bytes < outbox::CAPACITY {
        let Sequel { entries, more, .. } = log.after(room, told, limits::RESUME_MESSAGES).await?;
        told = entries.last().map_or(end, Entry::id);
        for entry in entries {
            if let Entry::Message(message) = entry
                && message.id < end
            {
                bytes += message.text.as_str().len();
                messages.push(message);
            }
        }
        if !more || told >= end {
            return Ok(Some(messages));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
