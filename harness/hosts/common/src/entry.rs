//! Entries of the table of built-in modules, as a scenario describes them.

use std::ffi::CString;

use serde_json::Value;

use crate::describe::Description;
use crate::fields::Fields;
use crate::fixtures::{self, InitFunction};

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
    /// It is that of a fixture of the host's own.
    Own(&'static str),
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
    pub(crate) fn parse(value: &Value, host: &Description) -> Result<Self, String> {
        let fields = Fields::of(value)?;
        let name = if fields.has("name_hex") { fields.bytes("name_hex")? } else { fields.c_string("name")? };
        let init = match (fields.has("fixture"), fields.has("library")) {
            (true, true) => return Err("an entry has both `fixture` and `library`".to_owned()),
            (true, false) => Init::fixture(fields.text("fixture")?, host)?,
            (false, true) => {
                Init::Library { path: fields.text("library")?.to_owned(), symbol: fields.text("symbol")?.to_owned() }
            }
            (false, false) => Init::Null,
        };
        Ok(Self { name, init })
    }
}

impl Init {
    /// That of a fixture that is linked into the host.
    pub(crate) fn fixture(name: &str, host: &Description) -> Result<Self, String> {
        match host.fixtures.iter().find(|own| **own == name) {
            Some(own) => Ok(Self::Own(own)),
            None => fixtures::find(name).map(Self::Linked),
        }
    }
}
