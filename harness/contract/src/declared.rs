//! What a host declares.

use serde::{Deserialize, Serialize};

use crate::Ability;

/// An ability as a host declares it, which the contract may not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Declared {
    /// One of the contract.
    Known(Ability),
    /// The name of something else.
    Unknown(String),
}
