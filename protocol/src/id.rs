use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Identity and time of a message in one value.
///
/// Written `MILLISECONDS-SEQUENCE`, as the entries of a Redis stream are, and compared as two integers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId {
    /// Milliseconds since 1970-01-01 00:00 UTC.
    pub ms: u64,
    /// Tells apart what was said in one millisecond.
    pub seq: u64,
}

/// Text that is not a message id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message id is two numbers joined by a hyphen")]
pub struct BadMessageId;

impl MessageId {
    /// Before every message.
    pub const START: Self = Self { ms: 0, seq: 0 };

    /// The moment as `2026-11-23T04:48:01Z`, for the `datetime` attribute of a `<time>` element.
    #[must_use]
    pub fn to_utc(self) -> String {
        let seconds = self.ms / 1000;
        let (year, month, day) = civil_from_days(seconds / 86_400);
        let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// Days since 1970-01-01 to year, month (1 to 12) and day (1 to 31) of the Gregorian calendar.
///
/// Counts in years that begin in March, so that the leap day is a year's last
/// (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
#[must_use]
pub fn civil_from_days(days: u64) -> (u64, u64, u64) {
    let z = days.saturating_add(719_468);
    let era = z / 146_097;
    let day_of_era = z % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.ms, self.seq)
    }
}

impl FromStr for MessageId {
    type Err = BadMessageId;

    fn from_str(text: &str) -> Result<Self, BadMessageId> {
        let number = |digits: &str| {
            let plain = digits.bytes().all(|b| b.is_ascii_digit());
            if plain { digits.parse().map_err(|_| BadMessageId) } else { Err(BadMessageId) }
        };
        let (ms, seq) = text.split_once('-').ok_or(BadMessageId)?;
        Ok(Self { ms: number(ms)?, seq: number(seq)? })
    }
}

impl Serialize for MessageId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MessageId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(ms: u64, seq: u64) -> MessageId {
        MessageId { ms, seq }
    }

    #[test]
    fn ids_compare_as_numbers_and_not_as_text() {
        assert!(id(9, 0) < id(10, 0));
        assert!(id(10, 9) < id(10, 10));
    }

    #[test]
    fn what_is_not_an_id_is_refused() {
        for text in ["", "1", "1-", "-1", "+1-2", "1-2-3", "1.5-0", "99999999999999999999-0", "a-b"]
        {
            assert_eq!(text.parse::<MessageId>(), Err(BadMessageId), "{text}");
        }
    }

    #[test]
    fn moments_are_written_in_utc() {
        assert_eq!(id(0, 0).to_utc(), "1970-01-01T00:00:00Z");
        assert_eq!(id(951_782_400_000, 0).to_utc(), "2000-02-29T00:00:00Z");
        assert_eq!(id(1_795_409_281_999, 0).to_utc(), "2026-11-23T04:48:01Z");
    }

    proptest! {
        #[test]
        fn an_id_survives_the_wire(ms: u64, seq: u64) {
            prop_assert_eq!(id(ms, seq).to_string().parse(), Ok(id(ms, seq)));
            let _ = id(ms, seq).to_utc();
        }

        #[test]
        fn any_text_is_answered(text: String) {
            let _ = text.parse::<MessageId>();
        }
    }
}
