//! The events file: a line before and after each step.

use std::env;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::key::Key;

/// Where events go. Fixtures and the Python probe append to the same file.
#[derive(Debug)]
pub struct Events {
    path: Option<PathBuf>,
    key: Option<Key>,
}

impl Events {
    /// Events go to the file that `EXTPROOF_EVENTS` names, or else to stdout. With a key, each line is signed.
    pub fn new(key: Option<Key>) -> Self {
        Self { path: env::var_os("EXTPROOF_EVENTS").map(PathBuf::from), key }
    }

    /// Carries a step out, between its two events.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn around(&self, id: u32, step: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
        self.begin(id)?;
        self.end(id, &step())
    }

    /// Reports that a step begins.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn begin(&self, id: u32) -> Result<(), String> {
        self.write(&json!({"begin": id}))
    }

    /// Reports that a step has ended.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn end(&self, id: u32, result: &Result<(), String>) -> Result<(), String> {
        self.write(&match result {
            Ok(()) => json!({"end": id, "status": "ok"}),
            Err(error) => json!({"end": id, "status": "failed", "error": error}),
        })
    }

    /// Reports an event of a fixture of the host's own, the `count`-th in this process.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn fixture(&self, fixture: &str, event: &str, count: u64) -> Result<(), String> {
        self.write(&json!({"fixture": fixture, "event": event, "count": count}))
    }

    /// Reports that all steps were attempted.
    pub(crate) fn done(&self) -> Result<(), String> {
        self.write(&json!({"done": true}))
    }

    // One write for each line, as there are other writers.
    fn write(&self, event: &Value) -> Result<(), String> {
        let event = event.to_string();
        let line = match self.key {
            Some(key) => signed(key, &event),
            None => format!("{event}\n"),
        };
        self.append(line.as_bytes()).map_err(|error| {
            if let Some(key) = self.key {
                // It begins a new line, whatever the code under test wrote before. No other way to report this is left.
                let line = signed(key, &json!({"unwritten": error.to_string()}).to_string());
                let _ = io::stderr().write_all(format!("\n{line}").as_bytes());
            }
            format!("EXTPROOF_EVENTS: {error}")
        })
    }

    // The file is opened for each line, because code under test can close a kept descriptor and reuse its number. The
    // harness has created the file; links in its place aren't followed.
    fn append(&self, line: &[u8]) -> io::Result<()> {
        match &self.path {
            Some(path) => {
                let flags = libc::O_NOFOLLOW | libc::O_NONBLOCK;
                OpenOptions::new().append(true).custom_flags(flags).open(path)?.write_all(line)
            }
            None => io::stdout().write_all(line),
        }
    }
}

fn signed(key: Key, text: &str) -> String {
    format!("{} {text}\n", key.sign(text.as_bytes()))
}
