//! What the reader changes, from the moment they do until the server has told it, or will not take it.

use super::*;
use crate::talk::RowState;

fn edit(talk: &mut Conversation, name: &str, of: u64, words: &str) {
    talk.send(nonce(name), Errand::Edit(id(of)), text(words), 0);
}

fn remove(talk: &mut Conversation, name: &str, of: u64) {
    talk.send(nonce(name), Errand::Delete(id(of)), text("gone"), 0);
}

fn react(talk: &mut Conversation, name: &str, of: u64, on: bool) {
    talk.send(nonce(name), Errand::React(id(of), on), text("🎉"), 0);
}

/// The server tells a change of the reader's, as entry number `ms`.
fn told(ms: u64, of: u64, name: &str, alteration: Alteration) -> ServerFrame {
    let (author, nonce) = (author("me"), Some(nonce(name)));
    ServerFrame::Change(Change { id: id(ms), of: id(of), author, nonce, alteration })
}

fn acknowledged(name: &str, ms: u64) -> ServerFrame {
    ServerFrame::Ack { nonce: nonce(name), id: id(ms) }
}

fn rows(talk: &Conversation) -> Vec<(String, &'static str)> {
    talk.rows().iter().map(|row| (row.text.clone(), row.state.name())).collect()
}

fn row(words: &str, state: &'static str) -> (String, &'static str) {
    (words.to_owned(), state)
}

fn reactions(talk: &Conversation) -> Vec<(usize, bool, bool)> {
    let reactions = talk.rows().remove(0).reactions;
    reactions.iter().map(|it| (it.count, it.mine, it.pending)).collect()
}

#[test]
fn an_edit_is_seen_at_once_and_waits_until_the_server_tells_it() {
    let mut talk = opened(vec![message(1, "me")]);
    edit(&mut talk, "e", 1, "better");
    assert_eq!(rows(&talk), [row("better", "pending")]);
    assert!(talk.rows()[0].edited);
    assert_eq!(talk.find(id(1)).expect("it is shown").text, "better", "as the next edit begins");
    assert!(talk.due().is_some());
    talk.apply(acknowledged("e", 2));
    assert_eq!(rows(&talk), [row("better", "pending")], "no flash of what it was");
    assert_eq!(talk.due(), None, "it is not said again");
    talk.apply(told(2, 1, "e", Alteration::Edit { text: text("better") }));
    assert_eq!(rows(&talk), [row("better", "sent")]);
    assert_eq!(talk.letters(), []);
}

#[test]
fn an_answer_quotes_what_is_to_stand_there() {
    let answer = Message { re: Some(id(1)), ..message(2, "kim") };
    let mut talk = opened(vec![message(1, "me"), answer]);
    edit(&mut talk, "e", 1, "better");
    let quotes: Vec<_> = talk.rows().into_iter().filter_map(|row| row.quote).collect();
    assert_eq!(quotes[0].text, "better");
}

#[test]
fn a_deletion_is_seen_to_be_under_way() {
    let mut talk = opened(vec![message(1, "me"), message(2, "me")]);
    remove(&mut talk, "d", 2);
    assert_eq!(rows(&talk), [row("text 1", "sent"), row("text 2", "leaving")]);
    assert_eq!(talk.own_last(), Some(id(1)), "nobody edits what goes");
    talk.apply(told(3, 2, "d", Alteration::Delete));
    assert_eq!(rows(&talk), [row("text 1", "sent")]);
}

#[test]
fn a_reaction_counts_at_once() {
    let mut talk = opened(vec![message(1, "kim")]);
    react(&mut talk, "on", 1, true);
    assert_eq!(reactions(&talk), [(1, true, true)]);
    react(&mut talk, "off", 1, false);
    assert_eq!(reactions(&talk), [(0, false, true)]);
    assert!(talk.due().is_some());
    let emoji = crate::json::word("🎉").expect("an emoji");
    talk.apply(told(2, 1, "on", Alteration::React { emoji, on: true }));
    assert_eq!(reactions(&talk), [(0, false, true)], "the other one still waits");
    talk.apply(refused("off", ErrorCode::BadValue));
    assert_eq!(reactions(&talk), [(1, true, false)], "as the server has it");
    assert_eq!(talk.letters(), [], "an emoji is no loss");
}

#[test]
fn the_words_of_a_refused_edit_stay_below_with_the_reason() {
    for code in [ErrorCode::NotYours, ErrorCode::NotFound, ErrorCode::TooLong] {
        let mut talk = opened(vec![message(1, "me"), message(2, "kim")]);
        edit(&mut talk, "e", 1, "much better");
        assert!(talk.due().is_some());
        talk.apply(refused("e", code));
        let all = [row("text 1", "sent"), row("text 2", "sent"), row("much better", "failed")];
        assert_eq!(rows(&talk), all);
        let failed = talk.rows().remove(2);
        assert!(
            matches!(failed.state, RowState::Failed(Failure::Refused(error)) if error.code == code)
        );
        assert_eq!(failed.quote.map(|quote| quote.id), Some(id(1)), "the way to the message");
        talk.retry(&nonce("e"), 0);
        assert_eq!(rows(&talk)[0], row("much better", "pending"));
        talk.apply(refused("e", code));
        talk.delete(&nonce("e"));
        assert_eq!(rows(&talk).len(), 2);
    }
}

#[test]
fn a_refused_deletion_leaves_the_message_as_it_is() {
    let mut talk = opened(vec![message(1, "me")]);
    remove(&mut talk, "d", 1);
    talk.apply(refused("d", ErrorCode::NotYours));
    assert_eq!(rows(&talk), [row("text 1", "sent")]);
    assert_eq!(talk.letters(), []);
}

#[test]
fn what_has_waited_too_long_is_kept_if_it_has_words() {
    let day = 24 * 60 * 60 * 1000;
    let mut talk = opened(vec![message(1, "me"), message(2, "me"), message(3, "kim")]);
    edit(&mut talk, "e", 1, "better");
    remove(&mut talk, "d", 2);
    react(&mut talk, "r", 3, true);
    assert!(talk.give_up(day));
    let all = [("text 1", "sent"), ("text 2", "sent"), ("text 3", "sent"), ("better", "failed")];
    assert_eq!(rows(&talk), all.map(|(words, state)| row(words, state)));
    assert_eq!(talk.letters().len(), 1);
}

#[test]
fn a_change_that_was_acknowledged_and_not_told_is_said_again() {
    let mut talk = opened(vec![message(1, "me")]);
    edit(&mut talk, "e", 1, "better");
    assert!(talk.due().is_some());
    talk.apply(acknowledged("e", 2));
    talk.connect();
    // The server was put back to what it was before.
    talk.apply(welcome("b", true, false, vec![message(1, "me")]));
    assert_eq!(rows(&talk), [row("better", "pending")]);
    assert!(talk.due().is_some());
}

#[test]
fn a_late_acknowledgement_does_not_take_back_what_came_after() {
    let mut talk = opened(vec![message(1, "me")]);
    edit(&mut talk, "e", 1, "better");
    assert!(talk.due().is_some());
    talk.connect();
    // On another page it was edited once more. Pages bring messages as they are.
    let best = Message { text: text("best"), edited: true, ..message(1, "me") };
    let page = vec![best, message(9, "kim")];
    talk.apply(welcome("a", true, false, page));
    assert!(talk.due().is_some());
    talk.apply(acknowledged("e", 2));
    assert_eq!(rows(&talk)[0], row("best", "sent"));
    assert_eq!(talk.letters(), []);
}
