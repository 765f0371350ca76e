use std::time::Duration;

/// What happens to bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sky {
    /// They pass.
    #[default]
    Clear,
    /// They are swallowed, and the connection stays open: half-open, as after a router has forgotten it. TCP never
    /// loses bytes in the middle, so a connection that has lost some never carries any again.
    Silent,
    /// So many pass in each [`TICK`].
    Slow(usize),
    /// They pass so much later.
    Late(Duration),
    /// What Redis publishes is swallowed, and everything else passes: whoever has subscribed is deaf and has no sign of
    /// it, since its pings are answered. Hits subscriptions alone by its nature.
    Muted,
    /// They wait for better weather, and each connection then goes on at another moment: what went out on two
    /// connections one after the other arrives the other way round.
    Held,
}

/// The pace of [`Sky::Slow`].
pub(crate) const TICK: Duration = Duration::from_millis(50);

/// The state of a link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Weather {
    /// What happens to bytes.
    pub(crate) sky: Sky,
    /// Only to those of connections that have subscribed to something in Redis; the others are in the clear.
    pub(crate) subscriptions_only: bool,
    /// New connections are closed at once.
    pub(crate) refusing: bool,
}

impl Weather {
    /// The sky above one connection.
    pub(crate) fn above(self, subscribes: bool) -> Sky {
        let spares_others = self.subscriptions_only || self.sky == Sky::Muted;
        if spares_others && !subscribes { Sky::Clear } else { self.sky }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_weather_may_hit_subscriptions_alone() {
        let all = Weather { sky: Sky::Silent, ..Weather::default() };
        assert_eq!([all.above(false), all.above(true)], [Sky::Silent, Sky::Silent]);
        let some = Weather { subscriptions_only: true, ..all };
        assert_eq!([some.above(false), some.above(true)], [Sky::Clear, Sky::Silent]);
        let muted = Weather { sky: Sky::Muted, ..Weather::default() };
        assert_eq!([muted.above(false), muted.above(true)], [Sky::Clear, Sky::Muted]);
    }
}
