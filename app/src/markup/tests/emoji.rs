use crate::markup::is_large;

#[test]
fn a_few_emoji_are_large() {
    for text in
        ["👍", "🎉🎉 🎉", "❤️", " 😀\n😀 ", "⌚⏰⭐", "👍👍👍👍👍👍👍👍", "☺️", "*️⃣", "*⃣", "✌🏽"]
    {
        assert!(is_large(text), "{text}");
    }
}

#[test]
fn an_emoji_of_many_characters_is_one() {
    for emoji in ["👍🏽", "👨‍👩‍👧‍👦", "🏳️‍🌈", "👩🏽‍❤️‍💋‍👨🏿", "🕵🏻‍♂️", "🇰🇷", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1️⃣", "#️⃣", "©️", "↔️", "㊗️"]
    {
        assert!(is_large(emoji), "{emoji}");
        assert!(is_large(&emoji.repeat(8)), "{emoji}");
        assert!(!is_large(&emoji.repeat(9)), "{emoji}");
    }
}

#[test]
fn anything_else_is_not() {
    for text in [
        "",
        " ",
        "a",
        "👍 a",
        "ㅋ",
        "1",
        "#",
        "1️",
        "©",
        "↔",
        "🇰",
        "👍\u{200d}",
        "\u{fe0f}",
        "👍👍👍👍👍👍👍👍👍",
    ] {
        assert!(!is_large(text), "{text:?}");
    }
    // Drawn one after the other, since nobody has such a family.
    assert!(!is_large(&["👩"; 5].join("\u{200d}")));
    assert!(!is_large(&"🏽".repeat(20)));
}

#[test]
fn what_is_not_shown_does_not_count() {
    assert!(is_large("\u{202e}👍\u{feff}"));
}
