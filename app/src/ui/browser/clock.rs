use super::cookie::{YEAR, set_cookie};

/// Milliseconds since 1970.
pub(crate) fn now() -> u64 {
    #[cfg(feature = "browser")]
    return js_sys::Date::now() as u64;
    #[cfg(not(feature = "browser"))]
    {
        let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }
}

/// Minutes that the reader's clock is ahead of UTC, at a moment in milliseconds since 1970: summer has another one than winter.
pub(crate) fn zone(ms: u64) -> i32 {
    -js_sys::Date::new(&(ms as f64).into()).get_timezone_offset() as i32
}

/// Tells the server by which clock the reader lives, so that it writes their times into the next page, unless it has just
/// shown that it knows.
pub(crate) fn keep_zone(known: i32) {
    let zone = zone(now());
    if zone != known {
        set_cookie("zone", &zone.to_string(), YEAR);
    }
}
