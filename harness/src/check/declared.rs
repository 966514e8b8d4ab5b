//! What a module declares in its definition, and whether that is what was seen.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::layout::{program, stage, start};
use super::steps::initialize;
use super::{Bench, Subject, Trial};
use crate::isolate::{self, Interrupt, Limits};
use crate::plan::Signer;

/// What a module declares in its definition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    /// How it is initialized; unknown if its init function can't be called outside an import.
    pub init: Option<InitKind>,
    /// The slot `Py_mod_multiple_interpreters`.
    pub interpreters: Option<Interpreters>,
    /// The slot `Py_mod_gil` says that it doesn't need the GIL.
    pub gil_not_used: bool,
    /// The `m_size` of its definition; -1 for global state.
    pub size: Option<i64>,
}

/// How a module is initialized.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InitKind {
    /// Its init function makes the module.
    SinglePhase,
    /// Its init function returns a definition.
    MultiPhase,
    /// It exports slots.
    Export,
}

/// The values of the slot `Py_mod_multiple_interpreters`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Interpreters {
    /// `Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED`.
    NotSupported,
    /// `Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED`.
    Supported,
    /// `Py_MOD_PER_INTERPRETER_GIL_SUPPORTED`.
    PerInterpreterGil,
}

/// The answer of the checker.
#[derive(Deserialize)]
struct Answer {
    init: String,
    #[serde(default)]
    slots: Vec<(String, usize)>,
    #[serde(default)]
    size: Option<i64>,
}

const PATIENCE: Duration = Duration::from_secs(20);

impl Declared {
    /// Asks a module.
    ///
    /// # Errors
    /// When processes can't be run. What the module does with the call is never an error.
    pub(super) fn ask(bench: &Bench, subject: &Subject, interrupt: &Interrupt) -> Result<Self, isolate::Error> {
        let stage = stage(bench, &[subject], Trial::IMPORT, &[initialize()], &[], None)?;
        let program = program(bench, Trial::IMPORT)
            .arg("--declared")
            .arg(stage.file())
            .arg(&subject.library.path)
            .arg(&subject.symbol);
        let limits = Limits { time: PATIENCE, ..Limits::default() };
        let finished = match stage.carry_out(start(bench, &[subject], program, limits), interrupt) {
            Err(error) if error.is_of_run() => return Ok(Self::default()),
            finished => finished?,
        };
        let lines = finished.stdout.bytes.split(|byte| *byte == b'\n');
        let mut signed = lines.filter_map(|line| stage.keys()?.open(line));
        let answer = signed.find(|(signer, _)| *signer == Signer::Host);
        Ok(answer.and_then(|(_, answer)| Self::read(str::from_utf8(answer).ok()?)).unwrap_or_default())
    }

    pub(super) fn read(answer: &str) -> Option<Self> {
        let answer: Answer = serde_json::from_str(answer).ok()?;
        let slot = |name: &str| answer.slots.iter().find(|(slot, _)| slot == name).map(|(_, value)| *value);
        let init = match answer.init.as_str() {
            "single-phase" => Some(InitKind::SinglePhase),
            "multi-phase" => Some(InitKind::MultiPhase),
            "export" => Some(InitKind::Export),
            _ => None,
        };
        let interpreters = slot("interpreters").map(|value| match value {
            0 => Interpreters::NotSupported,
            1 => Interpreters::Supported,
            _ => Interpreters::PerInterpreterGil,
        });
        Some(Self { init, interpreters, gil_not_used: slot("gil") == Some(1), size: answer.size })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read() {
        let answer = r#"{"init":"multi-phase","slots":[["interpreters",2],["gil",1]]}"#;
        let declared = Declared::read(answer).unwrap();
        assert_eq!(declared.interpreters, Some(Interpreters::PerInterpreterGil));
        assert!(declared.gil_not_used && declared.init == Some(InitKind::MultiPhase));
        assert_eq!(Declared::read(r#"{"init":"failed"}"#).unwrap(), Declared::default());
        assert_eq!(Declared::read(r#"{"init":"single-phase","size":-1}"#).unwrap().size, Some(-1));
        assert!(Declared::read("Hello").is_none());
    }
}
