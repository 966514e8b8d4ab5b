//! How a resource of the host contains a shared library.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// How a resource of the host contains a shared library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
#[allow(missing_docs, reason = "described at `Operation::Resource`")]
pub enum Resource {
    Relative { origin: PathBuf, path: PathBuf },
    Memory { memory: PathBuf },
}
