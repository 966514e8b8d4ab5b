//! What a module declares, and where that isn't what was seen, in words.

use crate::check::{Declared, InitKind, Interpreters, Remark, Trial};

/// What a module declares.
pub(crate) fn declared(declared: &Declared) -> String {
    let init = match declared.init {
        None => return "unknown: its init function can't be called outside of an import".to_owned(),
        Some(InitKind::SinglePhase) => "single-phase initialization, which can declare nothing",
        Some(InitKind::MultiPhase) => "multi-phase initialization",
        Some(InitKind::Export) => "slots from a PyModExport function",
    };
    let interpreters = declared.interpreters.map(|interpreters| match interpreters {
        Interpreters::NotSupported => "no support for sub-interpreters",
        Interpreters::Supported => "support for sub-interpreters that share the GIL",
        Interpreters::PerInterpreterGil => "support for a GIL per interpreter",
    });
    let gil = declared.gil_not_used.then_some("no need for the GIL");
    let list: Vec<&str> = interpreters.into_iter().chain(gil).collect();
    match list.as_slice() {
        [] if declared.init == Some(InitKind::SinglePhase) => init.to_owned(),
        [] => format!("{init}, no slot about interpreters or the GIL"),
        _ => format!("{init}, {}", list.join(", ")),
    }
}

/// Where that isn't what was seen, or could be more.
pub(super) fn remark(remark: &Remark) -> String {
    let but = |what: &str, trials: &[Trial]| {
        let trials: Vec<&str> = trials.iter().map(|trial| trial.name()).collect();
        format!("It declares that it {what}, but see {}.", trials.join(", "))
    };
    match remark {
        Remark::LoadedByPackage(name) => {
            format!(
                "Its package loads it by itself. It can't be imported as {name}, so it was checked by importing the package."
            )
        }
        Remark::NoGilPerInterpreter(trials) => but("supports a GIL per interpreter", trials),
        Remark::NoSubInterpreters(trials) => but("supports sub-interpreters", trials),
        Remark::NeedsGil(trials) => but("doesn't need the GIL", trials),
        Remark::KeepsObjects(count) => format!(
            "It declares that it supports sub-interpreters, but its C statics keep {count} objects that interpreters share: \
             see {}.",
            Trial::STATICS.name()
        ),
        Remark::DeclareGilPerInterpreter => {
            "It declares nothing about interpreters and works in all that Python lets it into: \
             if its state is its own in each, declare Py_MOD_PER_INTERPRETER_GIL_SUPPORTED."
                .to_owned()
        }
        Remark::DeclareInterpreters => "It declares nothing about interpreters and works in all that this Python has: \
             from Python 3.12, the slot Py_mod_multiple_interpreters can say so."
            .to_owned(),
    }
}
