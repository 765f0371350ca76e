use std::{str::FromStr, time::Instant};

/// How often something may happen: so many a second in the long run, and so many at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rate {
    per_second: f64,
    burst: f64,
}

impl Rate {
    pub(crate) const fn new(per_second: f64, burst: f64) -> Self {
        Self { per_second, burst }
    }
}

/// Text that is not a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a rate is N or N:BURST, both above zero, or “off”")]
pub(crate) struct BadRate;

/// What `--rate` says: a rate, or no limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RateOption(pub(crate) Option<Rate>);

impl FromStr for RateOption {
    type Err = BadRate;

    fn from_str(text: &str) -> Result<Self, BadRate> {
        if text == "off" {
            return Ok(Self(None));
        }
        let (rate, burst) = text.split_once(':').unwrap_or((text, text));
        let number = |digits: &str| {
            digits.parse::<f64>().ok().filter(|n| n.is_finite() && *n > 0.0).ok_or(BadRate)
        };
        Ok(Self(Some(Rate { per_second: number(rate)?, burst: number(burst)?.max(1.0) })))
    }
}

/// A token bucket: says whether something may happen now. Holds no clock of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limiter {
    rate: Option<Rate>,
    tokens: f64,
    at: Instant,
}

impl Limiter {
    /// A full bucket; without a rate, one that never empties.
    pub(crate) fn new(rate: Option<Rate>, now: Instant) -> Self {
        Self { rate, tokens: rate.map_or(0.0, |rate| rate.burst), at: now }
    }

    /// Whether it is as if it had never been used.
    pub(crate) fn is_full(&self, now: Instant) -> bool {
        self.rate.is_none_or(|rate| self.filled(rate, now) >= rate.burst)
    }

    /// Takes one, if there is one.
    pub(crate) fn admit(&mut self, now: Instant) -> bool {
        let Some(rate) = self.rate else { return true };
        self.tokens = self.filled(rate, now);
        self.at = now;
        let admitted = self.tokens >= 1.0;
        if admitted {
            self.tokens -= 1.0;
        }
        admitted
    }

    fn filled(&self, rate: Rate, now: Instant) -> f64 {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        (self.tokens + passed * rate.per_second).min(rate.burst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::time::Duration;

    fn rate(text: &str) -> Option<Rate> {
        text.parse::<RateOption>().expect(text).0
    }

    #[test]
    fn a_burst_passes_and_then_the_rate_holds() {
        let start = Instant::now();
        let mut limiter = Limiter::new(rate("10:20"), start);
        assert_eq!((0..30).filter(|_| limiter.admit(start)).count(), 20);
        let later = start + Duration::from_millis(550);
        assert_eq!((0..30).filter(|_| limiter.admit(later)).count(), 5);
    }

    #[test]
    fn what_was_used_is_full_again_after_a_while() {
        let start = Instant::now();
        let mut limiter = Limiter::new(rate("1:1"), start);
        assert!(limiter.is_full(start));
        assert!(limiter.admit(start));
        assert!(!limiter.is_full(start));
        assert!(limiter.is_full(start + Duration::from_secs(1)));
    }

    #[test]
    fn rates_are_read_as_documented() {
        assert_eq!(rate("off"), None);
        assert_eq!(rate("5"), rate("5:5"));
        for bad in ["", "0", "-1", "x", "1:", ":1", "1:0", "inf", "NaN", "1:2:3"] {
            assert_eq!(bad.parse::<RateOption>(), Err(BadRate), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_more_passes_than_burst_and_time_allow(steps in prop::collection::vec(0_u64..200, 1..200)) {
            let start = Instant::now();
            let mut now = start;
            let mut limiter = Limiter::new(rate("10:20"), start);
            let mut admitted = 0_u32;
            for step in steps {
                now += Duration::from_millis(step);
                admitted += u32::from(limiter.admit(now));
            }
            prop_assert!(f64::from(admitted) <= 20.0 + (now - start).as_secs_f64() * 10.0 + 1e-6);
        }
    }
}
