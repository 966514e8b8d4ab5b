//! What a host says about itself.

use serde::{Deserialize, Serialize};

use crate::{Ability, Declared, Link};

/// What a host of extproof prints for `--describe`, contract 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Description {
    /// The version of the contract.
    #[cfg_attr(feature = "schema", schemars(extend("const" = crate::VERSION)))]
    pub contract: u32,
    /// Its name in reports.
    #[cfg_attr(
        feature = "schema",
        schemars(regex(pattern = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"), extend("not" = {"const": "all"}))
    )]
    pub name: String,
    /// Its version.
    pub version: String,
    /// The text of `Py_GetVersion()`.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = r"^3\.[0-9]+\.[0-9]+")))]
    pub python: String,
    /// How it is linked with libpython.
    pub link: Link,
    /// The steps that it can do: only these are sent to it.
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeSet<Ability>"))]
    pub steps: Vec<Declared>,
    /// How often it can initialize Python in one process; any number of times if this is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub initializations: Option<usize>,
}

impl Description {
    /// Whether the host declares this ability.
    pub fn can(&self, ability: Ability) -> bool {
        self.steps.contains(&Declared::Known(ability))
    }
}
