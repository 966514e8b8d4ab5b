//! Whether a run keeps the contract of its case.

use serde::Serialize;

use crate::case::{Expectation, Situation};
use crate::transcript::{Outcome, StepRecord, Transcript};

/// A place where the contract is broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Breach {
    /// The step, as the transcript shows it.
    pub step: String,
    /// What the contract says.
    pub expected: String,
    /// What happened.
    pub found: String,
    /// It is about the ending of an interpreter or the process.
    pub teardown: bool,
}

/// Everything in which the run breaks the contract.
pub(super) fn judge(transcript: &Transcript, situation: &Situation<'_>, fill: &dyn Fn(&str) -> String) -> Vec<Breach> {
    let mut judge = Judge { transcript, situation, fill, breaches: Vec::new(), end_is_expected: false };
    judge.all(&transcript.record.steps);
    if !transcript.ending.is_clean() && !judge.end_is_expected {
        let step = transcript.ending.step.clone().unwrap_or_else(|| "end".to_owned());
        let expected = "the process does every step and exits with 0".to_owned();
        let found = transcript.ending.name();
        judge.breaches.push(Breach { step, expected, found, teardown: transcript.ending.teardown });
    }
    judge.breaches
}

struct Judge<'a> {
    transcript: &'a Transcript,
    situation: &'a Situation<'a>,
    fill: &'a dyn Fn(&str) -> String,
    breaches: Vec<Breach>,
    end_is_expected: bool,
}

impl Judge<'_> {
    fn all(&mut self, steps: &[StepRecord]) {
        for step in steps {
            let expectation = step.step.expect.iter().find(|expectation| expectation.scope.fits(self.situation));
            if let Some(expectation) = expectation {
                self.one(step, expectation);
            }
            step.children.iter().for_each(|steps| self.all(steps));
        }
    }

    fn one(&mut self, step: &StepRecord, expectation: &Expectation) {
        if let Some(ends) = &expectation.ends {
            let ending = &self.transcript.ending;
            let as_expected = step.unfinished && (ending.name() == *ends || (ends == "fatal" && ending.is_fatal()));
            self.end_is_expected |= as_expected;
            self.require(as_expected, step, || format!("the process ends here: {ends}"), || found(step));
            self.events(step, expectation);
            return;
        }
        if matches!(step.outcome, Outcome::NotReached) && !self.transcript.ending.is_clean() {
            // What was not reached can't be judged; the early end is a breach of its own.
            return;
        }
        if let Some(succeeds) = expectation.succeeds {
            let succeeded = matches!(step.outcome, Outcome::Ok | Outcome::Value(_));
            let wanted = if succeeds { "succeeds" } else { "fails" };
            self.require(succeeded == succeeds, step, || wanted.to_owned(), || found(step));
        }
        let raised = match &step.outcome {
            Outcome::Raised(raised) => Some(raised),
            _ => None,
        };
        if let Some(kind) = &expectation.raises {
            let kind = (self.fill)(kind);
            let holds = raised.is_some_and(|raised| raised.kind == kind);
            self.require(holds, step, || format!("raises {kind}"), || found(step));
        }
        if let Some(phase) = expectation.phase {
            let holds = raised.is_some_and(|raised| raised.phase == Some(phase));
            self.require(holds, step, || format!("raises in {}", phase.name()), || found(step));
        }
        if let Some(message) = &expectation.message {
            let message = (self.fill)(message);
            let text = match &step.outcome {
                Outcome::Raised(raised) => raised.message.as_str(),
                Outcome::Failed(error) => error,
                _ => "",
            };
            self.require(text.contains(&message), step, || format!("says `{message}`"), || found(step));
        }
        if let Some(value) = &expectation.value {
            let value = (self.fill)(value);
            let holds = matches!(&step.outcome, Outcome::Value(found) if *found == value);
            self.require(holds, step, || format!("gives {value}"), || found(step));
        }
        self.events(step, expectation);
        self.state(step, expectation);
    }

    fn events(&mut self, step: &StepRecord, expectation: &Expectation) {
        if let Some(events) = &expectation.events {
            let events: Vec<String> = events.iter().map(|event| (self.fill)(event)).collect();
            let list = |events: &[String]| format!("the events [{}]", events.join(", "));
            self.require(step.events == events, step, || list(&events), || list(&step.events));
        }
    }

    fn state(&mut self, step: &StepRecord, expectation: &Expectation) {
        let seen = step.observed.clone().unwrap_or_default();
        for name in &expectation.modules {
            let name = (self.fill)(name);
            let holds = seen.modules.contains_key(&name);
            self.require(holds, step, || format!("{name} is in sys.modules"), || "it isn't".to_owned());
        }
        for name in &expectation.absent {
            let name = (self.fill)(name);
            let holds = step.observed.is_some() && !seen.modules.contains_key(&name);
            self.require(holds, step, || format!("{name} is not in sys.modules"), || "it is".to_owned());
        }
        for (name, wanted) in &expectation.builtin_module_names {
            let name = (self.fill)(name);
            let count = seen.builtin_module_names.get(&name).copied().unwrap_or_default();
            let holds = step.observed.is_some() && count == *wanted;
            let expected = || format!("{name} is {wanted}× in sys.builtin_module_names");
            self.require(holds, step, expected, || format!("{count}×"));
        }
    }

    fn require(
        &mut self,
        holds: bool,
        step: &StepRecord,
        expected: impl FnOnce() -> String,
        found: impl FnOnce() -> String,
    ) {
        if !holds {
            let step_name = step.title.lines().next().unwrap_or_default().to_owned();
            self.breaches.push(Breach {
                step: step_name,
                expected: expected(),
                found: found(),
                teardown: step.teardown,
            });
        }
    }
}

fn found(step: &StepRecord) -> String {
    match &step.outcome {
        Outcome::Ok => "it succeeds".to_owned(),
        Outcome::Value(value) => format!("it gives {value}"),
        Outcome::NotReached => "it isn't reached".to_owned(),
        Outcome::Ended => "the process ends here".to_owned(),
        Outcome::Failed(error) => format!("it fails: {error}"),
        Outcome::Raised(raised) => {
            let phase = raised.phase.map(|phase| format!(" in {}", phase.name())).unwrap_or_default();
            format!("{}{phase}: {}", raised.kind, raised.message)
        }
    }
}
