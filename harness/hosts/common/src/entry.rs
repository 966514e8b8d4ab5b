//! Entries of the table of built-in modules, as C takes them.

use std::ffi::{CStr, CString};
use std::path::Path;

use extproof_contract::{self as contract, Name};

use crate::fixtures::{self, InitFunction};

/// An entry of the table.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The name to import it by; never freed, because Python keeps a pointer to it.
    pub name: &'static CStr,
    /// Its init function.
    pub init: Init,
}

/// Where an init function comes from.
#[derive(Clone, Copy, Debug)]
pub enum Init {
    /// It is linked into the host.
    Linked(InitFunction),
    /// It is looked up in a shared library.
    Library {
        /// The library.
        path: &'static Path,
        /// The function.
        symbol: &'static str,
    },
    /// It is NULL.
    Null,
}

impl Entry {
    /// The entry of a fixture that is linked into the host.
    ///
    /// # Errors
    /// When no such fixture is linked.
    pub fn linked(name: &str, fixture: &str) -> Result<Self, String> {
        Ok(Self { name: kept(name.as_bytes())?, init: Init::Linked(fixtures::find(fixture)?) })
    }

    /// An entry of a scenario.
    ///
    /// # Errors
    /// When no such fixture is linked.
    pub fn of(entry: &'static contract::ScenarioEntry) -> Result<Self, String> {
        let name = match &entry.name {
            Name::Text(name) => name.as_bytes(),
            Name::Bytes(bytes) => bytes,
        };
        let init = match &entry.init {
            contract::InitSource::Linked(fixture) => Init::Linked(fixtures::find(fixture)?),
            contract::InitSource::Library { path, symbol } => Init::Library { path, symbol },
            contract::InitSource::Null => Init::Null,
        };
        Ok(Self { name: kept(name)?, init })
    }

    /// Entries of a scenario.
    ///
    /// # Errors
    /// When a fixture isn't linked.
    pub fn all_of(entries: &'static [contract::ScenarioEntry]) -> Result<Vec<Self>, String> {
        entries.iter().map(Self::of).collect()
    }
}

fn kept(name: &[u8]) -> Result<&'static CStr, String> {
    let name = CString::new(name).map_err(|error| format!("the name {}: {error}", name.escape_ascii()))?;
    Ok(Box::leak(name.into_boxed_c_str()))
}
