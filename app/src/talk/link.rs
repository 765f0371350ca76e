use protocol::CloseCode;

/// How the page stands with the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// The page has just opened, and the first connection is on its way.
    #[default]
    Connecting,
    /// What is said arrives.
    Online,
    /// Connected to the server, which reaches no other just now.
    Degraded,
    /// The connection was lost; trying again.
    Reconnecting,
    /// The device says that it has no network. Trying all the same.
    Offline,
    /// The server has refused for good, with this close code.
    Closed(u16),
}

/// What happens to a [`Link`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The server has welcomed the page, or told how its channel layer is.
    Layer {
        /// Whether what is said arrives.
        connected: bool,
    },
    /// The socket has ended with a close code.
    Lost(u16),
    /// The device has lost its network.
    NetworkGone,
    /// The device has a network again.
    NetworkBack,
}

impl Link {
    /// What becomes of the link by an event.
    #[must_use]
    pub const fn after(self, event: Event) -> Self {
        match (self, event) {
            (Self::Closed(_), _) => self,
            (_, Event::Layer { connected: true }) => Self::Online,
            (_, Event::Layer { connected: false }) => Self::Degraded,
            (_, Event::Lost(code)) if !CloseCode::reconnects(code) => Self::Closed(code),
            (_, Event::NetworkGone) => Self::Offline,
            (Self::Offline, Event::Lost(_)) => Self::Offline,
            (_, Event::Lost(_)) | (Self::Offline, Event::NetworkBack) => Self::Reconnecting,
            (_, Event::NetworkBack) => self,
        }
    }

    /// Whether something stands between the reader and the room that time may mend.
    #[must_use]
    pub const fn is_troubled(self) -> bool {
        !matches!(self, Self::Online | Self::Closed(_))
    }

    /// One word for style sheets and tests.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Online => "online",
            Self::Degraded => "degraded",
            Self::Reconnecting => "reconnecting",
            Self::Offline => "offline",
            Self::Closed(_) => "closed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn link(events: &[Event]) -> Link {
        events.iter().fold(Link::default(), |link, event| link.after(*event))
    }

    const UP: Event = Event::Layer { connected: true };
    const DEGRADED: Event = Event::Layer { connected: false };

    #[test]
    fn a_cut_line_is_mended() {
        assert_eq!(link(&[]), Link::Connecting);
        assert_eq!(link(&[UP]), Link::Online);
        assert_eq!(link(&[UP, Event::Lost(1006)]), Link::Reconnecting);
        assert_eq!(link(&[UP, Event::Lost(1012), UP]), Link::Online);
        assert_eq!(link(&[UP, DEGRADED]), Link::Degraded);
        assert_eq!(link(&[UP, DEGRADED, UP]), Link::Online);
    }

    #[test]
    fn without_a_network_failed_attempts_change_nothing() {
        let offline = [UP, Event::NetworkGone, Event::Lost(1006)];
        assert_eq!(link(&offline), Link::Offline);
        assert_eq!(link(&[&offline[..], &[Event::NetworkBack]].concat()), Link::Reconnecting);
        assert_eq!(link(&[&offline[..], &[UP]].concat()), Link::Online, "the device was wrong");
    }

    proptest! {
        #[test]
        fn a_refusal_is_final(code in 4500u16..5000, after in prop::collection::vec(0u8..4, 0..8)) {
            let events = after.into_iter().map(|event| match event {
                0 => UP,
                1 => Event::Lost(1006),
                2 => Event::NetworkGone,
                _ => Event::NetworkBack,
            });
            let link = events.fold(Link::Online.after(Event::Lost(code)), Link::after);
            prop_assert_eq!(link, Link::Closed(code));
        }
    }
}
