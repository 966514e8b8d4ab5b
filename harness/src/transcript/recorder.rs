//! Making the record of a run from its events.

use std::collections::BTreeMap;
use std::mem;

use extproof_contract::{self as contract, FixtureEvent};

use super::event::{AnyEvent, Exception, Identity, ProbeReport};
use super::label::{Labels, Objects};
use super::normal::Normal;
use super::phase::phase;
use super::record::{Observed, Raised, Record, RecordError, StepOutcome, StepRecord};
use crate::case::{Action, Phase, PythonAction};
use crate::plan::{Block, BlockKind, Lowered};

/// Makes the record of a run from its events.
///
/// # Errors
/// When the events violate the host contract.
pub(super) fn record(lowered: &Lowered, events: &[u8], normal: &Normal) -> Result<Record, RecordError> {
    let mut recorder = Recorder::default();
    for block in &lowered.blocks {
        recorder.know(block, None);
    }
    // A host with keys is extproof's own, and runs code that may want to deceive.
    let wrong = if lowered.keys.is_some() { RecordError::Damaged } else { RecordError::Contract };
    for event in super::event::read(events, lowered.keys)? {
        recorder.take(event).map_err(wrong)?;
    }
    recorder.check_done().map_err(wrong)?;
    let mut writer = Writer { progress: recorder.progress, labels: Labels::default(), normal, silent: None };
    let steps = lowered.blocks.iter().map(|block| writer.step(block)).collect();
    match writer.silent {
        Some(id) => Err(wrong(format!("it says that it executed step {id}, but the code didn't run"))),
        None => Ok(Record { steps, late_events: recorder.late, done: recorder.done }),
    }
}

/// A step of the host: what is known of it, and what the events say.
struct StepProgress {
    /// The outermost step in which it is, if that is another.
    inside: Option<u32>,
    /// Whether it is part of the code of its outermost step.
    in_code: bool,
    /// Whether a step of another block may do it: shared libraries are placed when Python runs.
    placing: bool,
    kind: BlockKind,
    interpreter: String,
    begun: bool,
    ended: Option<Result<(), String>>,
    report: Option<ProbeReport>,
    events: Vec<String>,
}

#[derive(Default)]
struct Recorder {
    progress: BTreeMap<u32, StepProgress>,
    objects: Objects,
    current: Option<u32>,
    late: Vec<String>,
    done: bool,
}

impl Recorder {
    fn know(&mut self, block: &Block, inside: Option<(u32, BlockKind)>) {
        for id in &block.ids {
            let progress = StepProgress {
                inside: inside.map(|(id, _)| id),
                in_code: inside.is_some_and(|(_, kind)| kind == BlockKind::Runtime),
                placing: matches!(block.step.action, Action::Register { .. } | Action::Place { .. }),
                kind: block.kind,
                interpreter: block.interpreter.clone(),
                begun: false,
                ended: None,
                report: None,
                events: Vec::new(),
            };
            self.progress.insert(*id, progress);
        }
        let inside = inside.or_else(|| Some((*block.ids.last()?, block.kind)));
        for child in block.children.iter().flatten() {
            self.know(child, inside);
        }
    }

    /// Takes an event; the error is what the host did wrong.
    fn take(&mut self, event: AnyEvent) -> Result<(), String> {
        if self.done && !matches!(event, AnyEvent::Fixture(..)) {
            return Err("it wrote events after `done`".to_owned());
        }
        match event {
            AnyEvent::Probe(report) => self.report(*report),
            AnyEvent::Host(contract::Event::Begin(id)) => self.begin(id),
            AnyEvent::Host(contract::Event::End(id, result)) => self.end(id, result),
            AnyEvent::Host(contract::Event::Done) => {
                if let Some(current) = self.current {
                    return Err(format!("it wrote `done` before it ended step {current}"));
                }
                self.done = true;
                Ok(())
            }
            AnyEvent::Fixture(FixtureEvent { fixture, event, count }) => {
                let line = format!("{fixture} {event} {count}");
                match self.current.and_then(|id| self.progress.get_mut(&id)) {
                    Some(progress) => progress.events.push(line),
                    None => self.late.push(line),
                }
                Ok(())
            }
        }
    }

    /// Checks that a host that wrote `done` has ended every step.
    fn check_done(&self) -> Result<(), String> {
        let left = |progress: &StepProgress| !progress.in_code && !progress.placing && progress.ended.is_none();
        match self.progress.iter().find(|(_, progress)| self.done && left(progress)) {
            Some((id, _)) => Err(format!("it wrote `done` without step {id}")),
            None => Ok(()),
        }
    }

    fn begin(&mut self, id: u32) -> Result<(), String> {
        let progress =
            self.progress.get_mut(&id).ok_or_else(|| format!("it began step {id}, which it wasn't given"))?;
        if progress.begun {
            return Err(format!("it began step {id} twice"));
        }
        progress.begun = true;
        if progress.inside.is_none() {
            if let Some(current) = self.current {
                return Err(format!("it began step {id} before it ended step {current}"));
            }
            self.current = Some(id);
        }
        Ok(())
    }

    fn end(&mut self, id: u32, result: Result<(), String>) -> Result<(), String> {
        let progress = self.progress.get_mut(&id).filter(|progress| progress.begun && progress.ended.is_none());
        let progress = progress.ok_or_else(|| format!("it ended step {id}, which had not begun"))?;
        progress.ended = Some(result);
        match progress.kind {
            BlockKind::End => self.objects.interpreter_ended(&progress.interpreter),
            BlockKind::Finish | BlockKind::Runtime => self.objects.all_ended(),
            BlockKind::Start | BlockKind::Parallel | BlockKind::Plain => {}
        }
        if self.current == Some(id) {
            self.current = None;
        }
        Ok(())
    }

    fn report(&mut self, mut report: ProbeReport) -> Result<(), String> {
        let id = report.probe;
        let Some(progress) = self.progress.get(&id).filter(|progress| progress.report.is_none()) else {
            return Err(format!("the probe reported step {id} twice, or it wasn't given"));
        };
        self.objects.gone(&report.gone);
        let mut identify = |identity: &mut Identity| {
            let address = identity.id.as_ref();
            identity.object = address.map(|address| self.objects.number(address, &progress.interpreter));
        };
        report.object.iter_mut().for_each(&mut identify);
        report.modules.iter_mut().flatten().for_each(|module| identify(&mut module.identity));
        // Inside the code of one step of the host, what fixtures did belongs to what is reported next.
        let events = match self.current {
            Some(current) if progress.in_code => self.progress.get_mut(&current).map(|p| mem::take(&mut p.events)),
            _ => None,
        };
        if let Some(progress) = self.progress.get_mut(&id) {
            progress.events.extend(events.unwrap_or_default());
            progress.report = Some(report);
        }
        Ok(())
    }
}

/// Turns the progress of the host's steps into the record of the case's steps.
struct Writer<'a> {
    progress: BTreeMap<u32, StepProgress>,
    labels: Labels,
    normal: &'a Normal,
    /// A step that should have been reported by the probe and was not.
    silent: Option<u32>,
}

impl Writer<'_> {
    fn step(&mut self, block: &Block) -> StepRecord {
        let mut record = StepRecord {
            title: block.title.clone(),
            names: block.names.clone(),
            step: block.step.clone(),
            teardown: matches!(block.kind, BlockKind::Finish | BlockKind::End),
            outcome: StepOutcome::NotReached,
            unfinished: false,
            events: Vec::new(),
            gil: None,
            observed: None,
            children: Vec::new(),
        };
        for steps in &block.children {
            record.children.push(steps.iter().map(|child| self.step(child)).collect());
        }
        for (index, id) in block.ids.iter().enumerate() {
            let Some(progress) = self.progress.remove(id) else { continue };
            record.unfinished |= progress.begun && progress.ended.is_none();
            record.events.extend(progress.events);
            let reports = matches!(block.step.action, Action::Python { .. }) && index + 1 == block.ids.len();
            let outcome = match (progress.report, progress.ended) {
                (Some(report), _) => self.reported(&report, &mut record),
                (None, Some(Err(error))) => StepOutcome::Failed(self.normal.text(&error)),
                (None, Some(Ok(()))) => {
                    if reports {
                        self.silent = self.silent.or(Some(*id));
                    }
                    StepOutcome::Ok
                }
                (None, None) if progress.begun => StepOutcome::Ended,
                (None, None) => StepOutcome::NotReached,
            };
            record.outcome = together(mem::replace(&mut record.outcome, StepOutcome::NotReached), outcome, index == 0);
        }
        if block.kind == BlockKind::Parallel {
            record.events.sort();
            // Which thread sees the GIL change depends on when each of them looks.
            record.children.iter_mut().flatten().for_each(|child| child.gil = None);
        }
        record
    }

    fn reported(&mut self, report: &ProbeReport, record: &mut StepRecord) -> StepOutcome {
        record.gil.clone_from(&report.gil);
        if let Some(exception) = &report.raised {
            let phase = match &record.step.action {
                Action::Python { action: PythonAction::Import(name), .. } => {
                    Some(phase(exception, name, &record.events))
                }
                _ => None,
            };
            return StepOutcome::Raised(self.raised(exception, phase));
        }
        if let Some(modules) = &report.modules {
            let mut seen = Observed {
                builtin_module_names: report.builtin_module_names.clone(),
                left_out: report.left_out,
                ..Observed::default()
            };
            let mut modules: Vec<_> = modules.iter().collect();
            modules.sort_by(|a, b| a.key.cmp(&b.key));
            for module in modules {
                let label = self.labels.label(&module.identity.kind, module.identity.object);
                seen.modules.insert(module.key.clone(), self.normal.text(&super::render::module(module, &label)));
            }
            record.observed = Some(seen);
        }
        match (&report.object, &report.value) {
            (Some(identity), _) => StepOutcome::Value(self.labels.label(&identity.kind, identity.object)),
            (None, Some(value)) => StepOutcome::Value(self.normal.text(value)),
            (None, None) => StepOutcome::Ok,
        }
    }

    fn raised(&self, exception: &Exception, phase: Option<Phase>) -> Raised {
        Raised {
            kind: exception.kind.clone(),
            message: self.normal.text(&exception.message),
            phase,
            bases: exception.bases.clone(),
            errno: exception.errno,
            file: exception.file.clone(),
            code: exception.code.clone(),
            cause: exception.cause.as_ref().map(|cause| Box::new(self.raised(cause, None))),
        }
    }
}

/// A step can take several steps of the host: the first that didn't succeed counts, else what the last gave.
fn together(before: StepOutcome, now: StepOutcome, first: bool) -> StepOutcome {
    match (&before, &now) {
        _ if first => now,
        (StepOutcome::Ok | StepOutcome::Value(_), StepOutcome::NotReached) => StepOutcome::Ended,
        (StepOutcome::Ok, _) => now,
        _ => before,
    }
}
