//! How the process of a run ended.

use super::normal::Normal;
use super::record::{Record, StepRecord};
use crate::isolate::End;

/// How the process of a run ended.
#[derive(Clone, Debug)]
pub struct Ending {
    /// As the system tells it.
    pub end: End,
    /// Whether the host had attempted everything.
    pub done: bool,
    /// The step in which it ended, if it had not.
    pub step: Option<String>,
    /// Whether that step takes an interpreter down.
    pub teardown: bool,
    /// What Python said about it on stderr: fatal errors, warnings, exceptions that nobody could handle.
    pub stderr: Vec<String>,
}

impl Ending {
    pub(super) fn new(end: End, record: &Record, stderr: &[u8], normal: &Normal) -> Self {
        let step = unfinished(&record.steps);
        let stderr = String::from_utf8_lossy(stderr);
        let mut lines: Vec<String> = stderr.lines().filter_map(notable).map(|line| normal.text(&line)).collect();
        lines.dedup();
        Self {
            end,
            done: record.done,
            step: step.map(|step| step.title.lines().next().unwrap_or_default().to_owned()),
            teardown: step.is_some_and(|step| step.teardown) || (record.done && step.is_none()),
            stderr: lines,
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
        self.name() == "SIGABRT" && self.stderr.iter().any(|line| line.starts_with("Fatal Python error"))
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

const FATAL: &str = "Fatal Python error: ";

/// The part of a line of stderr that belongs into a transcript.
fn notable(line: &str) -> Option<String> {
    if let Some(start) = line.find(FATAL) {
        return Some(line[start..].to_owned());
    }
    if let Some(start) = line.find("Assertion `") {
        return Some(line[start..].to_owned());
    }
    if line.starts_with("Exception ignored") || line.starts_with("Exception while importing from subinterpreter") {
        return Some(line.to_owned());
    }
    // `file:line: RuntimeWarning: text`; the transcript tells of the GIL already.
    let warning = ["RuntimeWarning: ", "DeprecationWarning: ", "ImportWarning: ", "ResourceWarning: ", "UserWarning: "]
        .iter()
        .find_map(|kind| line.find(kind))?;
    (!line.contains("interpreter lock (GIL)")).then(|| line[warning..].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_python_says_of_its_end_is_notable() {
        assert_eq!(notable("Fatal Python error: X: y").as_deref(), Some("Fatal Python error: X: y"));
        assert_eq!(notable("<string>:1: RuntimeWarning: late").as_deref(), Some("RuntimeWarning: late"));
        assert_eq!(notable("a.c:12: f: Assertion `x' failed.").as_deref(), Some("Assertion `x' failed."));
        assert_eq!(notable("RuntimeWarning: The global interpreter lock (GIL) has been enabled"), None);
        assert_eq!(notable("Traceback (most recent call last):"), None);
    }
}
