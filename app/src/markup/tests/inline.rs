use super::{are_shown, are_text, html, plain};

#[test]
fn marks_make_bold_italic_and_code() {
    are_shown(&[
        ("**bold**", "<strong>bold</strong>"),
        ("a *b* c", "a <em>b</em> c"),
        ("_b_, c", "<em>b</em>, c"),
        ("run `cargo test` now", "run <code>cargo test</code> now"),
        ("**a *b* _c_ `d`**", "<strong>a <em>b</em> <em>c</em> <code>d</code></strong>"),
        ("*a **b***", "<em>a <strong>b</strong></em>"),
        ("***a***", "<strong><em>a</em></strong>"),
        ("*a* *b*", "<em>a</em> <em>b</em>"),
    ]);
}

#[test]
fn particles_follow_marks() {
    are_shown(&[
        ("**서울**에서 봐요", "<strong>서울</strong>에서 봐요"),
        ("이건*강조*입니다", "이건<em>강조</em>입니다"),
        ("_민지_는 왔어요", "<em>민지</em>는 왔어요"),
        ("**東京**に行く", "<strong>東京</strong>に行く"),
        ("`cargo`로 빌드", "<code>cargo</code>로 빌드"),
    ]);
}

#[test]
fn a_mark_without_a_partner_is_text() {
    are_text(&["**bold", "a*", "*", "**", "***", "****", "`", "``", "`a", "a `b\nc`", "_a", "*a_"]);
    are_text(&["*note: see below", "**a\nb**", "* one\n* two", "a * b * c", "** a **", "_ a _"]);
    are_shown(&[
        ("*note: see _this_", "*note: see <em>this</em>"),
        ("*a *b*", "*a <em>b</em>"),
        ("**a *b** c*", "<strong>a *b</strong> c*"),
        ("*a** b*", "<em>a** b</em>"),
        ("*a***b**", "<em>a</em><strong>b</strong>"),
        ("****a****", "****a****"),
    ]);
}

#[test]
fn words_and_sums_stay_whole() {
    are_text(&[
        "snake_case_name",
        "변수_이름_값",
        "__init__",
        "2*3*4",
        "a_b_",
        "2 * 3 * 4",
        "x*y*",
    ]);
    are_text(&["a ``` b ```", "``a``", "¯\\_(ツ)_/¯"]);
}

#[test]
fn code_is_verbatim() {
    are_shown(&[
        ("`**a** _b_ @Ada`", "<code>**a** _b_ @Ada</code>"),
        ("`https://example.com`", "<code>https://example.com</code>"),
        ("**a `b** c`", "**a <code>b** c</code>"),
        ("`<b>&'\"`", "<code>&lt;b&gt;&amp;&#39;&quot;</code>"),
    ]);
}

#[test]
fn everything_else_is_as_it_was_written() {
    are_text(&["ㅎㅎ  안녕\n\n하세요 ", " a", "\n", "~~a~~", "# a", "- a", "[a](https)"]);
    assert_eq!(html(""), "");
    assert_eq!(html("<script>alert(1)</script>"), "&lt;script&gt;alert(1)&lt;/script&gt;");
}

#[test]
fn one_line_tells_it_without_marks() {
    for (text, line) in [
        ("**굵게** _기울임_\n`코드`", "굵게 기울임 코드"),
        ("**서울**은 _왜_요?", "서울은 왜요?"),
        ("그는\n> 인용\n답", "그는 인용 답"),
        ("봐요\n```rust\nlet a = 1;\n  let b;\n```\n끝", "봐요 let a = 1; let b; 끝"),
        ("  a \n\n b　c ", "a b c"),
        ("@민지 https://example.com/a_b_c", "@민지 https://example.com/a_b_c"),
        ("2*3*4\u{202e}", "2*3*4"),
        ("", ""),
    ] {
        assert_eq!(plain(text), line, "{text:?}");
    }
}
