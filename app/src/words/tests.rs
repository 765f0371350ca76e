use std::{collections::BTreeSet, fs, path::Path};

use super::{Words, en, fill::fill};
use crate::{
    Locale,
    talk::{Date, Failure},
};

fn values_in(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).map(|rest| &rest[..1]).collect()
}

#[test]
fn every_language_says_everything_and_tells_what_english_tells() {
    for locale in Locale::ALL {
        let told = Words::of(locale).texts().zip(en::WORDS.texts()).zip(Words::NAMES);
        for ((text, english), name) in told {
            assert!(!text.trim().is_empty(), "{name} is missing in {}", locale.tag());
            let parts = (text.split('|').count(), english.split('|').count());
            assert!(
                parts.0 == parts.1 || parts.1 <= 2,
                "{name} has {parts:?} parts in {}",
                locale.tag()
            );
            let (told, english) = (values_in(text), values_in(english));
            // A time and a date may be written with other parts of the same moment.
            assert!(
                told == english || matches!(*name, "time" | "date"),
                "{name} in {}",
                locale.tag()
            );
        }
    }
}

#[test]
fn nothing_is_said_that_no_page_says() {
    let mut pages = String::new();
    read_all(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut pages);
    for name in Words::NAMES {
        let is_used =
            ["words.", "words().", "self."].iter().any(|of| pages.contains(&format!("{of}{name}")));
        assert!(is_used, "nobody says {name}");
    }
}

fn read_all(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("a file").path();
        if path.is_dir() {
            read_all(&path, text);
        } else if path.file_name() != Some("words.rs".as_ref()) {
            text.push_str(&fs::read_to_string(&path).expect("source"));
        }
    }
}

#[test]
fn a_browser_reads_what_the_page_says() {
    let texts: Vec<String> = serde_json::from_str(&en::WORDS.to_json()).expect("JSON");
    let texts: Vec<_> = texts.into_iter().map(|text| &*text.leak()).collect();
    let words = Words::of_texts(texts.as_slice().try_into().expect("all of them"));
    assert!(words.texts().eq(en::WORDS.texts()));
}

#[test]
fn values_stand_in_their_places() {
    assert_eq!(fill("{1} and {0}{7}", &["a", "{1}"]), "{1} and a");
    assert_eq!(fill("{", &["a"]), "");
}

#[test]
fn sentences_are_said_as_people_say_them() {
    let (en, ko) = (Words::of(Locale::En), Words::of(Locale::Ko));
    let date = Date { year: 2026, month: 11, day: 25, weekday: 3 };
    assert_eq!(en.date(date), "Wednesday, 25 November 2026");
    assert_eq!(ko.date(date), "2026년 11월 25일 수요일");
    assert_eq!([en.time(5), en.time(12 * 60 + 30)], ["00:05", "12:30"]);
    assert_eq!(
        [ko.time(5), ko.time(12 * 60 + 30), ko.time(23 * 60)],
        ["오전 12:05", "오후 12:30", "오후 11:00"]
    );
    assert_eq!(
        [en.left(1), en.left(2), ko.left(1)],
        ["1 character left", "2 characters left", "1자 남았어요"]
    );
    let names = ["Ada".to_owned(), "Grace".to_owned(), "민준".to_owned()];
    assert_eq!(en.typing(&names[..1]), "Ada is typing…");
    assert_eq!(en.typing(&names), "Ada, Grace and 민준 are typing…");
    assert_eq!(ko.typing(&names), "Ada님, Grace님, 민준님이 쓰고 있어요…");
    assert_eq!(en.comings(&["Ada", "Grace"], &["민준"]), "Ada, Grace joined · 민준 left");
    assert_eq!(ko.comings(&[], &["민준"]), "민준님이 나갔어요");
    assert_eq!(en.comings(&[], &[]), "");
    assert_eq!(en.refused(&Failure::Unsent), "Not sent.");
}
