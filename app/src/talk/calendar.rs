use protocol::civil_from_days;

/// Milliseconds in a minute, and minutes in a day.
const MINUTE: u64 = 60_000;
const DAY: u64 = 24 * 60;

/// A moment on the reader's clock and calendar, to the minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Days since 1970-01-01 there.
    pub day: u64,
    /// Minutes since midnight there.
    pub minute: u32,
}

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    /// The year.
    pub year: u64,
    /// From 1 for January.
    pub month: u64,
    /// From 1.
    pub day: u64,
    /// From 0 for Sunday.
    pub weekday: u64,
}

/// A day as a reader thinks of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// The one that it is now.
    Today,
    /// The one before.
    Yesterday,
    /// Any other.
    On(Date),
}

impl Moment {
    /// A moment in milliseconds since 1970 UTC, where clocks are so many minutes ahead of UTC. Nowhere was it before 1970.
    #[must_use]
    pub fn of(ms: u64, ahead: i32) -> Self {
        let minutes = (ms / MINUTE).saturating_add_signed(i64::from(ahead));
        // What is left of a day fits.
        Self { day: minutes / DAY, minute: (minutes % DAY) as u32 }
    }

    /// Its date.
    #[must_use]
    pub fn date(self) -> Date {
        let (year, month, day) = civil_from_days(self.day);
        // 1970 began on a Thursday.
        Date { year, month, day, weekday: (self.day + 4) % 7 }
    }

    /// Its day, seen from another moment.
    #[must_use]
    pub fn seen_from(self, now: Self) -> Day {
        match now.day.checked_sub(self.day) {
            Some(0) => Day::Today,
            Some(1) => Day::Yesterday,
            _ => Day::On(self.date()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-23 04:48:01 UTC.
    const MONDAY: u64 = 1_795_409_281_999;

    #[test]
    fn a_moment_is_another_one_elsewhere() {
        let seoul = Moment::of(MONDAY, 9 * 60);
        assert_eq!((seoul.minute / 60, seoul.minute % 60), (13, 48));
        assert_eq!(seoul.date(), Date { year: 2026, month: 11, day: 23, weekday: 1 });
        let honolulu = Moment::of(MONDAY, -10 * 60);
        assert_eq!(honolulu.date(), Date { year: 2026, month: 11, day: 22, weekday: 0 });
        assert_eq!(Moment::of(0, -60), Moment::default());
    }

    #[test]
    fn days_are_seen_from_the_one_that_it_is() {
        let day = |days: u64| Moment { day: days, minute: 0 };
        let now = Moment { day: 20_000, minute: 1 };
        assert_eq!(day(20_000).seen_from(now), Day::Today);
        assert_eq!(day(19_999).seen_from(now), Day::Yesterday);
        assert!(matches!(day(19_998).seen_from(now), Day::On(_)));
        assert!(matches!(day(20_001).seen_from(now), Day::On(_)), "a clock may be wrong");
    }
}
