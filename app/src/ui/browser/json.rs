use js_sys::{Array, JSON, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::Json;

/// Parses with the parser that every browser has.
pub(crate) fn parse(text: &str) -> Option<JsValue> {
    JSON::parse(text).ok()
}

impl Json for JsValue {
    fn field(&self, name: &str) -> Option<Self> {
        // What is no object has no fields, and says so by an exception.
        let field = Reflect::get(self, &name.into()).ok()?;
        (!field.is_undefined() && !field.is_null()).then_some(field)
    }

    fn text(&self) -> Option<String> {
        self.as_string()
    }

    fn truth(&self) -> Option<bool> {
        self.as_bool()
    }

    fn whole(&self) -> Option<i64> {
        // `as` cuts off what is no whole number.
        self.as_f64().map(|number| number as i64)
    }

    fn items(&self) -> Option<Vec<Self>> {
        Some(self.dyn_ref::<Array>()?.to_vec())
    }
}
