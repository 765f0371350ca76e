use super::{are_shown, are_text, render};
use crate::markup::{Names, Node, mentions};

const ADA: &str = "<span class=\"mention\">@Ada</span>";
const ME: &str = "<span class=\"mention\" data-me=\"\">@민지</span>";

#[test]
fn somebody_who_is_there_is_mentioned() {
    are_shown(&[
        ("@Ada", ADA),
        ("@Ada, hi!", &format!("{ADA}, hi!")),
        ("(@Ada)", &format!("({ADA})")),
        ("**@Ada**", &format!("<strong>{ADA}</strong>")),
        ("@ada", "<span class=\"mention\">@ada</span>"),
        ("안녕@Ada", &format!("안녕{ADA}")),
    ]);
}

#[test]
fn the_reader_is_told_apart() {
    are_shown(&[("@민지 @Ada", &format!("{ME} {ADA}"))]);
}

#[test]
fn particles_follow_a_name() {
    are_shown(&[
        ("@민지야", &format!("{ME}야")),
        ("@민지랑 가요", &format!("{ME}랑 가요")),
        ("@Ada는 왔어요", &format!("{ADA}는 왔어요")),
        ("@さくらさん", "<span class=\"mention\">@さくら</span>さん"),
        ("@Adaさん", &format!("{ADA}さん")),
    ]);
}

#[test]
fn the_longest_name_counts() {
    are_shown(&[
        ("@Ada Lovelace!", "<span class=\"mention\">@Ada Lovelace</span>!"),
        ("@ADA LOVELACE", "<span class=\"mention\">@ADA LOVELACE</span>"),
        ("@Ada Lovelaces", &format!("{ADA} Lovelaces")),
    ]);
}

#[test]
fn other_names_are_text() {
    are_text(&[
        "@Adam",
        "@Ada2",
        "@Adaé",
        "@",
        "@@",
        "@nobody",
        "ada@Ada.example",
        "Ada",
        "@ Ada",
        "@철수",
    ]);
}

#[test]
fn who_is_mentioned_may_be_called() {
    for text in ["@Ada", "Hello @ada!", "(@Ada)", "안녕@Ada는", "@Ada Lovelace", "@Adam @Ada"] {
        assert!(mentions(text, "Ada"), "{text}");
    }
    for text in
        ["Ada", "@Adam", "@Ada2", "@Adaé", "ada@Ada.example", "bob@ada.example", "@ Ada", "@Ad", ""]
    {
        assert!(!mentions(text, "Ada"), "{text}");
    }
    assert!(mentions("@민지야", "민지"));
}

#[test]
fn without_names_nothing_is_a_mention() {
    let text = "@Ada @ @민지";
    assert_eq!(render(text, Names::default()), [Node::from(text)]);
    assert_eq!(render(text, Names { all: &[""], me: "" }), [Node::from(text)]);
}
