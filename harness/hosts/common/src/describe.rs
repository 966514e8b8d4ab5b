//! What `--describe` prints: which Python this is, and what the host can do with it.

use std::io::{self, Write};

use serde_json::json;

use crate::scenario::CONTRACT;

/// What a host says of itself.
#[derive(Clone, Debug)]
pub struct Description {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// How it is linked with libpython.
    pub link: &'static str,
    /// The text of `Py_GetVersion()`.
    pub python: String,
    /// The steps that it can do.
    pub steps: &'static [&'static str],
    /// Fixtures of its own, which only it knows how to register.
    pub fixtures: &'static [&'static str],
}

impl Description {
    /// Prints it.
    pub(crate) fn print(&self) -> Result<(), String> {
        let description = json!({
            "contract": CONTRACT,
            "name": self.name,
            "version": self.version,
            "python": self.python,
            "link": self.link,
            "steps": self.steps,
        });
        writeln!(io::stdout(), "{description}").map_err(|error| format!("stdout: {error}"))
    }
}
