//! Whether a host passed a test.

use extproof_contract::{Event, FixtureEvent, Operation, ScenarioStep};

use super::defect::{Defect, Due, Status};
use super::host_test::{Expected, HostTest};
use super::{GOOD, said};
use crate::isolate::Finished;
use crate::transcript::{self, read_events};

/// The result of a step.
struct Seen {
    error: Option<String>,
    events: Vec<String>,
}

/// Finds the first thing that is wrong.
pub(super) fn judge(test: &HostTest, finished: &Finished) -> Result<(), Defect> {
    if finished.events_truncated {
        return Err(Defect::Flood(finished.events.len()));
    }
    if finished.end != GOOD {
        return Err(Defect::End { expected: GOOD, found: finished.end, said: said(finished) });
    }
    if finished.events.is_empty() {
        return Err(Defect::Silent);
    }
    let mut order = Follower { steps: &test.steps, seen: Vec::new(), current: None, done: false };
    for event in read_events(&finished.events, None)? {
        order.take(event)?;
    }
    if !order.done {
        return Err(Defect::Unfinished(order.due()));
    }
    test.steps.iter().zip(order.seen).try_for_each(|((step, expected), seen)| result(step, expected, seen))
}

/// Follows a host through a test.
struct Follower<'a> {
    steps: &'a [(ScenarioStep, Expected)],
    seen: Vec<Seen>,
    current: Option<Current<'a>>,
    done: bool,
}

/// The step in which the host is.
struct Current<'a> {
    step: &'a ScenarioStep,
    events: Vec<String>,
    /// Next step, and whether it has begun, of each thread.
    threads: Vec<(&'a [ScenarioStep], bool)>,
}

impl Follower<'_> {
    fn take(&mut self, event: transcript::AnyEvent) -> Result<(), Defect> {
        let event = match event {
            transcript::AnyEvent::Fixture(FixtureEvent { fixture, event, .. }) => {
                if let Some(current) = &mut self.current {
                    current.events.push(format!("{fixture} {event}"));
                }
                return Ok(());
            }
            transcript::AnyEvent::Probe(_) => return Err(Defect::Probe),
            transcript::AnyEvent::Host(event) => event,
        };
        let found = match &event {
            Event::Begin(id) => Due::Begin(*id),
            Event::End(id, _) => Due::End(*id),
            Event::Done => Due::Done,
        };
        let expected = self.due();
        match (event, &mut self.current) {
            _ if self.done => Err(Defect::Order { expected, found }),
            (Event::Begin(id), None) => match self.steps.get(self.seen.len()) {
                Some((step, _)) if step.id == id => {
                    let threads = match &step.operation {
                        Operation::Threads { threads } => {
                            threads.iter().map(|steps| (steps.as_slice(), false)).collect()
                        }
                        _ => Vec::new(),
                    };
                    self.current = Some(Current { step, events: Vec::new(), threads });
                    Ok(())
                }
                _ => Err(Defect::Order { expected, found }),
            },
            (Event::Begin(id), Some(current)) => match current.thread_at(id, false) {
                Some(thread) => {
                    thread.1 = true;
                    Ok(())
                }
                None => Err(Defect::Order { expected, found }),
            },
            (Event::End(id, result), Some(current)) => {
                if let Some(thread) = current.thread_at(id, true) {
                    let step = thread.0[0].operation.ability();
                    *thread = (&thread.0[1..], false);
                    // In threads, every step of a test succeeds.
                    return result.map_err(|error| Defect::Status {
                        id,
                        step,
                        expected: Status::Ok,
                        found: Status::Error(error),
                    });
                }
                let is_complete = current.threads.iter().all(|(steps, _)| steps.is_empty());
                if current.step.id != id || !is_complete {
                    return Err(Defect::Order { expected, found });
                }
                let events = std::mem::take(&mut current.events);
                self.seen.push(Seen { error: result.err(), events });
                self.current = None;
                Ok(())
            }
            (Event::Done, None) if self.seen.len() == self.steps.len() => {
                self.done = true;
                Ok(())
            }
            _ => Err(Defect::Order { expected, found }),
        }
    }

    /// What must come next.
    fn due(&self) -> Due {
        match (&self.current, self.steps.get(self.seen.len())) {
            _ if self.done => Due::Nothing,
            (Some(current), _) => match current.threads.iter().find(|(steps, _)| !steps.is_empty()) {
                Some((steps, false)) => Due::Begin(steps[0].id),
                Some((steps, true)) => Due::End(steps[0].id),
                None => Due::End(current.step.id),
            },
            (None, Some((step, _))) => Due::Begin(step.id),
            (None, None) => Due::Done,
        }
    }
}

impl<'a> Current<'a> {
    fn thread_at(&mut self, id: u32, begun: bool) -> Option<&mut (&'a [ScenarioStep], bool)> {
        self.threads.iter_mut().find(|(steps, now)| *now == begun && steps.first().is_some_and(|step| step.id == id))
    }
}

fn result(step: &ScenarioStep, expected: &Expected, mut seen: Seen) -> Result<(), Defect> {
    let (id, name) = (step.id, step.operation.ability());
    let as_it_must = match (expected.fails, &seen.error) {
        (None, None) => true,
        (Some(wanted), Some(error)) => wanted.is_empty() || error == wanted,
        _ => false,
    };
    if !as_it_must {
        let expected = match expected.fails {
            None => Status::Ok,
            Some("") => Status::Failed,
            Some(error) => Status::Error(error.to_owned()),
        };
        let found = seen.error.map_or(Status::Ok, Status::Error);
        return Err(Defect::Status { id, step: name, expected, found });
    }
    let Some(mut wanted) = expected.events.clone() else { return Ok(()) };
    if matches!(step.operation, Operation::Threads { .. }) {
        wanted.sort();
        seen.events.sort();
    }
    if seen.events == wanted {
        return Ok(());
    }
    Err(Defect::Effect { id, step: name, expected: wanted, found: seen.events })
}
