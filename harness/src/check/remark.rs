//! Where what a module declares isn't what was seen, or what was seen would allow to declare more.

use super::{Checked, Declared, InitKind, Interpreters, Trial, TrialVerdict};

/// Where what a module declares isn't what was seen, or what was seen would allow to declare more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// It is checked by the name of its package, which loads it by itself, and can't be imported under this one.
    LoadedByPackage(String),
    /// It declares to support a GIL per interpreter, and these trials went wrong.
    NoGilPerInterpreter(Vec<Trial>),
    /// It declares to support sub-interpreters, and these trials went wrong.
    NoSubInterpreters(Vec<Trial>),
    /// It declares not to need the GIL, and these trials went wrong.
    NeedsGil(Vec<Trial>),
    /// It declares to support sub-interpreters, and keeps so many objects in C statics.
    KeepsObjects(usize),
    /// It declares nothing, and Python refuses it only for that.
    DeclareGilPerInterpreter,
    /// It declares nothing, which newer Pythons would want to know.
    DeclareInterpreters,
}

const SUBS: [Trial; 4] = [Trial::SUB_AFTER_MAIN, Trial::SUB_BEFORE_MAIN, Trial::TWO_SUBS, Trial::TWO_SUBS_REVERSED];
const ISOLATED: [Trial; 2] = [Trial::OWN_GIL, Trial::OWN_GIL_THREADS];
const CONCURRENT: [Trial; 2] = [Trial::FREE_THREADING, Trial::THREADS];

impl Remark {
    /// All that there is to remark.
    pub(super) fn all(declared: &Declared, checked: &Checked) -> Vec<Self> {
        let verdict = |trial: Trial| checked.outcome(trial).map(|outcome| outcome.verdict);
        let bad = |trials: &[Trial]| {
            let is_bad = |trial: &Trial| {
                let verdict = verdict(*trial);
                verdict.is_some_and(|verdict| {
                    !matches!(verdict, TrialVerdict::Works | TrialVerdict::NotApplicable | TrialVerdict::Error)
                })
            };
            let bad: Vec<Trial> = trials.iter().copied().filter(is_bad).collect();
            Some(bad).filter(|bad| !bad.is_empty())
        };
        let contradicted = [
            (declared.interpreters == Some(Interpreters::PerInterpreterGil))
                .then(|| bad(&ISOLATED).map(Self::NoGilPerInterpreter)),
            (declared.interpreters == Some(Interpreters::Supported)).then(|| bad(&SUBS).map(Self::NoSubInterpreters)),
            declared.gil_not_used.then(|| bad(&CONCURRENT).map(Self::NeedsGil)),
        ];
        let keeps = checked.outcome(Trial::STATICS).map_or(0, |outcome| outcome.kept().len());
        let supports = matches!(declared.interpreters, Some(Interpreters::Supported | Interpreters::PerInterpreterGil));
        let keeps_objects = (supports && keeps > 0).then_some(Self::KeepsObjects(keeps));
        let silent = declared.init == Some(InitKind::MultiPhase) && declared.interpreters.is_none();
        let works = keeps == 0 && SUBS.iter().all(|trial| verdict(*trial) == Some(TrialVerdict::Works));
        let more = match verdict(Trial::OWN_GIL) {
            Some(TrialVerdict::Refused) if silent && works => Some(Self::DeclareGilPerInterpreter),
            Some(TrialVerdict::NotApplicable) if silent && works => Some(Self::DeclareInterpreters),
            _ => None,
        };
        let loaded = checked.subject.place_name.clone().map(Self::LoadedByPackage);
        loaded
            .into_iter()
            .chain(contradicted.into_iter().flatten().flatten())
            .chain(keeps_objects)
            .chain(more)
            .collect()
    }
}
