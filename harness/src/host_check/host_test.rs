//! A small scenario, and what must come of it.

use extproof_contract::{self as contract, Ability, Operation, Scenario, ScenarioStep};

use crate::engine::Setup;

/// A small scenario, and what must come of it.
pub(super) struct HostTest {
    /// What it is about.
    pub(super) name: &'static str,
    /// The steps, in order.
    pub(super) steps: Vec<(ScenarioStep, Expected)>,
    last_id: u32,
}

/// What must come of a step.
#[derive(Default)]
pub(super) struct Expected {
    /// Why it must fail; an empty text allows any reason.
    pub(super) fails: Option<&'static str>,
    /// The fixture events that it must lead to. In threads the order is free.
    pub(super) events: Option<Vec<String>>,
}

impl HostTest {
    pub(super) fn new(name: &'static str) -> Self {
        Self { name, steps: Vec::new(), last_id: 0 }
    }

    /// Adds a step that must succeed.
    pub(super) fn ok(self, operation: Operation) -> Self {
        self.step(operation, Expected::default())
    }

    /// Adds a step that must fail, with this error if it isn't empty.
    pub(super) fn fails(self, operation: Operation, error: &'static str) -> Self {
        self.step(operation, Expected { fails: Some(error), events: None })
    }

    /// Adds code that must run and leave this mark; before that, the step must lead to these events of fixtures.
    pub(super) fn runs(self, code: &str, mark: &str, before: &[&str]) -> Self {
        let operation = Operation::Execute { code: format!("{code}\n{}", self::mark(&format!("'{mark}'"))) };
        self.marked(operation, before.iter().copied().map(str::to_owned).chain([marked(mark)]).collect())
    }

    /// Adds a step that must lead to these events.
    pub(super) fn marked(self, operation: Operation, events: Vec<String>) -> Self {
        self.step(operation, Expected { fails: None, events: Some(events) })
    }

    /// The id of a step inside of another.
    pub(super) fn inner(&mut self, operation: Operation) -> ScenarioStep {
        self.last_id += 1;
        ScenarioStep { id: self.last_id, operation }
    }

    fn step(mut self, operation: Operation, expected: Expected) -> Self {
        let step = self.inner(operation);
        self.steps.push((step, expected));
        self
    }

    /// The steps that a host must be able to do.
    pub(super) fn abilities(&self) -> impl Iterator<Item = Ability> {
        self.steps.iter().map(|(step, _)| step.operation.ability())
    }

    pub(super) fn scenario(&self, setup: &Setup) -> Scenario {
        Scenario {
            contract: contract::VERSION,
            case: "host-check".to_owned(),
            mode: "inittab".to_owned(),
            fixture: super::host_tests::FIXTURE.to_owned(),
            home: setup.python.prefix.clone(),
            executable: setup.python.executable.clone(),
            key: None,
            steps: self.steps.iter().map(|(step, _)| step.clone()).collect(),
        }
    }
}

/// Code that leaves the value of an expression as a mark on the events file, like an event of a fixture. Threads share
/// their global variables, so it has none that changes. Where there is no importer for files, only Python 3.11 and newer have `os`.
pub(super) fn mark(expression: &str) -> String {
    format!(
        "def _mark(text):\n  import posix\n  path = posix.environ[b'EXTPROOF_EVENTS']\n  \
         events = posix.open(path, posix.O_WRONLY | posix.O_APPEND)\n  \
         posix.write(events, ('{{\"fixture\":\"host-check\",\"event\":\"%s\",\"count\":1}}\\n' % text).encode())\n  \
         posix.close(events)\n_mark({expression})\n"
    )
}

/// The mark as an event.
pub(super) fn marked(text: &str) -> String {
    format!("host-check {text}")
}
