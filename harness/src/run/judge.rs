//! Whether a run keeps the contract of its case.

use super::violation::{Happened, ViolatedAt, Violation, Wanted};
use crate::case::{Expectation, Situation};
use crate::transcript::{StepOutcome, StepRecord, Transcript};

/// Every violation of the contract.
pub(super) fn judge(
    transcript: &Transcript,
    situation: &Situation<'_>,
    fill: &dyn Fn(&str) -> String,
) -> Vec<Violation> {
    let mut judge = Judge { transcript, situation, fill, violations: Vec::new(), end_is_expected: false };
    judge.all(&transcript.record.steps);
    if !transcript.ending.is_clean() && !judge.end_is_expected {
        judge.violations.push(Violation {
            at: judge
                .steps()
                .iter()
                .find(|step| step.unfinished)
                .map_or(ViolatedAt::End, |step| ViolatedAt::step(step, judge.steps())),
            expected: Wanted::GoodEnd,
            found: Happened::End(transcript.ending.name()),
            teardown: transcript.ending.teardown,
        });
    }
    judge.violations
}

struct Judge<'a> {
    transcript: &'a Transcript,
    situation: &'a Situation<'a>,
    fill: &'a dyn Fn(&str) -> String,
    violations: Vec<Violation>,
    end_is_expected: bool,
}

impl<'a> Judge<'a> {
    fn steps(&self) -> &'a [StepRecord] {
        &self.transcript.record.steps
    }

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
        let found = || Happened::Outcome(step.outcome.clone());
        if let Some(ends) = &expectation.ends {
            let ending = &self.transcript.ending;
            let as_expected = step.unfinished && (ending.name() == *ends || (ends == "fatal" && ending.is_fatal()));
            self.end_is_expected |= as_expected;
            self.require(as_expected, step, Wanted::Ends(ends.clone()), found);
            self.events(step, expectation);
            return;
        }
        if matches!(step.outcome, StepOutcome::NotReached) && !self.transcript.ending.is_clean() {
            // What was not reached can't be judged; the early end is a violation of its own.
            return;
        }
        if let Some(succeeds) = expectation.succeeds {
            let succeeded = matches!(step.outcome, StepOutcome::Ok | StepOutcome::Value(_));
            let expected = if succeeds { Wanted::Success } else { Wanted::Failure };
            self.require(succeeded == succeeds, step, expected, found);
        }
        let raised = match &step.outcome {
            StepOutcome::Raised(raised) => Some(raised),
            _ => None,
        };
        if let Some(kind) = &expectation.raises {
            let kind = (self.fill)(kind);
            let holds = raised.is_some_and(|raised| raised.kind == kind);
            self.require(holds, step, Wanted::Raises(kind), found);
        }
        if let Some(phase) = expectation.phase {
            let holds = raised.is_some_and(|raised| raised.phase == Some(phase));
            self.require(holds, step, Wanted::RaisesIn(phase), found);
        }
        if let Some(message) = &expectation.message {
            let message = (self.fill)(message);
            let text = match &step.outcome {
                StepOutcome::Raised(raised) => raised.message.as_str(),
                StepOutcome::Failed(error) => error,
                _ => "",
            };
            self.require(text.contains(&message), step, Wanted::Says(message), found);
        }
        if let Some(value) = &expectation.value {
            let value = (self.fill)(value);
            let holds = matches!(&step.outcome, StepOutcome::Value(found) if *found == value);
            self.require(holds, step, Wanted::Gives(value), found);
        }
        self.events(step, expectation);
        self.state(step, expectation);
    }

    fn events(&mut self, step: &StepRecord, expectation: &Expectation) {
        if let Some(events) = &expectation.events {
            let events: Vec<String> = events.iter().map(|event| (self.fill)(event)).collect();
            let found = || Happened::Events(step.events.clone());
            self.require(step.events == events, step, Wanted::Events(events), found);
        }
    }

    fn state(&mut self, step: &StepRecord, expectation: &Expectation) {
        let seen = step.observed.clone().unwrap_or_default();
        for name in &expectation.modules {
            let name = (self.fill)(name);
            let holds = seen.modules.contains_key(&name);
            self.require(holds, step, Wanted::Present(name), || Happened::Absent);
        }
        for name in &expectation.absent {
            let name = (self.fill)(name);
            let holds = step.observed.is_some() && !seen.modules.contains_key(&name);
            self.require(holds, step, Wanted::Absent(name), || Happened::Present);
        }
        for (name, wanted) in &expectation.builtin_module_names {
            let name = (self.fill)(name);
            let count = seen.builtin_module_names.get(&name).copied().unwrap_or_default();
            let holds = step.observed.is_some() && count == *wanted;
            self.require(holds, step, Wanted::Listed(name, *wanted), || Happened::Listed(count));
        }
    }

    fn require(&mut self, holds: bool, step: &StepRecord, expected: Wanted, found: impl FnOnce() -> Happened) {
        if !holds {
            let at = ViolatedAt::step(step, self.steps());
            self.violations.push(Violation { at, expected, found: found(), teardown: step.teardown });
        }
    }
}
