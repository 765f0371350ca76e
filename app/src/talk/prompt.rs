/// What stands of a mention right before the caret: what follows an `@` that begins a word, up to there.
#[must_use]
pub fn mention_begun(before_caret: &str) -> Option<&str> {
    let (before, begun) = before_caret.rsplit_once('@')?;
    let begins_word = !before.bytes().next_back().is_some_and(|byte| byte.is_ascii_alphanumeric());
    (begins_word && !begun.starts_with(' ') && !begun.contains('\n')).then_some(begun)
}

/// The names that may be meant by what stands of one, at most so many; none when it stands there in full. `fold` makes upper and
/// lower case the same.
#[must_use]
pub fn names_meant<'a>(
    begun: &str,
    names: impl Iterator<Item = &'a str>,
    most: usize,
    fold: impl Fn(&str) -> String,
) -> Vec<&'a str> {
    let begun = fold(begun);
    let mut meant: Vec<&str> = Vec::new();
    for name in names {
        if meant.len() < most && !meant.contains(&name) {
            let folded = fold(name);
            if folded == begun {
                return Vec::new();
            }
            if folded.starts_with(&begun) {
                meant.push(name);
            }
        }
    }
    meant
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_begins_a_word_and_may_hold_spaces() {
        assert_eq!(mention_begun("hello @Ad"), Some("Ad"));
        assert_eq!(mention_begun("@"), Some(""));
        assert_eq!(mention_begun("안녕@민"), Some("민"));
        assert_eq!(mention_begun("(@느긋한 노"), Some("느긋한 노"));
        assert_eq!(mention_begun("@Ada and @Gr"), Some("Gr"));
        for no in ["", "hello", "ada@example", "@ ", "@Ada\n"] {
            assert_eq!(mention_begun(no), None, "{no}");
        }
    }

    #[test]
    fn those_are_meant_whose_names_begin_so() {
        let names = ["Ada", "adam", "Grace", "ada", "Ada"];
        let meant = |begun, most| names_meant(begun, names.into_iter(), most, str::to_lowercase);
        assert_eq!(meant("", 2), ["Ada", "adam"]);
        assert_eq!(meant("AD", 9), ["Ada", "adam", "ada"]);
        assert_eq!(meant("gra", 9), ["Grace"]);
        assert!(meant("Grace", 9).is_empty(), "it is written");
        assert!(meant("Bob", 9).is_empty());
    }
}
