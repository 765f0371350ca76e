use super::{are_shown, are_text};

#[test]
fn code_stands_between_fences() {
    are_shown(&[
        ("```\nlet a = 1;\n```", "<pre><code>let a = 1;</code></pre>"),
        ("```rust\nlet a = 1;\n```", "<pre><code>let a = 1;</code></pre>"),
        ("```c++\na\n\n  b\n```", "<pre><code>a\n\n  b</code></pre>"),
        ("봐요\n```\na\n```\n어때요?", "봐요<pre><code>a</code></pre>어때요?"),
        ("```\na\n```\n```\nb\n```", "<pre><code>a</code></pre><pre><code>b</code></pre>"),
    ]);
}

#[test]
fn nothing_in_a_block_is_read() {
    are_shown(&[
        (
            "```\n**a** `b` @민지\n> https://a.kr\n```",
            "<pre><code>**a** `b` @민지\n&gt; https://a.kr</code></pre>",
        ),
        ("```\na ``` b\n```", "<pre><code>a ``` b</code></pre>"),
    ]);
}

#[test]
fn a_fence_that_is_left_open_goes_to_the_end() {
    are_shown(&[
        ("```\na\nb", "<pre><code>a\nb</code></pre>"),
        ("```\na\n", "<pre><code>a</code></pre>"),
        ("```sh\nls", "<pre><code>ls</code></pre>"),
    ]);
}

#[test]
fn fences_may_stand_beside_the_code() {
    are_shown(&[
        ("```ls -la```\n이렇게요", "<pre><code>ls -la</code></pre>이렇게요"),
        ("```ls```", "<pre><code>ls</code></pre>"),
        ("```ls", "<pre><code>ls</code></pre>"),
        ("```let a = 1;\nlet b;```  \nc", "<pre><code>let a = 1;\nlet b;</code></pre>c"),
    ]);
}

#[test]
fn a_block_with_nothing_in_it_is_text() {
    are_text(&["```", "``````", "```\n```", "```rust\n\n```", " ```", "a ```\nb"]);
}

#[test]
fn lines_with_a_mark_are_a_quote() {
    are_shown(&[
        ("> 안녕", "<blockquote>안녕</blockquote>"),
        (">안녕\n> 하세요\n네", "<blockquote>안녕\n하세요</blockquote>네"),
        ("들어봐\n> a\n\nb", "들어봐<blockquote>a</blockquote>\nb"),
        (
            "> **a**\n> `b` @민지",
            "<blockquote><strong>a</strong>\n<code>b</code> <span class=\"mention\" data-me=\"\">@민지</span></blockquote>",
        ),
        ("> a\n>\n> b", "<blockquote>a\n\nb</blockquote>"),
        ("> a\n```\nb\n```", "<blockquote>a</blockquote><pre><code>b</code></pre>"),
    ]);
}

#[test]
fn quotes_hold_no_blocks() {
    are_shown(&[
        ("> > a", "<blockquote>&gt; a</blockquote>"),
        (">> a", "<blockquote>&gt; a</blockquote>"),
        ("> ```\n> a\n> ```", "<blockquote>```\na\n```</blockquote>"),
    ]);
}

#[test]
fn faces_arrows_and_bare_marks_are_no_quotes() {
    are_text(&[">_<", ">.<", ">:(", ">=3", ">", "> ", ">\n>", "a > b", "-> b", " > a"]);
}
