//! What is written to the events file, and to standard error where that fails.
//!
//! Hosts and fixtures write here what these types describe. What the probe writes is no part of the contract: the harness gives
//! the probe to the host, as code, and reads what it reports.

use std::fmt;
use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

/// An event that a host of extproof writes, contract 1: one line of the events file, without its signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "Fields", into = "Fields")]
pub enum Event {
    /// Before the step of that number.
    Begin(u32),
    /// After it, before the next one begins; with the error if it failed.
    End(u32, Result<(), String>),
    /// After the last step.
    Done,
}

/// An event that a fixture writes, also one that is part of a host of extproof, contract 1: one line of the events file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FixtureEvent {
    /// The name of the fixture.
    pub fixture: String,
    /// What happened, as `init` or `exec`.
    pub event: String,
    /// How often it has happened in this process, this time included.
    pub count: NonZeroU32,
}

/// What a host with a key writes to standard error when it can't write an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unwritten {
    /// What the system says.
    pub unwritten: String,
}

/// An event as it is written. An `error` that says nothing may be null or missing.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged, deny_unknown_fields)]
enum Fields {
    /// before the step
    Begin {
        #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
        begin: u32,
    },
    /// after it, before the next one begins
    Succeeded {
        #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
        end: u32,
        status: Succeeded,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<()>,
    },
    /// after a failed step
    Failed {
        #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
        end: u32,
        status: Failed,
        error: Option<String>,
    },
    /// after the last step
    Done {
        #[cfg_attr(feature = "schema", schemars(extend("const" = true)))]
        done: bool,
    },
}

#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
enum Succeeded {
    #[serde(rename = "ok")]
    Ok,
}

#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
enum Failed {
    #[serde(rename = "failed")]
    Failed,
}

/// `{"done": false}`.
struct NotDone;

impl fmt::Display for NotDone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`done` can only be true")
    }
}

impl TryFrom<Fields> for Event {
    type Error = NotDone;

    fn try_from(fields: Fields) -> Result<Self, NotDone> {
        Ok(match fields {
            Fields::Begin { begin } => Self::Begin(begin),
            Fields::Succeeded { end, .. } => Self::End(end, Ok(())),
            Fields::Failed { end, error, .. } => Self::End(end, Err(error.unwrap_or_default())),
            Fields::Done { done: true } => Self::Done,
            Fields::Done { done: false } => return Err(NotDone),
        })
    }
}

impl From<Event> for Fields {
    fn from(event: Event) -> Self {
        match event {
            Event::Begin(begin) => Self::Begin { begin },
            Event::End(end, Ok(())) => Self::Succeeded { end, status: Succeeded::Ok, error: None },
            Event::End(end, Err(error)) => Self::Failed { end, status: Failed::Failed, error: Some(error) },
            Event::Done => Self::Done { done: true },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_and_written_alike() {
        for (event, text) in [
            (Event::Begin(1), r#"{"begin":1}"#),
            (Event::End(1, Ok(())), r#"{"end":1,"status":"ok"}"#),
            (Event::End(1, Err("-1".to_owned())), r#"{"end":1,"status":"failed","error":"-1"}"#),
            (Event::Done, r#"{"done":true}"#),
        ] {
            assert_eq!(serde_json::to_string(&event).unwrap(), text);
            assert_eq!(serde_json::from_str::<Event>(text).unwrap(), event);
        }
    }

    #[test]
    fn hosts_may_leave_out_what_says_nothing() {
        for (text, event) in [
            (r#"{"status":"ok","end":1,"error":null}"#, Event::End(1, Ok(()))),
            (r#"{"end":1,"status":"failed"}"#, Event::End(1, Err(String::new()))),
            (r#"{"end":1,"status":"failed","error":null}"#, Event::End(1, Err(String::new()))),
            (r#"{"begin":0}"#, Event::Begin(0)),
        ] {
            assert_eq!(serde_json::from_str::<Event>(text).unwrap(), event, "{text}");
        }
    }

    #[test]
    fn what_is_no_event_is_refused() {
        for text in [
            r#"{"begin":-1}"#,
            r#"{"begin":1,"more":2}"#,
            r#"{"end":1}"#,
            r#"{"end":1,"status":"ok","error":"x"}"#,
            r#"{"end":1,"status":"OK"}"#,
            r#"{"end":1,"status":"failed","error":"x","more":2}"#,
            r#"{"done":false}"#,
            r#"{"done":true,"end":1}"#,
            r#"{"fixture":"x","event":"init","count":1}"#,
            "[1]",
            "[]",
        ] {
            assert!(serde_json::from_str::<Event>(text).is_err(), "{text}");
        }
    }
}
