//! What a module declares in its definition, and whether that is what was seen.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::layout::{lay_out, program, run};
use super::steps::initialize;
use super::{Bench, Checked, Subject, Trial, Verdict};
use crate::isolate::{self, Interrupt, Limits, Sandbox};
use crate::plan::Signer;

/// What a module declares in its definition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Declared {
    /// How it is initialised; unknown if its init function can't be called outside an import.
    pub init: Option<Init>,
    /// The slot `Py_mod_multiple_interpreters`.
    pub interpreters: Option<Interpreters>,
    /// The slot `Py_mod_gil` says that it doesn't need the GIL.
    pub gil_not_used: bool,
}

/// How a module is initialised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Init {
    /// Its init function makes the module.
    SinglePhase,
    /// Its init function returns a definition.
    MultiPhase,
    /// It exports slots.
    Export,
}

/// The values of the slot `Py_mod_multiple_interpreters`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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
}

const PATIENCE: Duration = Duration::from_secs(20);

impl Declared {
    /// Asks a module.
    ///
    /// # Errors
    /// When processes can't be run. What the module does with the call is never an error.
    pub(super) fn ask(bench: &Bench, subject: &Subject, interrupt: &Interrupt) -> Result<Self, isolate::Error> {
        let sandbox = Sandbox::new(None)?;
        let lowered = lay_out(bench, subject, Trial::Import, vec![initialize()], &[], &sandbox)?;
        let program = program(bench, Trial::Import)
            .arg("--declared")
            .arg(sandbox.scenario())
            .arg(&subject.library.path)
            .arg(&subject.symbol);
        let limits = Limits { time: PATIENCE, ..Limits::default() };
        let finished = match run(bench, subject, program, &sandbox, &limits, interrupt) {
            Err(error) if error.is_of_run() => return Ok(Self::default()),
            finished => finished?,
        };
        let lines = finished.stdout.bytes.split(|byte| *byte == b'\n');
        let mut signed = lines.filter_map(|line| lowered.keys?.open(line));
        let answer = signed.find(|(signer, _)| *signer == Signer::Host);
        Ok(answer.and_then(|(_, answer)| Self::read(str::from_utf8(answer).ok()?)).unwrap_or_default())
    }

    pub(super) fn read(answer: &str) -> Option<Self> {
        let answer: Answer = serde_json::from_str(answer).ok()?;
        let slot = |name: &str| answer.slots.iter().find(|(slot, _)| slot == name).map(|(_, value)| *value);
        let init = match answer.init.as_str() {
            "single-phase" => Some(Init::SinglePhase),
            "multi-phase" => Some(Init::MultiPhase),
            "export" => Some(Init::Export),
            _ => None,
        };
        let interpreters = slot("interpreters").map(|value| match value {
            0 => Interpreters::NotSupported,
            1 => Interpreters::Supported,
            _ => Interpreters::PerInterpreterGil,
        });
        Some(Self { init, interpreters, gil_not_used: slot("gil") == Some(1) })
    }

    /// In words.
    pub fn text(&self) -> String {
        let init = match self.init {
            None => return "unknown: its init function can't be called outside of an import".to_owned(),
            Some(Init::SinglePhase) => "single-phase initialisation, which can declare nothing".to_owned(),
            Some(Init::MultiPhase) => "multi-phase initialisation".to_owned(),
            Some(Init::Export) => "slots by a PyModExport function".to_owned(),
        };
        let interpreters = match self.interpreters {
            None => None,
            Some(Interpreters::NotSupported) => Some("no support of sub-interpreters"),
            Some(Interpreters::Supported) => Some("support of sub-interpreters that share the GIL"),
            Some(Interpreters::PerInterpreterGil) => Some("support of a GIL per interpreter"),
        };
        let gil = self.gil_not_used.then_some("no need of the GIL");
        let declared: Vec<&str> = interpreters.into_iter().chain(gil).collect();
        match declared.as_slice() {
            [] if self.init == Some(Init::SinglePhase) => init,
            [] => format!("{init}, no slot about interpreters or the GIL"),
            _ => format!("{init}, {}", declared.join(", ")),
        }
    }
}

/// Where what a module declares isn't what was seen, or what was seen would allow to declare more.
pub(super) fn compared(declared: &Declared, checked: &Checked) -> Vec<String> {
    let verdict = |trial: Trial| checked.outcome(trial).map(|outcome| outcome.verdict);
    let bad = |trials: &[Trial]| {
        let is_bad = |verdict| !matches!(verdict, Verdict::Works | Verdict::NotApplicable | Verdict::Error);
        let list = trials.iter().filter_map(|trial| Some((trial, verdict(*trial)?)));
        list.filter(|(_, verdict)| is_bad(*verdict)).map(|(trial, _)| trial.name()).collect::<Vec<_>>()
    };
    let works = |trials: &[Trial]| trials.iter().all(|trial| verdict(*trial) == Some(Verdict::Works));
    let mut found = Vec::new();

    let isolated = [Trial::OwnGil, Trial::OwnGilThreads];
    let subs = [Trial::SubAfterMain, Trial::SubBeforeMain, Trial::TwoSubs, Trial::TwoSubsReversed];
    if declared.interpreters == Some(Interpreters::PerInterpreterGil) && !bad(&isolated).is_empty() {
        found.push(format!(
            "It declares that it supports a GIL per interpreter, but see {}.",
            bad(&isolated).join(", ")
        ));
    }
    if declared.interpreters == Some(Interpreters::Supported) && !bad(&subs).is_empty() {
        found.push(format!("It declares that it supports sub-interpreters, but see {}.", bad(&subs).join(", ")));
    }
    if declared.gil_not_used && !bad(&[Trial::FreeThreading, Trial::Threads]).is_empty() {
        let list = bad(&[Trial::FreeThreading, Trial::Threads]).join(", ");
        found.push(format!("It declares that it doesn't need the GIL, but see {list}."));
    }
    let silent = declared.init == Some(Init::MultiPhase) && declared.interpreters.is_none();
    if silent && works(&subs) && verdict(Trial::OwnGil) == Some(Verdict::Refused) {
        found.push(
            "It declares nothing about interpreters and works in all that Python lets it into: \
             if its state is its own in each, declare Py_MOD_PER_INTERPRETER_GIL_SUPPORTED."
                .to_owned(),
        );
    }
    if silent && works(&subs) && verdict(Trial::OwnGil) == Some(Verdict::NotApplicable) {
        found.push(
            "It declares nothing about interpreters and works in all that this Python has: \
             from Python 3.12, the slot Py_mod_multiple_interpreters can say so."
                .to_owned(),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read() {
        let answer = r#"{"init":"multi-phase","slots":[["interpreters",2],["gil",1]]}"#;
        let declared = Declared::read(answer).unwrap();
        assert_eq!(declared.interpreters, Some(Interpreters::PerInterpreterGil));
        assert!(declared.gil_not_used && declared.init == Some(Init::MultiPhase));
        assert_eq!(Declared::read(r#"{"init":"failed"}"#).unwrap(), Declared::default());
        assert!(Declared::read("Hello").is_none());
    }
}
