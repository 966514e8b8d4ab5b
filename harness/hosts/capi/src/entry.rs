//! Entries of the table of built-in modules, as a scenario describes them.

use std::ffi::CString;

use serde_json::Value;

use crate::fields::Fields;
use crate::fixtures::{self, InitFunction};

/// An entry of the table.
pub(crate) struct Entry {
    /// The name to import it by.
    pub(crate) name: CString,
    /// Its init function.
    pub(crate) init: Init,
}

/// Where an init function comes from.
pub(crate) enum Init {
    /// It is linked into the host.
    Linked(InitFunction),
    /// It is to be looked up in a shared library.
    Library { path: String, symbol: String },
    /// It is NULL.
    Null,
}

impl Entry {
    /// An entry of `append`, `extend` or `assign`.
    pub(crate) fn parse(value: &Value) -> Result<Self, String> {
        let fields = Fields::of(value)?;
        let name = if fields.has("name_hex") { fields.bytes("name_hex")? } else { fields.c_string("name")? };
        let init = match (fields.has("fixture"), fields.has("library")) {
            (true, true) => return Err("an entry has both `fixture` and `library`".to_owned()),
            (true, false) => Init::Linked(fixtures::find(fields.text("fixture")?)?),
            (false, true) => {
                Init::Library { path: fields.text("library")?.to_owned(), symbol: fields.text("symbol")?.to_owned() }
            }
            (false, false) => Init::Null,
        };
        Ok(Self { name, init })
    }

    /// The entry of `register`.
    pub(crate) fn registered(fields: &Fields) -> Result<Self, String> {
        let init = Init::Linked(fixtures::find(fields.text("fixture")?)?);
        Ok(Self { name: fields.c_string("name")?, init })
    }
}
