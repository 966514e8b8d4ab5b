//! Whether a trial came out as it must.

use extproof_contract::{Operation, Step};

use super::problem::Problem;
use super::refused::ended;
use super::trial::{Expected, Trial};
use super::{GOOD, said};
use crate::isolate::Finished;
use crate::transcript::{Event, read_events};

/// What a step came to.
struct Seen {
    error: Option<String>,
    events: Vec<String>,
}

/// Finds the first thing that is wrong.
pub(super) fn judge(trial: &Trial, finished: &Finished) -> Result<(), Problem> {
    if finished.events_truncated {
        return Err(Problem::Flood(finished.events.len()));
    }
    if finished.end != GOOD {
        return Err(Problem::End { expected: GOOD, found: ended(finished.end), said: said(finished) });
    }
    if finished.events.is_empty() {
        return Err(Problem::Silent);
    }
    let mut order = Order { steps: &trial.steps, seen: Vec::new(), current: None, done: false };
    for event in read_events(&finished.events, None)? {
        order.take(event)?;
    }
    if !order.done {
        return Err(Problem::Unfinished(order.due()));
    }
    trial.steps.iter().zip(order.seen).try_for_each(|((step, expected), seen)| result(step, expected, seen))
}

/// Follows a host through a trial.
struct Order<'a> {
    steps: &'a [(Step, Expected)],
    seen: Vec<Seen>,
    current: Option<Current<'a>>,
    done: bool,
}

/// The step in which the host is.
struct Current<'a> {
    step: &'a Step,
    events: Vec<String>,
    /// Next step, and whether it has begun, of each thread.
    threads: Vec<(&'a [Step], bool)>,
}

impl Order<'_> {
    fn take(&mut self, event: Event) -> Result<(), Problem> {
        let found = match &event {
            Event::Fixture(fixture, event, _) => {
                if let Some(current) = &mut self.current {
                    current.events.push(format!("{fixture} {event}"));
                }
                return Ok(());
            }
            Event::Probe(_) => return Err(Problem::Probe),
            Event::Begin(id) => format!("the begin of step {id}"),
            Event::End(id, _) => format!("the end of step {id}"),
            Event::Done => "`done`".to_owned(),
        };
        let expected = self.due();
        match (event, &mut self.current) {
            _ if self.done => Err(Problem::Order { expected, found }),
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
                _ => Err(Problem::Order { expected, found }),
            },
            (Event::Begin(id), Some(current)) => match current.thread_at(id, false) {
                Some(thread) => {
                    thread.1 = true;
                    Ok(())
                }
                None => Err(Problem::Order { expected, found }),
            },
            (Event::End(id, error), Some(current)) => {
                if let Some(thread) = current.thread_at(id, true) {
                    let step = thread.0[0].operation.ability();
                    *thread = (&thread.0[1..], false);
                    // In threads, every step of a trial succeeds.
                    return error.map_or(Ok(()), |error| {
                        let found = format!("failed: {error}");
                        Err(Problem::Status { id, step, expected: "ok".to_owned(), found })
                    });
                }
                let is_complete = current.threads.iter().all(|(steps, _)| steps.is_empty());
                if current.step.id != id || !is_complete {
                    return Err(Problem::Order { expected, found });
                }
                let events = std::mem::take(&mut current.events);
                self.seen.push(Seen { error, events });
                self.current = None;
                Ok(())
            }
            (Event::Done, None) if self.seen.len() == self.steps.len() => {
                self.done = true;
                Ok(())
            }
            _ => Err(Problem::Order { expected, found }),
        }
    }

    /// What must come next.
    fn due(&self) -> String {
        match (&self.current, self.steps.get(self.seen.len())) {
            _ if self.done => "nothing".to_owned(),
            (Some(current), _) => match current.threads.iter().find(|(steps, _)| !steps.is_empty()) {
                Some((steps, false)) => format!("the begin of step {}", steps[0].id),
                Some((steps, true)) => format!("the end of step {}", steps[0].id),
                None => format!("the end of step {}", current.step.id),
            },
            (None, Some((step, _))) => format!("the begin of step {}", step.id),
            (None, None) => "`done`".to_owned(),
        }
    }
}

impl<'a> Current<'a> {
    fn thread_at(&mut self, id: u32, begun: bool) -> Option<&mut (&'a [Step], bool)> {
        self.threads.iter_mut().find(|(steps, now)| *now == begun && steps.first().is_some_and(|step| step.id == id))
    }
}

fn result(step: &Step, expected: &Expected, mut seen: Seen) -> Result<(), Problem> {
    let (id, name) = (step.id, step.operation.ability());
    let as_it_must = match (expected.fails, &seen.error) {
        (None, None) => true,
        (Some(wanted), Some(error)) => wanted.is_empty() || error == wanted,
        _ => false,
    };
    if !as_it_must {
        let expected = match expected.fails {
            None => "ok".to_owned(),
            Some("") => "failed".to_owned(),
            Some(error) => format!("failed with the error `{error}`"),
        };
        let found = seen.error.map_or_else(|| "ok".to_owned(), |error| format!("failed with the error `{error}`"));
        return Err(Problem::Status { id, step: name, expected, found });
    }
    let Some(mut wanted) = expected.events.clone() else { return Ok(()) };
    if matches!(step.operation, Operation::Threads { .. }) {
        wanted.sort();
        seen.events.sort();
    }
    if seen.events == wanted {
        return Ok(());
    }
    let list = |events: &[String]| if events.is_empty() { "nothing".to_owned() } else { events.join(", ") };
    Err(Problem::Effect { id, step: name, expected: list(&wanted), found: list(&seen.events) })
}
