//! The events file: a line before and after each step.

use std::env;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::num::NonZeroU32;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use extproof_contract::{Event, FixtureEvent, Unwritten};
use serde::Serialize;

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
        self.end(id, step())
    }

    /// Reports that a step begins.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn begin(&self, id: u32) -> Result<(), String> {
        self.write(&Event::Begin(id))
    }

    /// Reports that a step has ended.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn end(&self, id: u32, result: Result<(), String>) -> Result<(), String> {
        self.write(&Event::End(id, result))
    }

    /// Reports an event of a fixture of the host's own, the `count`-th in this process.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn fixture(&self, fixture: &str, event: &str, count: NonZeroU32) -> Result<(), String> {
        self.write(&FixtureEvent { fixture: fixture.to_owned(), event: event.to_owned(), count })
    }

    /// Reports that all steps were attempted.
    pub(crate) fn done(&self) -> Result<(), String> {
        self.write(&Event::Done)
    }

    // One write for each line, as there are other writers.
    fn write(&self, event: &impl Serialize) -> Result<(), String> {
        let event = json(event)?;
        let line = match self.key {
            Some(key) => signed(key, &event),
            None => format!("{event}\n"),
        };
        self.append(line.as_bytes()).map_err(|error| {
            if let Some(key) = self.key {
                // It begins a new line, whatever the code under test wrote before. No other way to report this is left.
                let line = json(&Unwritten { unwritten: error.to_string() }).map(|text| signed(key, &text));
                let _ = io::stderr().write_all(format!("\n{}", line.unwrap_or_default()).as_bytes());
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

fn json(event: &impl Serialize) -> Result<String, String> {
    serde_json::to_string(event).map_err(|error| error.to_string())
}

fn signed(key: Key, text: &str) -> String {
    format!("{} {text}\n", key.sign(text.as_bytes()))
}
