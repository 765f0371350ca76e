use crate::resp;

/// What Redis says on a connection that subscribes, one reply at a time.
///
/// It begins between two replies: whoever subscribes has read the answers to everything before.
#[derive(Debug, Default)]
pub(super) struct Replies {
    /// The beginning of a reply whose end has not come yet.
    rest: Vec<u8>,
}

impl Replies {
    /// Takes bytes as they come, and gives the replies that are whole now, without what was published if it is to be
    /// kept back.
    pub(super) fn pass(&mut self, bytes: &[u8], without_published: bool) -> Vec<u8> {
        self.rest.extend_from_slice(bytes);
        let (mut passed, mut at) = (Vec::new(), 0);
        while let Some(length) = resp::length(&self.rest[at..]) {
            let reply = &self.rest[at..at + length];
            if !(without_published && is_published(reply)) {
                passed.extend_from_slice(reply);
            }
            at += length;
        }
        self.rest.drain(..at);
        passed
    }
}

/// Whether a reply brings something that was published.
fn is_published(reply: &[u8]) -> bool {
    let begins = [&b"*3\r\n$7\r\nmessage\r\n"[..], &b"*4\r\n$8\r\npmessage\r\n"[..]];
    begins.iter().any(|begin| reply.starts_with(begin))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUBSCRIBED: &[u8] = b"*3\r\n$9\r\nsubscribe\r\n$4\r\nroom\r\n:1\r\n";
    const MESSAGE: &[u8] = b"*3\r\n$7\r\nmessage\r\n$4\r\nroom\r\n$8\r\n*1\r\n$1\r\n\r\n";
    const PONG: &[u8] = b"*2\r\n$4\r\npong\r\n$0\r\n\r\n";

    fn all() -> Vec<u8> {
        [SUBSCRIBED, MESSAGE, b"+OK\r\n", b"$-1\r\n", MESSAGE, PONG].concat()
    }

    #[test]
    fn what_is_published_is_kept_back_and_nothing_else() {
        let rest = [SUBSCRIBED, b"+OK\r\n", b"$-1\r\n", PONG].concat();
        assert_eq!(Replies::default().pass(&all(), true), rest);
        assert_eq!(Replies::default().pass(&all(), false), all());
    }

    #[test]
    fn a_reply_may_come_in_pieces() {
        let mut replies = Replies::default();
        let piece = |byte| replies.pass(&[byte], false);
        assert_eq!(all().into_iter().flat_map(piece).collect::<Vec<_>>(), all());
        assert!(replies.rest.is_empty());
    }
}
