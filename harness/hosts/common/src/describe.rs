//! What `--describe` prints: which Python this is, and what the host can do with it.

use std::io::{self, Write};

use extproof_contract::{self as contract, Ability, Link, VERSION};

/// What a host says about itself.
#[derive(Clone, Debug)]
pub struct Description {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// How it is linked with libpython.
    pub link: Link,
    /// The text of `Py_GetVersion()`.
    pub python: String,
    /// The steps that this host can do.
    pub steps: Vec<Ability>,
    /// Fixtures of its own, which only it knows how to register.
    pub fixtures: &'static [&'static str],
}

impl Description {
    /// Prints it.
    pub(crate) fn print(&self) -> Result<(), String> {
        let description = contract::Description {
            contract: VERSION,
            name: self.name.to_owned(),
            version: self.version.to_owned(),
            python: self.python.clone(),
            link: self.link,
            steps: self.steps.iter().copied().collect(),
            initializations: None,
        };
        let text = serde_json::to_string(&description).map_err(|error| error.to_string())?;
        writeln!(io::stdout(), "{text}").map_err(|error| format!("stdout: {error}"))
    }
}
