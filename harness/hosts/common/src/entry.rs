//! Entries of the table of built-in modules, as a scenario describes them.

use std::ffi::CString;

use serde_json::Value;

use crate::fields::Fields;
use crate::fixtures::{self, Fixture, InitFunction};

/// An entry of the table.
#[derive(Debug)]
pub struct Entry {
    /// The name to import it by.
    pub name: CString,
    /// Its init function.
    pub init: Init,
}

/// Where an init function comes from.
#[derive(Debug)]
pub enum Init {
    /// It is linked into the host.
    Linked(InitFunction),
    /// It is to be looked up in a shared library.
    Library {
        /// The library.
        path: String,
        /// The function.
        symbol: String,
    },
    /// It is NULL.
    Null,
}

impl Entry {
    /// An entry of `append`, `extend` or `assign`.
    pub(crate) fn parse(value: &Value, own: &[Fixture]) -> Result<Self, String> {
        let fields = Fields::of(value)?;
        let name = if fields.has("name_hex") { fields.bytes("name_hex")? } else { fields.c_string("name")? };
        let init = match (fields.has("fixture"), fields.has("library")) {
            (true, true) => return Err("an entry has both `fixture` and `library`".to_owned()),
            (true, false) => Init::Linked(fixtures::find(fields.text("fixture")?, own)?),
            (false, true) => {
                Init::Library { path: fields.text("library")?.to_owned(), symbol: fields.text("symbol")?.to_owned() }
            }
            (false, false) => Init::Null,
        };
        Ok(Self { name, init })
    }
}
