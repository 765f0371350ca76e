use std::borrow::Cow;

use protocol::{Alteration, RoomName, limits::EMOJI_KINDS};

use super::Streams;
use super::scripts::{ADOPT, APPEND, CHANGE};
use super::shard::Call;
use crate::retention::NONCE_MEMORY;
use crate::{Appended, Draft, LogError, What};

/// Bytes that may be remembered of what has changed about one message: every page with it on reads them.
const CHANGED: usize = 64 * 1024;

/// Writing: all checks and the write itself are one script.
impl Streams {
    pub(crate) async fn append(&self, room: &RoomName, draft: Draft) -> Result<Appended, LogError> {
        let call = match &draft.what {
            What::Message { .. } => self.writing(Call::new(&APPEND), room, &draft),
            What::Change { author, of, alteration } => {
                let (kind, sign) = match alteration {
                    Alteration::Edit { text } => ("edit", text.as_str()),
                    Alteration::Delete => ("delete", ""),
                    Alteration::React { emoji, on: true } => ("on", emoji.as_str()),
                    Alteration::React { emoji, on: false } => ("off", emoji.as_str()),
                };
                let call = self.writing(Call::new(&CHANGE), room, &draft);
                let call = call.arg(of.to_string()).arg(author.id.as_str()).arg(kind).arg(sign);
                call.arg(EMOJI_KINDS).arg(CHANGED)
            }
        };
        let fields = fields(&draft).into_iter();
        let call = fields.fold(call, |call, (name, value)| call.arg(name).arg(&*value));
        self.shard(room).call(&call).await?.appended()
    }

    /// The draft has a nonce, so that the lease is the fifth key.
    pub(crate) async fn adopt(
        &self,
        room: &RoomName,
        draft: Draft,
        holder: &str,
    ) -> Result<Appended, LogError> {
        let call = self.writing(Call::new(&ADOPT), room, &draft);
        let call = call.key(self.keys.lease(room)).arg(holder);
        let fields = fields(&draft).into_iter();
        let call = fields.fold(call, |call, (name, value)| call.arg(name).arg(&*value));
        self.shard(room).call(&call).await?.appended()
    }

    /// What all scripts that write are given first.
    fn writing(&self, call: Call, room: &RoomName, draft: &Draft) -> Call {
        let mut call = call.key(self.keys.stream(room)).key(self.keys.changes(room));
        if let Some(nonce) = &draft.nonce {
            let author = draft.author().map_or("", |author| author.id.as_str());
            call = call.key(self.keys.said(room, author, nonce));
        }
        let keep = self.retention.messages.min(i64::MAX as usize);
        call.arg(self.age()).arg(keep).arg(NONCE_MEMORY)
    }
}

/// The fields of the entry.
fn fields(draft: &Draft) -> Vec<(&'static str, Cow<'_, str>)> {
    let mut fields = Vec::new();
    match &draft.what {
        What::Message { text, re, .. } => {
            fields.push(("text", text.as_str().into()));
            fields.extend(re.map(|re| ("re", re.to_string().into())));
        }
        What::Change { of, alteration, .. } => {
            fields.push(("of", of.to_string().into()));
            match alteration {
                Alteration::Edit { text } => fields.push(("text", text.as_str().into())),
                Alteration::React { emoji, on } => {
                    fields.push(("emoji", emoji.as_str().into()));
                    fields.push(("on", if *on { "1" } else { "0" }.into()));
                }
                Alteration::Delete => {}
            }
        }
    }
    if let Some(author) = draft.author() {
        fields.push(("author", author.id.as_str().into()));
        fields.push(("nickname", author.nickname.as_str().into()));
    }
    fields.extend(draft.nonce.as_ref().map(|nonce| ("nonce", nonce.as_str().into())));
    fields
}
