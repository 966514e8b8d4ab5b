//! What a host can declare that it does.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a host can declare that it does: a step, or something that a step can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is a step, described at its Operation, or says what it adds to one")]
pub enum Ability {
    Append,
    /// Entries of the table whose init function is looked up in a shared library.
    AppendLibrary,
    Assign,
    EndInterpreter,
    Execute,
    Extend,
    Finalize,
    Initialize,
    /// An `initialize` with another home than the scenario's.
    InitializeHome,
    /// An `initialize` after which nothing is searched on `sys.path`.
    InitializeWithoutFilesystem,
    NewInterpreter,
    NewInterpreterFromConfig,
    NewInterpreterWithModules,
    Register,
    RegisterLibrary,
    RegisterShadowing,
    Resource,
    RunMain,
    Switch,
    Threads,
}

impl Ability {
    /// All of them, sorted by name.
    pub const ALL: [Self; 20] = [
        Self::Append,
        Self::AppendLibrary,
        Self::Assign,
        Self::EndInterpreter,
        Self::Execute,
        Self::Extend,
        Self::Finalize,
        Self::Initialize,
        Self::InitializeHome,
        Self::InitializeWithoutFilesystem,
        Self::NewInterpreter,
        Self::NewInterpreterFromConfig,
        Self::NewInterpreterWithModules,
        Self::Register,
        Self::RegisterLibrary,
        Self::RegisterShadowing,
        Self::Resource,
        Self::RunMain,
        Self::Switch,
        Self::Threads,
    ];
}

impl fmt::Display for Ability {
    /// The name in descriptions: `new_interpreter`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// An ability as a host declares it: it may be none that the contract has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Declared {
    /// One of the contract.
    Known(Ability),
    /// The name of something else.
    Unknown(String),
}
