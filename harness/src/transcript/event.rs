//! The lines of the events file.

use extproof_contract::{self as contract, FixtureEvent, Unwritten};
use serde::Deserialize;
use serde_json::Value;

use crate::plan::{Keys, Signer};

use super::phase::ImportStage;

/// One event.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum AnyEvent {
    /// The host reports.
    Host(contract::Event),
    /// The probe reports.
    Probe(Box<ProbeReport>),
    /// A fixture reports.
    Fixture(FixtureEvent),
}

/// What the probe reports about one action.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProbeReport {
    pub(crate) probe: u32,
    pub(crate) object: Option<Identity>,
    pub(crate) value: Option<String>,
    pub(crate) raised: Option<Exception>,
    pub(crate) modules: Option<Vec<ListedModule>>,
    #[serde(default)]
    pub(crate) builtin_module_names: std::collections::BTreeMap<String, u32>,
    #[serde(default)]
    pub(crate) left_out: u32,
    #[serde(default)]
    pub(crate) gone: Vec<String>,
    pub(crate) gil: Option<String>,
}

/// Type and, if the object can be followed, address.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Identity {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) id: Option<String>,
    /// Which object it is, once that is known.
    #[serde(skip)]
    pub(crate) object: Option<u32>,
}

/// An exception.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exception {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) message: String,
    pub(crate) phase: Option<ImportStage>,
    #[serde(default)]
    pub(crate) bases: Vec<String>,
    pub(crate) errno: Option<i32>,
    pub(crate) file: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) cause: Option<Box<Exception>>,
}

/// An entry of `sys.modules`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ListedModule {
    pub(crate) key: String,
    #[serde(flatten)]
    pub(crate) identity: Identity,
    pub(crate) spec: Option<ModuleSpec>,
    pub(crate) name: Option<String>,
    pub(crate) file: Option<String>,
    pub(crate) package: Option<String>,
    pub(crate) path: Option<String>,
    pub(crate) serial: Option<String>,
    pub(crate) items: Option<String>,
    #[serde(default)]
    pub(crate) old: bool,
}

/// A module's spec.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ModuleSpec {
    pub(crate) name: String,
    pub(crate) loader: String,
    pub(crate) origin: Option<String>,
}

/// A line of the events file that isn't valid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the events file {wrong}")]
pub struct EventError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub wrong: Wrong,
}

/// What is wrong with a line, and its beginning.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// It isn't an event.
    #[error("is not an event: {text} ({why})")]
    NotAnEvent {
        /// Its beginning.
        text: String,
        /// Why not.
        why: String,
    },
    /// Its signature is missing or wrong.
    #[error("is forged or damaged, because neither the host nor the probe signed it: {text}")]
    Forged {
        /// Its beginning.
        text: String,
    },
}

const SHOWN: usize = 120;

/// Reads the events file. If there are keys, each line is signed.
pub(crate) fn read(bytes: &[u8], keys: Option<Keys>) -> Result<Vec<AnyEvent>, EventError> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n').enumerate();
    let read = |(index, line): (usize, &[u8])| {
        let event = match keys {
            Some(keys) => read_signed(line, keys),
            None => read_line(line),
        };
        event.map_err(|wrong| EventError { line: index + 1, wrong })
    };
    lines.map(read).collect()
}

/// What keeps the host from writing events, if it says so on its standard error.
pub(super) fn unwritten(stderr: &[u8], keys: Keys) -> Option<String> {
    let said = |line: &[u8]| match keys.open(line)? {
        (Signer::Host, text) => serde_json::from_slice::<Unwritten>(text).ok(),
        (Signer::Probe, _) => None,
    };
    stderr.split(|byte| *byte == b'\n').find_map(said).map(|line| line.unwritten)
}

/// Each signer can write only its own kinds of events.
fn read_signed(line: &[u8], keys: Keys) -> Result<AnyEvent, Wrong> {
    let forged = || Wrong::Forged { text: beginning(line) };
    let (signer, line) = keys.open(line).ok_or_else(forged)?;
    let event = read_line(line)?;
    match (signer, &event) {
        (Signer::Host, AnyEvent::Host(_) | AnyEvent::Fixture(_)) | (Signer::Probe, AnyEvent::Probe(_)) => Ok(event),
        _ => Err(forged()),
    }
}

fn read_line(line: &[u8]) -> Result<AnyEvent, Wrong> {
    let wrong = |why: String| Wrong::NotAnEvent { text: beginning(line), why };
    if line.last() != Some(&b'\n') {
        return Err(wrong("the line has no end".to_owned()));
    }
    // serde's error for an untagged enum says nothing.
    let unknown = |_| match serde_json::from_slice::<Value>(line) {
        Ok(_) => wrong("there is no event of this form".to_owned()),
        Err(error) => wrong(error.to_string()),
    };
    contract::read_object(line).map_err(unknown)
}

/// The beginning of a line as text, whatever is in it: what shows it escapes it.
fn beginning(line: &[u8]) -> String {
    // A character has at most four bytes.
    let line = &line[..line.len().min(4 * SHOWN)];
    String::from_utf8_lossy(line).trim_end().chars().take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read() {
        let text = concat!(
            "{\"begin\":1}\n{\"end\":1,\"status\":\"ok\"}\n{\"end\":2,\"status\":\"failed\",\"error\":\"-1\"}\n",
            "{\"probe\":3,\"object\":{\"type\":\"module\",\"id\":\"14\"}}\n",
            "{\"fixture\":\"single_phase\",\"event\":\"init\",\"count\":1}\n{\"done\":true}\n",
        );
        let events = read(text.as_bytes(), None).unwrap();
        assert_eq!(events.len(), 6);
        assert!(matches!(&events[2], AnyEvent::Host(contract::Event::End(2, Err(error))) if error == "-1"));
        assert!(matches!(&events[3], AnyEvent::Probe(report) if report.object.is_some()));
    }

    #[test]
    fn what_says_nothing_may_be_left_out() {
        let text = "{\"end\":1,\"status\":\"ok\",\"error\":null}\n{\"end\":2,\"status\":\"failed\"}\n";
        let events = read(text.as_bytes(), None).unwrap();
        assert!(matches!(&events[0], AnyEvent::Host(contract::Event::End(1, Ok(())))));
        assert!(matches!(&events[1], AnyEvent::Host(contract::Event::End(2, Err(error))) if error.is_empty()));
    }

    #[test]
    fn garbage_and_half_lines_are_refused() {
        let deep = format!("{{\"probe\":1,\"raised\":{}1{}}}\n", "{\"cause\":".repeat(200), "}".repeat(200));
        for (text, line, words) in [
            ("{\"begin\":1}\ngarbage\n", 2, "is not an event: garbage (expected value"),
            ("{\"begin\":1}\n{\"end\":1,\"sta", 2, "(the line has no end)"),
            ("{\"begin\":1}", 1, "(the line has no end)"),
            ("\n", 1, "(EOF while parsing"),
            ("{\"begin\":1,\"more\":2}\n", 1, "(there is no event of this form)"),
            ("{\"begin\":-1}\n", 1, "(there is no event of this form)"),
            ("\u{0}\u{0}\n", 1, "(expected value"),
            ("{\"done\":false}\n", 1, "(there is no event of this form)"),
            ("{\"end\":1,\"status\":\"ok\",\"error\":\"x\"}\n", 1, "(there is no event of this form)"),
            ("[]\n", 1, "(there is no event of this form)"),
            ("[\"x\",\"exec\",1]\n", 1, "(there is no event of this form)"),
            (&deep, 1, "(recursion limit exceeded"),
        ] {
            let error = read(text.as_bytes(), None).unwrap_err();
            assert_eq!(error.line, line, "{text}");
            assert!(error.to_string().contains(words), "{text}: {error}");
        }
    }
}
