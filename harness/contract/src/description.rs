//! What a host says about itself.

use std::num::NonZeroUsize;

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use crate::{Ability, Link, Steps};

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
    pub steps: Steps,
    /// How often it can initialize Python in one process; any number of times if this is missing.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "from_one_on")]
    pub initializations: Option<NonZeroUsize>,
}

/// As the type reads itself, with an error that names the key.
fn from_one_on<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NonZeroUsize>, D::Error> {
    Option::deserialize(from).map_err(|_| D::Error::custom("`initializations` isn't a number from 1 on"))
}

impl Description {
    /// Whether the host declares this ability.
    pub fn can(&self, ability: Ability) -> bool {
        self.steps.can(ability)
    }
}
