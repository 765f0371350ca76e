//! What is not shown, and how it is fetched.

use super::*;

#[test]
fn after_an_outage_only_what_is_new_is_added() {
    let mut talk = opened(others(1..=3));
    assert_eq!(talk.apply(welcome("a", false, false, others(4..=5))), News::Welcome(others(4..=5)));
    assert_eq!((ids(&talk), holes(&talk)), (vec![1, 2, 3, 4, 5], vec![]));
}

#[test]
fn a_page_that_overlaps_leaves_no_hole() {
    let mut talk = opened(others(1..=3));
    talk.apply(welcome("a", true, true, others(2..=5)));
    assert_eq!((ids(&talk), holes(&talk)), (vec![1, 2, 3, 4, 5], vec![]));
}

#[test]
fn after_a_long_outage_there_is_a_hole_which_can_be_filled() {
    let mut talk = opened(others(1..=3));
    say(&mut talk, "n99");
    assert_eq!(talk.apply(welcome("a", true, true, others(8..=9))), News::Welcome(vec![]));
    assert_eq!(ids(&talk), [1, 2, 3, 8, 9]);
    assert_eq!(holes(&talk), [(8, Missing::Between)]);
    assert_eq!(talk.ask(id(8)), ClientFrame::Older { before: id(8) });
    assert!(talk.asked().is_some());
    assert_eq!(talk.apply(older(8, others(6..=7), true)), News::Filled(2));
    assert_eq!(talk.asked(), None);
    assert_eq!(holes(&talk), [(6, Missing::Between)]);
    assert_eq!(talk.apply(older(6, others(3..=5), true)), News::Filled(2));
    assert_eq!((ids(&talk), holes(&talk)), ((1..=9).collect(), vec![]));
    assert_eq!(talk.apply(older(6, others(3..=5), true)), News::Filled(0), "a second answer");
    assert_eq!(talk.apply(older(77, others(3..=5), true)), News::None);
}

#[test]
fn the_page_begins_with_the_way_to_earlier_messages_as_long_as_there_are_any() {
    let mut talk = opened(vec![]);
    talk.apply(welcome("b", true, true, others(50..=60)));
    assert_eq!(holes(&talk), [(50, Missing::Earlier)]);
    talk.apply(older(50, others(40..=49), true));
    assert_eq!(holes(&talk), [(40, Missing::Earlier)]);
    talk.apply(older(40, others(39..=39), false));
    assert_eq!(holes(&talk), []);
    let mut talk = opened(vec![]);
    talk.apply(welcome("b", true, true, others(50..=60)));
    talk.apply(older(50, vec![], false));
    assert_eq!(holes(&talk), [], "the log has forgotten them in the meantime");
}

#[test]
fn an_acknowledged_message_in_a_hole_has_holes_around_it() {
    let mut talk = opened(others(1..=3));
    for name in ["n6", "n7"] {
        say(&mut talk, name);
    }
    talk.apply(ack(6));
    talk.apply(welcome("a", true, true, others(20..=30)));
    talk.apply(ack(7));
    let between = |ms| (ms, Missing::Between);
    assert_eq!(holes(&talk), [6, 7, 20].map(between));
    talk.apply(older(20, others(10..=19), true));
    talk.apply(older(10, [vec![message(6, "me"), message(7, "me")], others(8..=9)].concat(), true));
    assert_eq!(holes(&talk), [between(6)]);
    talk.apply(older(6, others(1..=5), false));
    assert_eq!((ids(&talk), holes(&talk)), ((1..=30).collect(), vec![]));
}

#[test]
fn another_log_begins_anew() {
    let mut talk = opened(others(10..=12));
    talk.apply(welcome("b", true, false, others(5..=6)));
    assert_eq!((ids(&talk), holes(&talk)), (vec![5, 6], vec![]));
    assert_eq!(since(&talk), Some(6));
    talk.apply(welcome("c", true, false, vec![]));
    assert_eq!((ids(&talk), since(&talk)), (vec![], None));
}

#[test]
fn the_oldest_rows_make_room_until_the_reader_asks_for_them() {
    let most = PAGE_ROWS as u64;
    let mut talk = opened(others(101..=100 + most));
    say(&mut talk, "mine");
    assert_eq!(talk.rows().len(), PAGE_ROWS);
    assert_eq!(holes(&talk), [(102, Missing::Earlier)], "what is dropped can be fetched again");

    talk.apply(older(102, others(52..=101), true));
    assert_eq!(talk.rows().len(), PAGE_ROWS + 50);
    talk.apply(heard(999, "kim"));
    assert_eq!(talk.rows().len(), PAGE_ROWS + 50);
    assert!(talk.return_to_end());
    assert_eq!(talk.rows().len(), PAGE_ROWS);
    assert!(!talk.return_to_end());
}

#[test]
fn what_waits_is_never_dropped() {
    let mut talk = opened(others(1..=9));
    for at in 0..PAGE_ROWS + 9 {
        talk.say(nonce(&format!("w{at}")), text("mine"), 0);
    }
    assert_eq!(talk.letters().len(), PAGE_ROWS + 9);
    assert_eq!(holes(&talk), [(9, Missing::Earlier)], "and neither is the way back");
}

#[test]
fn a_page_around_an_earlier_message_is_joined_to_the_newest_by_a_hole() {
    let mut talk = Conversation::default();
    talk.apply(welcome("a", true, true, others(100..=149)));
    assert_eq!((since(&talk), holes(&talk)), (Some(149), vec![(100, Missing::Earlier)]));
    talk.apply(welcome("a", true, true, others(951..=1_000)));
    assert_eq!(holes(&talk), [(100, Missing::Earlier), (951, Missing::Between)]);
    talk.apply(older(951, others(150..=950), true));
    assert_eq!(holes(&talk).last(), Some(&(150, Missing::Between)), "one may stand before it");
    talk.apply(older(150, others(100..=149), true));
    assert_eq!(holes(&talk), [(100, Missing::Earlier)]);
}

#[test]
fn a_message_that_an_address_names_is_shown_far_above_the_others() {
    let mut talk = Conversation::default();
    talk.apply(welcome("a", true, true, others(90..=99)));
    assert_eq!(talk.seek(id(95)), None, "it is shown");
    let asked = talk.seek(id(20)).expect("it is not");
    let ClientFrame::Older { before } = asked else { panic!("{asked:?}") };
    assert!(before > id(20) && before < id(21));
    let answer = |range| Older { before, messages: others(range), more: true };
    assert!(!talk.lead(id(20), &answer(12..=19)), "it is gone");
    assert!(!talk.lead(id(20), &Older { before: id(90), ..answer(12..=20) }), "not the answer");
    assert!(talk.lead(id(20), &answer(12..=20)));
    assert_eq!(ids(&talk), [Vec::from_iter(12..=20), Vec::from_iter(90..=99)].concat());
    assert_eq!(holes(&talk), [(12, Missing::Earlier), (90, Missing::Between)]);
}
