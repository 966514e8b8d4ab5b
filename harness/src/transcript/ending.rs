//! How the process of a run ended.

use super::normal::Normal;
use super::notice::{Notice, NoticeKind};
use super::record::{Record, StepRecord};
use crate::isolate::End;

/// How the process of a run ended.
#[derive(Clone, Debug)]
pub struct Ending {
    /// As the system reports it.
    pub end: End,
    /// Whether the host had attempted everything.
    pub done: bool,
    /// The step in which it ended, if it had not.
    pub step: Option<String>,
    /// Whether that step ends interpreters, or all steps were done.
    pub teardown: bool,
    /// What Python said about it on stderr: fatal errors, warnings, exceptions that nobody could handle.
    pub stderr: Vec<Notice>,
}

impl Ending {
    pub(super) fn new(end: End, record: &Record, stderr: &[u8], normal: &Normal) -> Self {
        let step = unfinished(&record.steps);
        Self {
            end,
            done: record.done,
            step: step.map(|step| step.title.lines().next().unwrap_or_default().to_owned()),
            teardown: step.is_some_and(|step| step.teardown) || (record.done && step.is_none()),
            stderr: Notice::all(stderr, normal),
        }
    }

    /// Whether the host did everything and ended as it should.
    pub fn is_clean(&self) -> bool {
        self.done && self.end == End::Exited(0)
    }

    /// The end in the words of `expect.ends`, without the step.
    pub fn name(&self) -> String {
        match &self.end {
            End::Exited(code) => format!("exit {code}"),
            End::Killed(signal) => signal.to_string(),
            End::TimedOut => "timeout".to_owned(),
        }
    }

    /// Whether Python ended the process by a fatal error.
    pub fn is_fatal(&self) -> bool {
        let aborted = matches!(self.end, End::Killed(signal) if signal.name() == Some("SIGABRT"));
        aborted && self.stderr.iter().any(|notice| notice.kind == NoticeKind::FatalError)
    }

    pub(super) fn text(&self) -> String {
        match (&self.step, self.done) {
            (Some(step), _) => format!("{} in {step}", self.name()),
            (None, true) => self.name(),
            (None, false) => format!("{} before all steps were attempted", self.name()),
        }
    }
}

/// The innermost step in which the process ended. In threads there can be several: their parent is named.
fn unfinished(steps: &[StepRecord]) -> Option<&StepRecord> {
    steps.iter().find(|step| step.unfinished)
}
