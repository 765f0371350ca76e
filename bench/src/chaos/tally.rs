//! What has really befallen the processes and lines of a run, whatever was planned.

use std::collections::{BTreeMap, BTreeSet};

use crate::chaos::{fault::Fault, mark::Mark, stamp::Stamp, trouble::Trouble};

/// Counts and losses, as they happen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Faults by their kinds.
    pub(crate) faults: BTreeMap<String, usize>,
    /// Connections that were cut by themselves.
    pub(crate) cuts: usize,
    /// What stood in Redis' file and went with the power.
    pub(crate) taken: BTreeSet<Stamp>,
    /// Changes that went with it.
    pub(crate) undone: BTreeSet<Mark>,
    /// When Redis was started again, in milliseconds since 1970, earliest first.
    pub(crate) restarts: Vec<u64>,
    /// What may be why something did not arrive.
    pub(crate) troubles: Vec<Trouble>,
}

impl Tally {
    /// A fault has happened.
    pub(crate) fn happened(&mut self, fault: &Fault) {
        *self.faults.entry(fault.kind()).or_default() += 1;
    }

    /// So many connections were cut by a fault.
    pub(crate) fn cut(&mut self, fault: &Fault, connections: usize) {
        self.cuts += connections;
        if connections > 0 {
            self.happened(fault);
        }
    }

    /// This much of Redis' file went with the power.
    pub(crate) fn lost(&mut self, text: &str) {
        self.taken.extend(Stamp::find_all(text));
        self.undone.extend(Mark::find_all(text));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        chaos::fault::{Harm, Line, Target},
        proxy::Which,
    };

    #[test]
    fn what_had_no_effect_has_not_happened() {
        let target = Target::Line(Line::Clients(0));
        let fault = Fault { target, harm: Harm::Cut(Which::All), time: Duration::ZERO };
        let mut tally = Tally::default();
        tally.cut(&fault, 0);
        assert_eq!(tally, Tally::default());
        tally.cut(&fault, 3);
        assert_eq!((tally.cuts, tally.faults[&fault.kind()]), (3, 1));
    }

    #[test]
    fn what_went_with_the_power_is_known_by_its_stamps() {
        let mut tally = Tally::default();
        tally.lost("*3\r\n$4\r\nXADD\r\n$9\r\n#1.0.7; hi\r\n$10\r\n#2.0.30; ho\r\n");
        let numbers: Vec<_> = tally.taken.iter().map(|stamp| stamp.number).collect();
        assert_eq!(numbers, [7, 30]);
        tally.lost("*2\r\n$5\r\nnonce\r\n$5\r\n~1.3;\r\n");
        assert_eq!(tally.undone, [Mark { client: 1, number: 3 }].into());
    }
}
