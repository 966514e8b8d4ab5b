//! The scenario: what a host is told.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{Ability, Operation};

/// A scenario for a host of extproof, contract 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The version of the contract.
    #[cfg_attr(feature = "schema", schemars(extend("const" = crate::VERSION)))]
    pub contract: u32,
    /// The case's id, for people who read the file.
    pub case: String,
    /// The mode, for people who read the file.
    pub mode: String,
    /// The fixture, for people who read the file.
    pub fixture: String,
    /// `PyConfig.home`.
    pub home: PathBuf,
    /// `PyConfig.executable`.
    pub executable: PathBuf,
    /// The key that the host signs its events with. Only `extproof check` sends one; the host then removes the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(regex(pattern = r"^[0-9a-f]{16}$")))]
    pub key: Option<String>,
    /// What is to be done, in order.
    pub steps: Vec<ScenarioStep>,
}

/// A step with its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "step", extend("unevaluatedProperties" = false)))]
pub struct ScenarioStep {
    /// Unique in the scenario, in nested steps, too.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub id: u32,
    /// What to do.
    #[serde(flatten)]
    pub operation: Operation,
}

impl Scenario {
    /// The file that a host reads.
    ///
    /// # Errors
    /// When a path can't be written in JSON, because it isn't UTF-8.
    pub fn json(&self) -> io::Result<Vec<u8>> {
        Ok(serde_json::to_vec(self)?)
    }

    /// All steps, each followed by those inside it.
    pub fn all_steps(&self) -> Vec<&ScenarioStep> {
        fn collect<'a>(steps: &'a [ScenarioStep], found: &mut Vec<&'a ScenarioStep>) {
            for step in steps {
                found.push(step);
                step.operation.threads().iter().for_each(|steps| collect(steps, found));
            }
        }
        let mut found = Vec::new();
        collect(&self.steps, &mut found);
        found
    }

    /// How often it initializes Python, or finalizes it if it does that more often.
    pub fn initializations(&self) -> usize {
        let count = |wanted: fn(&Operation) -> bool| self.steps.iter().filter(|step| wanted(&step.operation)).count();
        let whole = count(|operation| matches!(operation, Operation::RunMain { .. }));
        let begun = count(|operation| matches!(operation, Operation::Initialize(_)));
        let ended = count(|operation| matches!(operation, Operation::Finalize));
        whole + begun.max(ended)
    }

    /// Every fixture that must be linked into the host.
    pub fn fixtures(&self) -> BTreeSet<&str> {
        self.all_steps().into_iter().flat_map(|step| step.operation.fixtures()).collect()
    }

    /// Every ability that the host must have.
    pub fn abilities(&self) -> BTreeSet<Ability> {
        self.all_steps().into_iter().map(|step| step.operation.ability()).collect()
    }
}
