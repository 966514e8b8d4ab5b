//! Typed access to the fields of a JSON object, with errors that name the field.

use std::ffi::CString;

use serde_json::{Map, Value};

/// The fields of an object.
pub(crate) struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    /// The fields of `value`, which must be an object.
    pub(crate) fn of(value: &'a Value) -> Result<Self, String> {
        value.as_object().map(Self).ok_or_else(|| format!("{value} is not an object"))
    }

    /// Whether there is such a field.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// A number that is not negative.
    pub(crate) fn number(&self, key: &str) -> Result<u64, String> {
        self.get(key, "a number", Value::as_u64)
    }

    /// `true` or `false`.
    pub(crate) fn flag(&self, key: &str) -> Result<bool, String> {
        self.get(key, "true or false", Value::as_bool)
    }

    /// A string.
    pub(crate) fn text(&self, key: &str) -> Result<&'a str, String> {
        self.get(key, "a string", Value::as_str)
    }

    /// A string for C.
    pub(crate) fn c_string(&self, key: &str) -> Result<CString, String> {
        c_string(self.text(key)?).map_err(|error| format!("`{key}`: {error}"))
    }

    /// An array of strings for C; empty if there is no such field.
    pub(crate) fn c_strings(&self, key: &str) -> Result<Vec<CString>, String> {
        if !self.has(key) {
            return Ok(Vec::new());
        }
        let convert = |item: &Value| {
            let text = item.as_str().ok_or_else(|| format!("`{key}` has {item}, not a string"))?;
            c_string(text).map_err(|error| format!("`{key}`: {error}"))
        };
        self.array(key)?.iter().map(convert).collect()
    }

    /// A string of bytes in hexadecimal.
    pub(crate) fn bytes(&self, key: &str) -> Result<CString, String> {
        let error = || format!("`{key}` is not a string of bytes in hexadecimal");
        let text = self.text(key)?.as_bytes();
        let digit = |byte: u8| char::from(byte).to_digit(16).ok_or_else(error);
        let (pairs, []) = text.as_chunks::<2>() else { return Err(error()) };
        let bytes = pairs
            .iter()
            .map(|&[high, low]| Ok((digit(high)? << 4 | digit(low)?) as u8))
            .collect::<Result<Vec<_>, String>>()?;
        CString::new(bytes).map_err(|error| format!("`{key}`: {error}"))
    }

    /// An array.
    pub(crate) fn array(&self, key: &str) -> Result<&'a [Value], String> {
        self.get(key, "an array", |value| value.as_array().map(Vec::as_slice))
    }

    /// The fields of an object in this one.
    pub(crate) fn object(&self, key: &str) -> Result<Fields<'a>, String> {
        self.get(key, "an object", Value::as_object).map(Fields)
    }

    fn get<T>(&self, key: &str, kind: &str, convert: impl Fn(&'a Value) -> Option<T>) -> Result<T, String> {
        let value = self.0.get(key).ok_or_else(|| format!("`{key}` is missing"))?;
        convert(value).ok_or_else(|| format!("`{key}` is {value}, not {kind}"))
    }
}

fn c_string(text: &str) -> Result<CString, String> {
    CString::new(text).map_err(|error| error.to_string())
}
