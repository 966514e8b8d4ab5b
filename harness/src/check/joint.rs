//! Several modules that go through a trial in one process, so that only those are tried one by one with which something is
//! wrong.
//!
//! A joint run only ever tells that all is well with all of its modules, or that an import failed in a way in which it would fail
//! alone, too. Every other verdict is that of a module's own run, and so is that of the first module whose import fails so.

use std::collections::HashMap;
use std::iter;

use super::attempt::{CheckOptions, IMPORTS};
use super::baseline::Baseline;
use super::judge::{imports_in, judge};
use super::known::FailedImport;
use super::layout::{program, stage, start};
use super::steps::{MAIN, NAMES, WALK, execute, import_named};
use super::witness::{Witness, watched};
use super::{Bench, Subject, Trial, TrialOutcome, TrialVerdict};
use crate::case::{Action, PythonAction, Step};
use crate::engine::Stage;
use crate::isolate::{self, End, Finished, Interrupt, Limits};
use crate::transcript::{Normal, Record, StepOutcome, StepRecord, Transcript};

/// A module with what its plain import told.
pub(super) type Member<'a> = (&'a Subject, &'a Baseline);

/// How often suspects are left out, or halves are tried, before the rest is tried one by one.
const RUNS: usize = 4;

/// From how many modules on whose imports fail it takes less to watch all of them together.
const WITNESSED: usize = 3;

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
    /// Its import failed as it would alone.
    Fails(FailedImport),
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
    let joint = Joint { bench, trial, options, interrupt };
    let mut told = vec![InCompany::Open; members.len()];
    let raising = joint.sort_out(members, &mut told)?;
    if raising.len() >= WITNESSED && is_main_first(trial) {
        joint.witness(members, raising, &mut told)?;
    }
    Ok(told)
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
    /// Something is wrong with the modules of these places, as far as can be told. With it, what made their imports fail.
    Suspects(Vec<(usize, Option<TrialOutcome>)>),
    /// Something is wrong, and nobody can tell with which.
    Somebody,
    /// It took too long.
    Late,
}

impl Joint<'_> {
    /// Tells with which modules all is well. Returns the places of those whose imports failed, and how.
    fn sort_out(
        &self,
        all: &[Member<'_>],
        told: &mut [InCompany],
    ) -> Result<Vec<(usize, TrialOutcome)>, isolate::Error> {
        let mut rest: Vec<usize> = (0..all.len()).collect();
        let mut raising = Vec::new();
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
                    let mut suspects: HashMap<usize, Option<TrialOutcome>> = suspects.into_iter().collect();
                    for (index, place) in std::mem::take(&mut rest).into_iter().enumerate() {
                        match suspects.remove(&index) {
                            None => rest.push(place),
                            Some(outcome) => raising.extend(outcome.map(|outcome| (place, outcome))),
                        }
                    }
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
        Ok(raising)
    }

    /// Watches who raises what makes the imports of these modules fail.
    fn witness(
        &self,
        all: &[Member<'_>],
        raising: Vec<(usize, TrialOutcome)>,
        told: &mut [InCompany],
    ) -> Result<(), isolate::Error> {
        let members: Vec<Member<'_>> = raising.iter().map(|(place, _)| all[*place]).collect();
        let steps = self.trial.steps();
        let expanded = steps.iter().flat_map(|step| expanded(step, &members));
        let (steps, owners): (Vec<Step>, Vec<Option<usize>>) = expanded
            .flat_map(|(step, owner)| {
                let turn = owner.map(|owner| format!("{}; watch_anew()", turn(owner)));
                watched(&[step], turn.as_deref()).into_iter().map(move |step| (step, owner))
            })
            .unzip();
        let (stage, finished) = match self.carry_out(&members, &steps) {
            Err(error) if error.is_of_run() => return Ok(()),
            carried_out => carried_out?,
        };
        let Ok(transcript) = stage.transcript(&finished, &Normal::nothing()) else { return Ok(()) };
        for (index, (place, outcome)) in raising.into_iter().enumerate() {
            let witness = Witness::seen(&part(&transcript, &owners, index));
            if let Some(raiser) = witness.as_ref().and_then(|witness| raiser_alone(witness, all[place])) {
                let mut outcome = outcome;
                outcome.refuse_only_if(witness.is_some_and(|witness| witness.is_of_statement()));
                told[place] = InCompany::Fails(FailedImport { outcome, raiser });
            }
        }
        Ok(())
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
            return Ok(suspect.map_or(Joined::Somebody, |suspect| Joined::Suspects(vec![(suspect, None)])));
        }
        let stderr = String::from_utf8_lossy(&finished.stderr.bytes);
        let mut outcomes = Vec::new();
        let mut suspects = Vec::new();
        for index in 0..members.len() {
            let own = part(&transcript, &owners, index);
            let outcome = judge(self.trial, &own, &stderr, &finished.left);
            if outcome.verdict != TrialVerdict::Works {
                suspects.push((index, imports_in(&own).contains(&false)));
            }
            outcomes.push(outcome);
        }
        if suspects.is_empty() {
            return Ok(Joined::Works(outcomes));
        }
        let is_by_import = |(_, by_import): &(usize, bool)| *by_import;
        if suspects.len() == members.len() && suspects.iter().any(is_by_import) {
            // What is wrong with the others can come from those.
            suspects.retain(is_by_import);
        } else if suspects.len() == members.len() {
            // What all have in common, any one can have done.
            return Ok(Joined::Somebody);
        }
        let with_outcome = |(index, by_import): (usize, bool)| {
            (index, Some(outcomes[index].clone()).filter(|outcome| by_import && outcome.raised().is_some()))
        };
        Ok(Joined::Suspects(suspects.into_iter().map(with_outcome).collect()))
    }
}

/// Whether a module is imported in the main interpreter first, as in the plain import, which tells what it brings along there.
fn is_main_first(trial: Trial) -> bool {
    trial.steps().iter().find_map(|step| match &step.action {
        Action::Python { action: PythonAction::Import(_), interpreter } => Some(interpreter.is_none()),
        Action::Threads(_) => Some(false),
        _ => None,
    }) == Some(true)
}

/// The other module that raised what kept a member out, if it would do the same where the member is alone: all that raised in its
/// import are modules that it brought along by itself, so that they were loaded before there, too.
fn raiser_alone(witness: &Witness, (subject, baseline): Member<'_>) -> Option<String> {
    let raiser = witness.raiser.as_ref().filter(|raiser| raiser.name != subject.name && !witness.hides)?;
    let is_brought = |name: &String| baseline.extensions.contains(name);
    (is_brought(&raiser.name) && witness.raisers.iter().all(is_brought)).then(|| raiser.name.clone())
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
