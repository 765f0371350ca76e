use super::html;

#[test]
fn directions_do_not_reach_out_of_a_message() {
    for turn in ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}') {
        assert_eq!(html(&format!("a{turn}b")), "ab");
        let link = html(&format!("https://example.com/{turn}gpj.exe"));
        assert!(!link.contains(turn), "{link:?}");
    }
    assert_eq!(html("שלום \u{200f}عربى"), "שלום \u{200f}عربى", "what only has a direction is kept");
}

#[test]
fn control_characters_are_left_out() {
    assert_eq!(html("a\0b\u{8}c\u{1b}[1md\r\ne\tf\u{7f}\u{85}\u{9f}\u{feff}g"), "abc[1md\ne\tfg");
    assert_eq!(html("a\u{2028}b\u{2029}c"), "a\nb\nc");
    assert_eq!(html("java\u{0}script:a"), "javascript:a");
    assert_eq!(
        html("`\u{feff}``\nb"),
        "<pre><code>b</code></pre>",
        "what is not seen separates nothing"
    );
}

#[test]
fn marks_do_not_grow_over_other_messages() {
    let tower = |mark: &str, height: usize| format!("Z{}o", mark.repeat(height));
    for mark in
        ["\u{301}", "\u{489}\u{300}", "\u{1ab0}", "\u{1dc0}", "\u{20d0}", "\u{fe20}", "\u{e47}"]
    {
        assert_eq!(html(&tower(mark, 50)), html(&tower(mark, 9)));
        assert!(html(&tower(mark, 50)).chars().count() <= 2 + 2 * 4, "{mark:?}");
    }
    assert_eq!(
        html("Z\u{301}\u{301}\u{301}\u{200d}\u{301}\u{301}"),
        "Z\u{301}\u{301}\u{301}\u{200d}\u{301}"
    );
    let in_pieces = html(&format!("Z{}", "*\u{301}\u{301}***\u{301}**".repeat(9)));
    assert_eq!(in_pieces.matches('\u{301}').count(), 4, "{in_pieces}");
    assert_eq!(html("Z\u{301}\u{301}\u{301}\u{0}\u{301}\u{301}"), "Z\u{301}\u{301}\u{301}\u{301}");
}

#[test]
fn writing_with_marks_is_whole() {
    for text in ["Tiê\u{301}ng Viê\u{323}t", "한국어", "がぎ", "ที่นี่", "हिन्दी", "שָׁלוֹם", "مُحَمَّد"]
    {
        assert_eq!(html(text), text);
    }
}
