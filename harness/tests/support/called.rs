//! Calls of the command that have ended, and what they said.

use std::process::{Command, Output};

use serde_json::Value;

use super::text;

/// How a call ended.
#[derive(Debug)]
pub(crate) struct Called {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Called {
    pub(crate) fn new(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Self::from(&output)
    }

    /// The same for a command whose standard output goes elsewhere.
    pub(crate) fn new_with(command: &mut Command) -> Self {
        Self::from(&command.spawn().unwrap().wait_with_output().unwrap())
    }

    pub(crate) fn document(&self) -> Document {
        let value = serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        Document::new(value)
    }

    /// Checks the exit code, and that each of the words is on standard error.
    #[track_caller]
    pub(crate) fn complains(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, code, "{self:?}");
        words.iter().for_each(|word| assert!(self.stderr.contains(word), "no `{word}` in {}", self.stderr));
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
    }
}

impl From<&Output> for Called {
    fn from(output: &Output) -> Self {
        let code = output.status.code().unwrap_or_else(|| panic!("{output:?}"));
        Self { code, stdout: text(&output.stdout).to_owned(), stderr: text(&output.stderr).to_owned() }
    }
}

/// The document of `--format json`.
pub(crate) struct Document {
    pub(crate) value: Value,
    pub(crate) runs: Vec<Run>,
}

impl Document {
    fn new(value: Value) -> Self {
        let runs = value["runs"].as_array().unwrap().iter().cloned().map(Run).collect();
        Self { value, runs }
    }

    /// The only run of a case.
    #[track_caller]
    pub(crate) fn run(&self, case: &str) -> &Run {
        let mut found = self.runs.iter().filter(|run| run.get("case") == case);
        let run = found.next().unwrap_or_else(|| panic!("no run of {case}"));
        assert!(found.next().is_none(), "several runs of {case}");
        run
    }
}

/// One run of the document.
#[derive(Debug)]
pub(crate) struct Run(pub(crate) Value);

impl Run {
    pub(crate) fn get(&self, key: &str) -> &str {
        self.0[key].as_str().unwrap_or_default()
    }

    pub(crate) fn verdict(&self) -> &str {
        self.get("verdict")
    }

    /// The last line of the transcript, with how the process ended.
    #[track_caller]
    pub(crate) fn end(&self) -> &str {
        let transcript = self.get("transcript");
        transcript.lines().rfind(|line| line.starts_with("end: ")).unwrap_or_else(|| panic!("{self:?}"))
    }
}
