//! Several modules that go through a trial in one process, so that only those are tried one by one with which something is
//! wrong.
//!
//! A joint run only ever tells that all is well with all of its modules. Where the import of several fails, their package may tell
//! more. Every other verdict is that of a module's own run.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;

use super::attempt::{CheckOptions, IMPORTS};
use super::baseline::Baseline;
use super::judge::{imports_in, judge};
use super::known::KeptOut;
use super::layout::{program, stage, start};
use super::package_import::{FailedImport, PackageImport};
use super::steps::{MAIN, NAMES, WALK, execute, import_named};
use super::{Bench, Subject, Trial, TrialOutcome, TrialVerdict};
use crate::case::{Action, PythonAction, Step};
use crate::engine::Stage;
use crate::isolate::{self, End, Finished, Interrupt, Limits};
use crate::transcript::{Normal, Record, StepOutcome, StepRecord, Transcript};

/// A module with what its plain import told.
pub(super) type Member<'a> = (&'a Subject, &'a Baseline);

/// How often suspects are left out, or halves are tried, before the rest is tried one by one.
const RUNS: usize = 4;

/// Whether a module can be put through trials together with others of its target.
pub(super) fn is_sociable(subject: &Subject) -> bool {
    // The names stand in steps, in which braces are for words.
    subject.name.chars().all(|char| char.is_ascii_alphanumeric() || "_.".contains(char))
}

/// What a joint run tells about a module.
#[derive(Clone, Debug)]
pub(super) enum InCompany {
    /// All is well with it.
    Works(TrialOutcome),
    /// Its import failed as it would alone, because that of its package did.
    Fails(KeptOut),
    /// Nothing.
    Open,
}

/// Puts modules that are found on the same path through a trial together. Those about which this tells nothing must be tried
/// alone.
///
/// # Errors
/// When processes can't be run, or the user interrupted.
pub(super) fn together(
    bench: &Bench,
    members: &[Member<'_>],
    trial: Trial,
    options: &CheckOptions,
    interrupt: &Interrupt,
) -> Result<Vec<InCompany>, isolate::Error> {
    // Where it says nothing about one, it is for that module's own run to say so.
    if members.iter().any(|(subject, _)| trial.inapplicable(subject, &bench.python).is_some()) {
        return Ok(vec![InCompany::Open; members.len()]);
    }
    Joint { bench, trial, options, interrupt }.sort_out(members)
}

struct Joint<'a> {
    bench: &'a Bench,
    trial: Trial,
    options: &'a CheckOptions,
    interrupt: &'a Interrupt,
}

/// What came of a joint run.
enum Joined {
    /// All is well with all modules.
    Works(Vec<TrialOutcome>),
    /// Something is wrong with the modules of these places, as far as can be told. With it, how their imports failed.
    Suspects(BTreeMap<usize, Option<FailedImport>>),
    /// Something is wrong, and nobody can tell with which.
    Somebody,
    /// It took too long.
    Late,
}

impl Joint<'_> {
    fn sort_out(&self, all: &[Member<'_>]) -> Result<Vec<InCompany>, isolate::Error> {
        let mut told = vec![InCompany::Open; all.len()];
        let mut rest: Vec<usize> = (0..all.len()).collect();
        for _ in 0..RUNS {
            // Alone, a module is judged as a module alone.
            if rest.len() < 2 {
                break;
            }
            let members = |places: &[usize]| places.iter().map(|place| all[*place]).collect::<Vec<_>>();
            let mut note = |places: &[usize], found: Vec<TrialOutcome>| {
                places.iter().zip(found).for_each(|(place, outcome)| told[*place] = InCompany::Works(outcome));
            };
            match self.run(&members(&rest))? {
                Joined::Works(found) => {
                    note(&rest, found);
                    break;
                }
                Joined::Late => break,
                Joined::Suspects(suspects) => {
                    for (index, kept_out) in self.ask_packages(&members(&rest), &suspects)? {
                        told[rest[index]] = InCompany::Fails(kept_out);
                    }
                    let places = std::mem::take(&mut rest).into_iter().enumerate();
                    rest = places.filter(|(index, _)| !suspects.contains_key(index)).map(|(_, place)| place).collect();
                }
                Joined::Somebody => {
                    let second = rest.split_off(rest.len() / 2);
                    let works = |half: &[usize]| match self.run(&members(half))? {
                        Joined::Works(found) => Ok(Some(found)),
                        _ => Ok::<_, isolate::Error>(None),
                    };
                    if rest.len() > 1
                        && let Some(found) = works(&rest)?
                    {
                        note(&rest, found);
                        rest = second;
                    } else if second.len() > 1
                        && let Some(found) = works(&second)?
                    {
                        note(&second, found);
                    } else {
                        // What is wrong with most of them is found alone with less effort.
                        break;
                    }
                }
            }
        }
        Ok(told)
    }

    /// Asks the packages of modules whose imports failed whether that is of their own import, those first that have others in them.
    /// Tells of which modules it is so.
    fn ask_packages(
        &self,
        members: &[Member<'_>],
        suspects: &BTreeMap<usize, Option<FailedImport>>,
    ) -> Result<BTreeMap<usize, KeptOut>, isolate::Error> {
        let failed: Vec<(usize, &str, &FailedImport)> = suspects
            .iter()
            .filter_map(|(index, import)| Some((*index, &*members[*index].0.name, import.as_ref()?)))
            .collect();
        let packages: BTreeSet<&str> = failed.iter().flat_map(|(_, name, _)| packages_of(name)).collect();
        let mut told = BTreeMap::new();
        for package in packages {
            let is_asking = |(index, name, _): &&(usize, &str, &FailedImport)| {
                !told.contains_key(index) && packages_of(name).contains(&package)
            };
            let asking: Vec<_> = failed.iter().filter(is_asking).collect();
            if asking.len() < 2 {
                continue;
            }
            let (stage, finished) = match self.carry_out(members, &PackageImport::steps(self.trial, package)) {
                Err(error) if error.is_of_run() => continue,
                carried_out => carried_out?,
            };
            let Ok(transcript) = stage.transcript(&finished, &Normal::nothing()) else { continue };
            let Some(import) = PackageImport::failed(&transcript) else { continue };
            for (index, name, own) in asking {
                if let Some(kept_out) = import.keeps_out(name, own) {
                    told.insert(*index, kept_out);
                }
            }
        }
        Ok(told)
    }

    fn carry_out(&self, members: &[Member<'_>], steps: &[Step]) -> Result<(Stage, Finished), isolate::Error> {
        let subjects: Vec<&Subject> = members.iter().map(|(subject, _)| *subject).collect();
        let stage = stage(self.bench, &subjects, self.trial, steps, &[], None)?;
        let program = program(self.bench, self.trial).arg(stage.file());
        // No longer than one of them alone may take: what hangs isn't waited for twice as long.
        let elapsed = members.iter().map(|(_, baseline)| baseline.elapsed).max().unwrap_or_default();
        let limits = Limits { time: self.options.timeout.max(elapsed * IMPORTS), ..Limits::default() };
        let finished = stage.carry_out(start(self.bench, &subjects, program, limits), self.interrupt)?;
        Ok((stage, finished))
    }

    fn run(&self, members: &[Member<'_>]) -> Result<Joined, isolate::Error> {
        let (steps, owners): (Vec<Step>, Vec<Option<usize>>) =
            self.trial.steps().iter().flat_map(|step| expanded(step, members)).unzip();
        let (stage, finished) = match self.carry_out(members, &steps) {
            Err(error) if error.is_of_run() => return Ok(Joined::Somebody),
            carried_out => carried_out?,
        };
        if finished.end == End::TimedOut {
            return Ok(Joined::Late);
        }
        let Ok(transcript) = stage.transcript(&finished, &Normal::nothing()) else { return Ok(Joined::Somebody) };
        if !transcript.ending.is_clean() {
            let in_it = |step: &StepRecord| step.unfinished || step.outcome == StepOutcome::NotReached;
            let died = transcript.record.steps.iter().position(in_it);
            let suspect = died.and_then(|index| owners.get(index).copied().flatten());
            return Ok(suspect.map_or(Joined::Somebody, |suspect| Joined::Suspects(BTreeMap::from([(suspect, None)]))));
        }
        let stderr = String::from_utf8_lossy(&finished.stderr.bytes);
        let mut outcomes = Vec::new();
        let mut suspects = Vec::new();
        for index in 0..members.len() {
            let own = part(&transcript, &owners, index);
            let outcome = judge(self.trial, &own, &stderr, &finished.left);
            if outcome.verdict != TrialVerdict::Works {
                suspects.push((index, imports_in(&own).iter().position(|imported| !imported)));
            }
            outcomes.push(outcome);
        }
        if suspects.is_empty() {
            return Ok(Joined::Works(outcomes));
        }
        let is_by_import = |(_, import): &(usize, Option<usize>)| import.is_some();
        if suspects.len() == members.len() && suspects.iter().any(is_by_import) {
            // What is wrong with the others can come from those.
            suspects.retain(is_by_import);
        } else if suspects.len() == members.len() {
            // What all have in common, any one can have done.
            return Ok(Joined::Somebody);
        }
        let with_failure = |(index, import): (usize, Option<usize>)| {
            let outcome = Some(outcomes[index].clone()).filter(|outcome| outcome.raised().is_some());
            (index, outcome.zip(import).map(|(outcome, number)| FailedImport { outcome, number }))
        };
        Ok(Joined::Suspects(suspects.into_iter().map(with_failure).collect()))
    }
}

/// The packages that a module is in, the outermost first.
fn packages_of(module: &str) -> Vec<&str> {
    module.match_indices('.').map(|(end, _)| &module[..end]).collect()
}

/// A step for each of the modules, each with the place of the module whose step it is.
fn expanded(step: &Step, members: &[Member<'_>]) -> Vec<(Step, Option<usize>)> {
    let each = |make: &dyn Fn(usize) -> Vec<Step>| {
        let steps = (0..members.len()).flat_map(|index| make(index).into_iter().map(move |step| (step, Some(index))));
        steps.collect()
    };
    match &step.action {
        Action::Threads(_) => each(&|index| vec![of_member(step, &members[index].0.name)]),
        Action::Python { action: PythonAction::Import(_), .. } => {
            each(&|index| vec![of_member(step, &members[index].0.name)])
        }
        Action::Python { action: PythonAction::Evaluate(code), interpreter } if [WALK, NAMES].contains(&&**code) => {
            let interpreter = interpreter.as_deref().unwrap_or(MAIN);
            each(&|index| vec![execute(turn(index), interpreter), step.clone()])
        }
        _ => iter::once((step.clone(), None)).collect(),
    }
}

/// Makes a member the module that the code of trials speaks of.
fn turn(member: usize) -> String {
    format!("NAME, LIBRARY = ALL_NAMES[{member}], ALL_LIBRARIES[{member}]")
}

/// The step with the name of a module.
fn of_member(step: &Step, name: &str) -> Step {
    match &step.action {
        Action::Threads(lists) => {
            let lists = lists.iter().map(|steps| steps.iter().map(|step| of_member(step, name)).collect());
            Step { action: Action::Threads(lists.collect()), ..step.clone() }
        }
        Action::Python { action: PythonAction::Import(_), interpreter } => {
            import_named(name, interpreter.as_deref().unwrap_or(MAIN))
        }
        _ => step.clone(),
    }
}

/// The transcript as far as it is about one module.
fn part(transcript: &Transcript, owners: &[Option<usize>], member: usize) -> Transcript {
    let steps = transcript.record.steps.iter().zip(owners);
    let own = steps.filter(|(_, owner)| owner.is_none_or(|owner| owner == member));
    Transcript {
        record: Record {
            steps: own.map(|(step, _)| step.clone()).collect(),
            late_events: transcript.record.late_events.clone(),
            done: transcript.record.done,
        },
        ending: transcript.ending.clone(),
        text: String::new(),
    }
}
