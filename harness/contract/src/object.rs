//! Reading an object.

use serde::de::{DeserializeOwned, Error};

/// Reads what hosts write: an object in JSON. Serde would also read the fields from an array, in the order in which the type has
/// them.
///
/// # Errors
/// When it isn't JSON, or not this object.
pub fn read_object<T: DeserializeOwned>(text: &[u8]) -> serde_json::Result<T> {
    if text.trim_ascii_start().starts_with(b"[") {
        return Err(Error::custom("an array isn't an object"));
    }
    serde_json::from_slice(text)
}
