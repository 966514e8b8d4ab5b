//! The options of `initialize`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The options of `initialize`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StartOptions {
    /// As with `-X`.
    pub xoptions: Vec<String>,
    /// As with `-W`.
    pub warnoptions: Vec<String>,
    /// Overrides the scenario's home; only sent to hosts that declare `initialize_home`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<PathBuf>,
    /// Whether modules are searched on `sys.path`; false is only sent to hosts that declare `initialize_without_filesystem`.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub filesystem_importer: bool,
}

fn yes() -> bool {
    true
}

impl Default for StartOptions {
    fn default() -> Self {
        Self { xoptions: Vec::new(), warnoptions: Vec::new(), home: None, filesystem_importer: true }
    }
}
