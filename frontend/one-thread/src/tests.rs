use std::{rc::Rc, thread};

use super::SendWrapper;

fn elsewhere(with: impl FnOnce() + Send + 'static) -> bool {
    thread::spawn(with).join().is_ok()
}

#[test]
fn a_value_is_there_for_its_own_thread() {
    let mut value = SendWrapper::new(Rc::new(1));
    assert!(value.valid());
    *value = Rc::new(2);
    assert_eq!((**value, *value.clone().take()), (2, 2));
    assert_eq!(format!("{value:?}"), "2");
    assert_eq!(Rc::strong_count(&value), 1, "what was taken or cloned is dropped");
}

#[test]
fn another_thread_gets_nothing_of_it() {
    let value = || SendWrapper::new(Rc::new(1));
    let (looked, taken, cloned, dropped) = (value(), value(), value(), value());
    assert!(!elsewhere(move || assert_eq!(**looked, 1)));
    assert!(!elsewhere(move || drop(taken.take())));
    assert!(!elsewhere(move || drop(cloned.clone())));
    assert!(!elsewhere(move || drop(dropped)));
}

#[test]
fn what_needs_no_dropping_may_end_anywhere_and_what_does_is_carried_back() {
    let plain = SendWrapper::new(1);
    assert!(elsewhere(move || drop(plain)));
    let travelling = SendWrapper::new(Rc::new(1));
    let back = thread::spawn(move || {
        assert!(!travelling.valid());
        travelling
    });
    assert_eq!(**back.join().expect("it carries the value back"), 1);
}
