//! The lines of the events file.

use serde::Deserialize;

/// One event.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// The host begins a step.
    Begin(u32),
    /// The host has ended a step; with the error if it failed.
    End(u32, Option<String>),
    /// The host has attempted everything.
    Done,
    /// The probe reports.
    Probe(Box<Report>),
    /// A fixture reports: its name, the event, how often that event happened.
    Fixture(String, String, u32),
}

/// What the probe reports of one action.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Report {
    pub(crate) probe: u32,
    pub(crate) object: Option<Identity>,
    pub(crate) value: Option<String>,
    pub(crate) raised: Option<Exception>,
    pub(crate) modules: Option<Vec<Module>>,
    #[serde(default)]
    pub(crate) builtin_module_names: std::collections::BTreeMap<String, u32>,
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
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exception {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) message: String,
    pub(crate) phase: Option<String>,
    pub(crate) cause: Option<Box<Exception>>,
}

/// An entry of `sys.modules`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Module {
    pub(crate) key: String,
    #[serde(flatten)]
    pub(crate) identity: Identity,
    pub(crate) spec: Option<Spec>,
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
pub(crate) struct Spec {
    pub(crate) name: String,
    pub(crate) loader: String,
    pub(crate) origin: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Begin(BeginLine),
    End(EndLine),
    Done(DoneLine),
    Probe(Box<Report>),
    Fixture(FixtureLine),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BeginLine {
    begin: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EndLine {
    end: u32,
    status: Status,
    error: Option<String>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Status {
    Ok,
    Failed,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DoneLine {
    done: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FixtureLine {
    fixture: String,
    event: String,
    count: u32,
}

/// Something on the events file that isn't an event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the events file is not an event: {text}")]
pub struct EventError {
    /// Counted from 1.
    pub line: usize,
    /// Its beginning.
    pub text: String,
}

const SHOWN: usize = 120;

/// Reads the events file.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Event>, EventError> {
    let mut events = Vec::new();
    for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let event = (line.last() == Some(&b'\n')).then(|| read_line(line)).flatten();
        events.push(event.ok_or_else(|| EventError {
            line: index + 1,
            text: String::from_utf8_lossy(line).trim_end().chars().take(SHOWN).map(printable).collect(),
        })?);
    }
    Ok(events)
}

/// What isn't an event can be anything, and shall not control a terminal.
fn printable(char: char) -> char {
    if char.is_control() { char::REPLACEMENT_CHARACTER } else { char }
}

fn read_line(line: &[u8]) -> Option<Event> {
    Some(match serde_json::from_slice(line).ok()? {
        Line::Begin(line) => Event::Begin(line.begin),
        Line::End(EndLine { end, status: Status::Ok, error: None }) => Event::End(end, None),
        Line::End(EndLine { end, status: Status::Failed, error }) => Event::End(end, Some(error.unwrap_or_default())),
        Line::Done(DoneLine { done: true }) => Event::Done,
        Line::Probe(report) => Event::Probe(report),
        Line::Fixture(line) => Event::Fixture(line.fixture, line.event, line.count),
        Line::End(_) | Line::Done(_) => return None,
    })
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
        let events = read(text.as_bytes()).unwrap();
        assert_eq!(events.len(), 6);
        assert!(matches!(&events[2], Event::End(2, Some(error)) if error == "-1"));
        assert!(matches!(&events[3], Event::Probe(report) if report.object.is_some()));
    }

    #[test]
    fn garbage_and_half_lines_are_refused() {
        for (text, line) in [
            ("{\"begin\":1}\ngarbage\n", 2),
            ("{\"begin\":1}\n{\"end\":1,\"sta", 2),
            ("{\"begin\":1}", 1),
            ("\n", 1),
            ("{\"begin\":1,\"more\":2}\n", 1),
            ("{\"begin\":-1}\n", 1),
            ("\u{0}\u{0}\n", 1),
            ("[]\n", 1),
        ] {
            assert_eq!(read(text.as_bytes()).unwrap_err().line, line, "{text}");
        }
    }
}
