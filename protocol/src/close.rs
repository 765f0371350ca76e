/// Why a socket ends, and whether to come back: the one table of close codes.
///
/// 1001, 1012 and 4000–4499 mean: reconnect, after a jittered wait. 4500–4999 mean: do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseCode {
    /// The page is gone.
    GoingAway,
    /// The server restarts.
    Restart,
    /// The bytes were not WebSocket (RFC 6455, section 7.4.1).
    Protocol,
    /// A text frame was not UTF-8.
    NotUtf8,
    /// A frame was over [`FRAME_BYTES`](crate::limits::FRAME_BYTES).
    TooBig,
    /// The reader was too slow for its queue; what it missed is waiting for it.
    TooSlow,
    /// No answer to the server's pings.
    NoPong,
    /// The server is full just now.
    Busy,
    /// Flooding: far more frames than the rate allows.
    Flood,
}

impl CloseCode {
    /// Every code the server sends.
    pub const ALL: [Self; 9] = [
        Self::GoingAway,
        Self::Restart,
        Self::Protocol,
        Self::NotUtf8,
        Self::TooBig,
        Self::TooSlow,
        Self::NoPong,
        Self::Busy,
        Self::Flood,
    ];

    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u16 {
        match self {
            Self::GoingAway => 1001,
            Self::Protocol => 1002,
            Self::NotUtf8 => 1007,
            Self::TooBig => 1009,
            Self::Restart => 1012,
            Self::TooSlow => 4000,
            Self::NoPong => 4001,
            Self::Busy => 4002,
            Self::Flood => 4500,
        }
    }

    /// The reason on the wire.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::GoingAway => "going away",
            Self::Protocol => "not WebSocket",
            Self::NotUtf8 => "not UTF-8",
            Self::TooBig => "frame too big",
            Self::Restart => "restarting",
            Self::TooSlow => "too slow",
            Self::NoPong => "no answer",
            Self::Busy => "busy",
            Self::Flood => "flooding",
        }
    }

    /// Whether a client that was closed with this number comes back.
    ///
    /// A number that stands in no table (1006 when the line was cut, a proxy's own) means coming back: only a
    /// refusal is final.
    #[must_use]
    pub const fn reconnects(number: u16) -> bool {
        !matches!(number, 1002 | 1003 | 1007..=1010 | 4500..=4999)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_have_a_meaning() {
        for code in CloseCode::ALL {
            let number = code.number();
            let expected = match number {
                1001 | 1012 | 4000..=4499 => true,
                1002 | 1007 | 1009 | 4500..=4999 => false,
                other => unreachable!("{other} stands in no range"),
            };
            assert_eq!(CloseCode::reconnects(number), expected, "{code:?}");
        }
        assert!(CloseCode::reconnects(1006), "a cut line is no refusal");
    }
}
