use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Kind, Said, Violation, said::Speaker};
use crate::chaos::{
    history::{History, Log},
    plan::Dialect,
    stamp::Stamp,
};

/// What stands in the rooms was said, once, there, by whom it says, and in everybody's own order.
pub(super) fn check(history: &History, said: &Said) -> Vec<Violation> {
    let rooms = history.logs.iter().enumerate();
    let mut violations: Vec<_> =
        rooms.flat_map(|(room, log)| check_room(history, said, room, log)).collect();
    violations.extend(check_kept(history));
    violations
}

/// What the servers tell is what Redis has, when there is one.
fn check_kept(history: &History) -> Vec<Violation> {
    let Some(kept) = &history.kept else { return Vec::new() };
    let messages = history.logs.iter().flat_map(|log| &log.messages);
    let told: BTreeSet<_> = messages.filter_map(|message| Stamp::find(&message.text)).collect();
    let missing = kept.difference(&told).map(|stamp| (Kind::Missing, stamp));
    let ghosts = told.difference(kept).map(|stamp| (Kind::Ghost, stamp));
    let violation =
        |(kind, stamp)| Violation::new(kind, "the logs, beside Redis", format!("{stamp}"));
    missing.chain(ghosts).map(violation).collect()
}

fn check_room(history: &History, said: &Said, room: usize, log: &Log) -> Vec<Violation> {
    let who = format!("the log of room {room}");
    let mut violations = Vec::new();
    let mut found = |kind, detail: String| violations.push(Violation::new(kind, &who, detail));
    for pair in log.messages.windows(2) {
        if pair[0].id >= pair[1].id {
            found(Kind::Disordered, format!("{} stands before {}", pair[0].id, pair[1].id));
        }
    }
    let mut said_before = HashSet::new();
    let mut newest: HashMap<usize, u64> = HashMap::new();
    for message in &log.messages {
        let (id, start) = (message.id, beginning(&message.text));
        let (Some(stamp), Some(speaker)) = (Stamp::find(&message.text), said.by(&message.text))
        else {
            found(Kind::Invented, format!("nobody said “{start}”, {id}"));
            continue;
        };
        if !said_before.insert(stamp) {
            found(Kind::Doubled, format!("“{start}” stands there again as {id}"));
        }
        if stamp.room != room {
            found(Kind::Strayed, format!("“{start}”, {id}, was said in room {}", stamp.room));
        }
        let author = message.author.as_ref().map(|author| &author.id);
        let Speaker::Client(number) = speaker else {
            if let Some(author) = author {
                found(Kind::Forged, format!("“{start}”, {id}, is a program's, and not {author}'s"));
            }
            continue;
        };
        let client = &history.clients[number];
        if author != history.people.get(client.role.person) {
            found(Kind::Forged, format!("“{start}”, {id}, is said to be by {author:?}"));
        }
        // The tutorial's page has no acknowledgements: what it says on two connections may overtake itself.
        let before = newest.insert(stamp.client, stamp.number);
        if client.role.dialect == Dialect::V1 && before.is_some_and(|before| before > stamp.number)
        {
            found(Kind::Disordered, format!("“{start}”, {id}, stands after what was said later"));
        }
    }
    violations
}

/// Enough of a text to know it by.
pub(super) fn beginning(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chaos::checker::fixture::{good, id, only};

    fn checked(change: impl FnOnce(&mut History)) -> Vec<Violation> {
        let mut history = good();
        change(&mut history);
        check(&history, &Said::new(&history))
    }

    #[test]
    fn a_doubled_message_is_found() {
        let found = checked(|history| {
            let again = history.logs[0].messages[0].clone();
            history.logs[0].messages.push(crate::wire::Message { id: id(99), ..again });
        });
        assert!(found.iter().any(|one| one.kind == Kind::Doubled), "{found:?}");
    }

    #[test]
    fn an_invented_message_is_found() {
        let found = checked(|history| history.logs[0].messages[1].text = "#0.0.77; hi".into());
        assert_eq!(only(&found), Kind::Invented);
    }

    #[test]
    fn a_message_of_another_room_is_found() {
        let found = checked(|history| {
            let log = history.logs[0].clone();
            history.logs[0].messages.clear();
            history.logs.push(log);
        });
        assert!(found.iter().all(|one| one.kind == Kind::Strayed) && !found.is_empty());
    }

    #[test]
    fn a_forged_author_is_found() {
        let found = checked(|history| {
            let author = history.logs[0].messages[0].author.as_mut().expect("it has one");
            author.id = "somebody else".into();
        });
        assert_eq!(only(&found), Kind::Forged);
        let found = checked(|history| history.logs[0].messages[0].author = None);
        assert_eq!(only(&found), Kind::Forged);
    }

    #[test]
    fn a_program_s_message_has_no_author_and_stands_there_once() {
        let forged = checked(|history| {
            let author = history.logs[0].messages[0].author.clone();
            let message = history.logs[0].messages.iter_mut().find(|one| one.author.is_none());
            message.expect("one by a program").author = author;
        });
        assert_eq!(only(&forged), Kind::Forged);
        let doubled = checked(|history| {
            let messages = &mut history.logs[0].messages;
            let again = messages.iter().find(|one| one.author.is_none()).cloned();
            messages.push(crate::wire::Message { id: id(99), ..again.expect("one by a program") });
        });
        assert_eq!(only(&doubled), Kind::Doubled);
    }

    #[test]
    fn a_sender_whose_words_are_swapped_is_found() {
        let found = checked(|history| {
            let messages = &mut history.logs[0].messages;
            let first = messages[0].text.clone();
            messages[0].text = std::mem::replace(&mut messages[2].text, first);
        });
        assert_eq!(only(&found), Kind::Disordered);
    }

    #[test]
    fn a_log_that_is_not_what_redis_has_is_found() {
        let kept = |history: &mut History| {
            let texts = history.logs[0].messages.iter();
            texts.filter_map(|message| Stamp::find(&message.text)).collect::<BTreeSet<_>>()
        };
        assert_eq!(checked(|history| history.kept = Some(kept(history))), []);
        let more = Stamp { client: 0, room: 0, number: 9 };
        let missing = checked(|history| {
            history.kept = Some(kept(history).into_iter().chain([more]).collect());
        });
        assert_eq!(only(&missing), Kind::Missing);
        let ghost =
            checked(|history| history.kept = Some(kept(history).into_iter().skip(1).collect()));
        assert_eq!(only(&ghost), Kind::Ghost);
    }

    #[test]
    fn ids_that_do_not_grow_are_found() {
        let found = checked(|history| history.logs[0].messages[1].id = id(0));
        assert_eq!(only(&found), Kind::Disordered);
    }
}
