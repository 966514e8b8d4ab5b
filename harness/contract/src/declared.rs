//! What a host declares.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Ability;

/// An ability as a host declares it, which the contract may not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum DeclaredAbility {
    /// One of the contract.
    Known(Ability),
    /// The name of something else.
    Unknown(String),
}

/// The abilities that a host declares, each once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<DeclaredAbility>")]
pub struct Steps(Vec<DeclaredAbility>);

/// An ability that is declared more than once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepeatedAbility(DeclaredAbility);

impl Steps {
    /// Whether this ability is among them.
    pub fn can(&self, ability: Ability) -> bool {
        self.0.contains(&DeclaredAbility::Known(ability))
    }

    /// Those that the contract has.
    pub fn known(&self) -> impl Iterator<Item = Ability> {
        Ability::ALL.into_iter().filter(|ability| self.can(*ability))
    }

    /// The first that the contract doesn't have, if any.
    pub fn unknown(&self) -> Option<&str> {
        self.0.iter().find_map(|declared| match declared {
            DeclaredAbility::Known(_) => None,
            DeclaredAbility::Unknown(name) => Some(name.as_str()),
        })
    }
}

impl TryFrom<Vec<DeclaredAbility>> for Steps {
    type Error = RepeatedAbility;

    fn try_from(declared: Vec<DeclaredAbility>) -> Result<Self, RepeatedAbility> {
        let repeated = declared.iter().enumerate().find(|(index, one)| declared[..*index].contains(one));
        match repeated {
            Some((_, one)) => Err(RepeatedAbility(one.clone())),
            None => Ok(Self(declared)),
        }
    }
}

impl FromIterator<Ability> for Steps {
    /// Each of these abilities once.
    fn from_iter<T: IntoIterator<Item = Ability>>(abilities: T) -> Self {
        let each: BTreeSet<Ability> = abilities.into_iter().collect();
        Self(each.into_iter().map(DeclaredAbility::Known).collect())
    }
}

impl fmt::Display for RepeatedAbility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            DeclaredAbility::Known(ability) => write!(f, "`steps` lists `{ability}` twice"),
            DeclaredAbility::Unknown(name) => write!(f, "`steps` lists `{name}` twice"),
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Steps {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Steps".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        BTreeSet::<Ability>::json_schema(generator)
    }
}
