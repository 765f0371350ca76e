use serde::Serialize;

use crate::chaos::fault::{Fault, Harm, Target};

/// A time in which a fault had something in its hands, and may be why something did not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Trouble {
    pub(crate) target: Target,
    /// Milliseconds since 1970.
    pub(crate) from: u64,
    /// The same.
    pub(crate) to: u64,
}

impl Trouble {
    /// The trouble that a fault has made; none if it shows by itself: whoever is cut off says so, and so does a client that does
    /// something.
    pub(crate) fn of(fault: &Fault, from: u64, to: u64) -> Option<Self> {
        let shows = matches!(fault.target, Target::Client(_)) || matches!(fault.harm, Harm::Cut(_));
        (!shows).then_some(Self { target: fault.target, from, to })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        chaos::fault::Line,
        proxy::{Sky, Which},
    };

    #[test]
    fn what_shows_by_itself_is_no_trouble() {
        let line = Target::Line(Line::Clients(0));
        let trouble = |target, harm| {
            let fault = Fault { target, harm, time: Duration::ZERO };
            Trouble::of(&fault, 3, 7)
        };
        let silent = trouble(line, Harm::Spoil(Sky::Silent));
        assert_eq!(silent, Some(Trouble { target: line, from: 3, to: 7 }));
        assert_eq!(trouble(line, Harm::Cut(Which::All)), None);
        assert_eq!(trouble(Target::Client(0), Harm::Deaf), None);
    }
}
