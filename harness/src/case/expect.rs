//! What the contract of a case says about one of its steps.

use crate::case::Scope;

/// An expectation: everything that is given must hold.
#[derive(Clone, Debug, Default)]
pub struct Expectation {
    /// Where it counts.
    pub scope: Scope,
    /// The step succeeds (`true`) or fails (`false`).
    pub succeeds: Option<bool>,
    /// The exception's type.
    pub raises: Option<String>,
    /// The phase in which it is raised.
    pub phase: Option<Phase>,
    /// Part of the exception's or error's message.
    pub message: Option<String>,
    /// The `repr` of the value.
    pub value: Option<String>,
    /// Names that are in `sys.modules`.
    pub modules: Vec<String>,
    /// Names that are not in `sys.modules`.
    pub absent: Vec<String>,
    /// How often names are in `sys.builtin_module_names`.
    pub builtin_module_names: Vec<(String, u32)>,
    /// Exactly the fixture events of the step.
    pub events: Option<Vec<String>>,
    /// How the process ends in this step.
    pub ends: Option<String>,
}

/// Where in an import an exception arose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// No finder knew the module, or one failed.
    Find,
    /// The loader failed before the init function was called.
    Load,
    /// The init function, or what it returned.
    Init,
    /// The execution of a multi-phase module.
    Exec,
}

impl Phase {
    /// All phases, in order.
    pub const ALL: [Phase; 4] = [Phase::Find, Phase::Load, Phase::Init, Phase::Exec];
    pub(super) const NAMES: [&'static str; 4] = ["find", "load", "init", "exec"];

    /// The phase's name.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Find => "find",
            Phase::Load => "load",
            Phase::Init => "init",
            Phase::Exec => "exec",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.name() == name)
    }
}
