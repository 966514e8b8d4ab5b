//! The events file: a line before and after each step.

use std::env;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::fd::AsFd;

use serde_json::{Value, json};

/// Where events go. Fixtures and the Python probe append to the same file.
#[derive(Debug)]
pub struct Events(File);

impl Events {
    /// Opens the file that `EXTPROOF_EVENTS` names; without it, events go to stdout.
    ///
    /// # Errors
    /// When it can't be opened.
    pub fn open() -> Result<Self, String> {
        let file = match env::var_os("EXTPROOF_EVENTS") {
            Some(path) => OpenOptions::new().append(true).create(true).open(path),
            None => io::stdout().as_fd().try_clone_to_owned().map(File::from),
        };
        file.map(Self).map_err(|error| format!("EXTPROOF_EVENTS: {error}"))
    }

    /// Carries a step out, between its two events.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn around(&self, id: u64, step: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
        self.begin(id)?;
        self.end(id, &step())
    }

    /// A step begins.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn begin(&self, id: u64) -> Result<(), String> {
        self.write(&json!({"begin": id}))
    }

    /// A step has ended.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn end(&self, id: u64, result: &Result<(), String>) -> Result<(), String> {
        self.write(&match result {
            Ok(()) => json!({"end": id, "status": "ok"}),
            Err(error) => json!({"end": id, "status": "failed", "error": error}),
        })
    }

    /// A fixture of the host's own reports something, the `count`-th time in this process.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn fixture(&self, fixture: &str, event: &str, count: u64) -> Result<(), String> {
        self.write(&json!({"fixture": fixture, "event": event, "count": count}))
    }

    /// All steps were attempted.
    pub(crate) fn done(&self) -> Result<(), String> {
        self.write(&json!({"done": true}))
    }

    // One write for each line, as there are other writers.
    fn write(&self, event: &Value) -> Result<(), String> {
        let line = format!("{event}\n");
        (&self.0).write_all(line.as_bytes()).map_err(|error| format!("EXTPROOF_EVENTS: {error}"))
    }
}
