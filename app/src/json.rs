use serde::{
    Deserialize,
    de::value::{Error, StrDeserializer},
};

/// A JSON value, whoever has parsed it: in a page the browser, which brings a parser along, in tests `serde_json`.
pub trait Json: Sized {
    /// A field of an object; `None` when there is no such field, or `null` in it.
    fn field(&self, name: &str) -> Option<Self>;
    /// The text that it is.
    fn text(&self) -> Option<String>;
    /// The `true` or `false` that it is.
    fn truth(&self) -> Option<bool>;
    /// The whole number that it is.
    fn whole(&self) -> Option<i64>;
    /// The elements of the array that it is.
    fn items(&self) -> Option<Vec<Self>>;
}

/// Makes a value of one of the types that travel as text.
pub(crate) fn word<T: for<'a> Deserialize<'a>>(text: &str) -> Option<T> {
    T::deserialize(StrDeserializer::<Error>::new(text)).ok()
}

#[cfg(test)]
impl Json for serde_json::Value {
    fn field(&self, name: &str) -> Option<Self> {
        self.get(name).filter(|value| !value.is_null()).cloned()
    }

    fn text(&self) -> Option<String> {
        self.as_str().map(str::to_owned)
    }

    fn truth(&self) -> Option<bool> {
        self.as_bool()
    }

    fn whole(&self) -> Option<i64> {
        self.as_i64()
    }

    fn items(&self) -> Option<Vec<Self>> {
        self.as_array().cloned()
    }
}
