use js_sys::{Array, Date, Intl::DateTimeFormat, Object, Reflect};

use crate::Locale;

/// Milliseconds since 1970, by the reader's clock.
pub(crate) fn now() -> u64 {
    Date::now() as u64
}

/// The time in the reader's zone, with the day unless it is today.
pub(crate) fn local_time(ms: u64, locale: Locale) -> String {
    let date = moment(ms);
    let time = [("hour", "numeric"), ("minute", "2-digit")];
    if date.to_date_string() == Date::new_0().to_date_string() {
        write(&date, locale, &time)
    } else {
        write(&date, locale, &[time[0], time[1], ("month", "short"), ("day", "numeric")])
    }
}

/// Date and time in full.
pub(crate) fn local_date(ms: u64, locale: Locale) -> String {
    write(&moment(ms), locale, &[("dateStyle", "full"), ("timeStyle", "medium")])
}

fn moment(ms: u64) -> Date {
    Date::new(&(ms as f64).into())
}

fn write(date: &Date, locale: Locale, parts: &[(&str, &str)]) -> String {
    let options = Object::new();
    for (name, value) in parts {
        // A plain object takes any property.
        drop(Reflect::set(&options, &(*name).into(), &(*value).into()));
    }
    let format = DateTimeFormat::new(&Array::of1(&locale.tag().into()), &options).format();
    format
        .call1(&wasm_bindgen::JsValue::UNDEFINED, date)
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}
