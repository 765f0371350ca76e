//! Which of several servers a name lives on.

/// The position of a name's server among `servers` of them: the low 12 bits of the name's CRC-32,
/// scaled down (`channels_redis`, `consistent_hash`). The division is in floating point there, so
/// it is here, and all parties agree for any number of servers.
pub(super) fn index(name: &str, servers: usize) -> usize {
    if servers <= 1 {
        return 0;
    }
    let low = crc32fast::hash(name.as_bytes()) & 0xFFF;
    (f64::from(low) / (4096.0 / servers as f64)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vector H1.
    #[test]
    fn names_live_where_the_reference_looks_for_them() {
        let specific = "specific.0123456789abcdef0123456789abcdef!";
        let full = format!("{specific}{}", "a".repeat(32));
        let counts = [1, 2, 3, 4, 5, 7, 10, 16];
        for (name, expected) in [
            ("chat_lobby", [0, 1, 1, 2, 2, 3, 5, 8]),
            ("asgi__group__chat_lobby", [0, 0, 0, 0, 0, 0, 0, 1]),
            (specific, [0, 0, 1, 1, 1, 2, 3, 5]),
            (&full, [0, 1, 2, 3, 3, 5, 7, 12]),
            ("worker-jobs", [0, 1, 1, 2, 2, 3, 5, 8]),
            ("key_one", [0, 1, 2, 2, 3, 4, 6, 11]),
            ("key_two", [0, 0, 1, 1, 2, 3, 4, 7]),
            ("\u{e9}", [0, 1, 2, 3, 4, 5, 8, 13]),
            ("", [0, 0, 0, 0, 0, 0, 0, 0]),
        ] {
            assert_eq!(counts.map(|servers| index(name, servers)), expected, "{name:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_name_has_a_server(name in ".{0,30}", servers in 1_usize..5000) {
            assert!(index(&name, servers) < servers);
        }
    }
}
