//! Names of channels and groups, parsed once at the boundary.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::InvalidName;

/// Longest name, in characters. The Channels specification asks for "at least 100 bytes"; the
/// reference tests "length < 100", so 99 is what everybody accepts.
const LONGEST: usize = 99;

/// The name of a channel: one queue that readers take messages from.
///
/// `specific.0123!abc` is *process-specific*: the part up to and including `!` names the process,
/// the rest one of its channels. A name without `!` is *general* and may be read anywhere.
/// Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChannelName(Arc<str>);

/// The name of a group: a set of channels that receive the same messages. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupName(Arc<str>);

impl ChannelName {
    /// Parses a name: one or more ASCII letters, digits, `-`, `_` or `.`, then optionally one `!`
    /// followed by any number of the same; at most 99 characters (Channels specification,
    /// "Channels and Messages").
    ///
    /// ```
    /// use channel_layer::ChannelName;
    ///
    /// assert!(ChannelName::parse("specific.9f!lobby")?.is_specific());
    /// assert!(ChannelName::parse("two words").is_err());
    /// # Ok::<(), channel_layer::InvalidName>(())
    /// ```
    ///
    /// # Errors
    /// [`InvalidName::Channel`] for anything else.
    pub fn parse(name: &str) -> Result<Self, InvalidName> {
        let (base, local) = name.split_once('!').unwrap_or((name, ""));
        if name.len() <= LONGEST && !base.is_empty() && is_plain(base) && is_plain(local) {
            Ok(Self(name.into()))
        } else {
            Err(InvalidName::Channel(excerpt(name)))
        }
    }

    /// Takes a name that another process chose, as it is. The reference accepts some names that
    /// the specification does not (Unicode digits, a trailing line break), and an answer must
    /// still reach them.
    #[must_use]
    pub fn from_wire(name: &str) -> Self {
        Self(name.into())
    }

    /// The part that names the queue's owner: everything up to and including the first `!`, or the
    /// whole name if it has none.
    #[must_use]
    pub fn base(&self) -> &str {
        self.0.find('!').map_or(&*self.0, |at| &self.0[..=at])
    }

    /// Whether the name contains `!`, so that only the process owning [`base`](Self::base) reads it.
    #[must_use]
    pub fn is_specific(&self) -> bool {
        self.0.contains('!')
    }
}

impl GroupName {
    /// Parses a name: one to 99 ASCII letters, digits, `-`, `_` or `.` (Channels specification,
    /// "Groups").
    ///
    /// # Errors
    /// [`InvalidName::Group`] for anything else.
    pub fn parse(name: &str) -> Result<Self, InvalidName> {
        if name.len() <= LONGEST && !name.is_empty() && is_plain(name) {
            Ok(Self(name.into()))
        } else {
            Err(InvalidName::Group(excerpt(name)))
        }
    }

    /// See [`ChannelName::from_wire`].
    pub(crate) fn from_wire(name: &str) -> Self {
        Self(name.into())
    }
}

fn is_plain(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// Enough of a refused name to recognise it, whatever somebody sent as a name.
fn excerpt(name: &str) -> String {
    name.chars().take(LONGEST + 1).collect()
}

/// What both kinds of name have in common with text.
macro_rules! reads_as_text {
    ($name:ty) => {
        impl $name {
            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidName;

            fn from_str(name: &str) -> Result<Self, InvalidName> {
                Self::parse(name)
            }
        }
    };
}

reads_as_text!(ChannelName);
reads_as_text!(GroupName);

#[cfg(test)]
mod tests {
    use super::*;

    /// Vector N1, without the accidents of the reference, which nobody should create.
    #[test]
    fn names_follow_the_table() {
        let (longest, too_long) = ("a".repeat(99), "a".repeat(100));
        for (name, group, channel) in [
            (longest.as_str(), true, true),
            (too_long.as_str(), false, false),
            ("chat_lobby", true, true),
            ("a.b-c_d", true, true),
            ("chat lobby", false, false),
            ("chat/lobby", false, false),
            ("caf\u{e9}", false, false),
            ("", false, false),
            ("x?", false, false),
            ("!x", false, false),
            ("x!y!z", false, false),
            ("chat!x", false, true),
            ("x!", false, true),
            ("x!\u{e9}", false, false),
            ("chat\u{663}", false, false),
            ("chat\n", false, false),
            ("=+135!", false, false),
        ] {
            assert_eq!(GroupName::parse(name).is_ok(), group, "group {name:?}");
            assert_eq!(ChannelName::parse(name).is_ok(), channel, "channel {name:?}");
        }
    }

    #[test]
    fn base_includes_the_mark() {
        let base = |name: &str| ChannelName::from_wire(name).base().to_owned();
        assert_eq!(base("specific.a!b!c"), "specific.a!");
        assert_eq!(base("general"), "general");
        assert_eq!(base(""), "");
        assert!(!ChannelName::from_wire("general").is_specific());
    }

    proptest::proptest! {
        #[test]
        fn parsing_keeps_the_text_or_cuts_it(name in "\\PC{0,120}") {
            match ChannelName::parse(&name) {
                Ok(parsed) => assert_eq!(parsed.as_str(), name),
                Err(InvalidName::Channel(text)) => assert!(name.starts_with(&text)),
                Err(other) => panic!("{other}"),
            }
        }

        #[test]
        fn every_name_of_the_grammar_parses(name in "[A-Za-z0-9_.-]{1,49}(![A-Za-z0-9_.-]{0,49})?") {
            assert!(ChannelName::parse(&name).is_ok());
            assert_eq!(GroupName::parse(&name).is_ok(), !name.contains('!'));
        }
    }
}
