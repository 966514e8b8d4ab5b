//! The format of the JSON report of runs: its number, and its JSON Schema.

use serde_json::{Map, Value, json};

use crate::case::Mode;
use crate::run::{Difference, RunVerdict};

/// Grows with changes that readers must know of.
pub const FORMAT: u32 = 1;

/// A report has a format that this extproof doesn't read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OtherFormat {
    /// It has no number, or an older one.
    #[error("the report is of an earlier extproof, and this one reads format {FORMAT}; run again with this extproof")]
    Older,
    /// A later extproof wrote it.
    #[error("the report has format {0}, and this extproof reads format {FORMAT}; update extproof")]
    Newer(u64),
}

/// Checks the number that a report has.
///
/// # Errors
/// When it isn't the one of this extproof.
pub fn read_format(found: Option<u64>) -> Result<(), OtherFormat> {
    match found {
        Some(found) if found == u64::from(FORMAT) => Ok(()),
        Some(found) if found > u64::from(FORMAT) => Err(OtherFormat::Newer(found)),
        _ => Err(OtherFormat::Older),
    }
}

/// A key of an object: its name, whether it is always there, its values, and what it says.
type Key = (&'static str, bool, Value, &'static str);

/// The JSON Schema of the report.
pub fn schema() -> Value {
    let mut schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "urn:extproof:run-report",
        "title": "The report of `extproof run --format json` and `extproof merge`",
    });
    let document = object(vec![
        (
            "format",
            true,
            json!({"const": FORMAT}),
            "The version of this format. It grows with changes that readers must know of.",
        ),
        ("partition", false, partition(), "Which part of a plan this is, if not the whole."),
        ("runs", true, list(run()), "The runs, in the order of their cases."),
        ("summary", true, summary(), "What the runs are together."),
    ]);
    if let (Value::Object(schema), Value::Object(document)) = (&mut schema, document) {
        schema.extend(document);
    }
    schema
}

fn partition() -> Value {
    object(vec![
        ("part", true, positive(), "The number of the part, from 1."),
        ("parts", true, positive(), "The number of parts."),
    ])
}

fn run() -> Value {
    let verdicts = RunVerdict::ALL.map(RunVerdict::name);
    let differences = Difference::ALL.map(Difference::name);
    let judged = || json!({"enum": ["ok", "violated", "not-run"]});
    object(vec![
        ("case", true, text(), "The id of the case."),
        ("mode", true, json!({"enum": Mode::ALL.map(Mode::name)}), "How the fixture was made available."),
        ("fixture", true, text(), "The fixture."),
        ("python", true, text(), "The version of Python, with a `t` for a free-threaded build."),
        ("host", true, text(), "The host."),
        ("verdict", true, json!({"enum": verdicts}), "The verdict."),
        (
            "difference",
            false,
            json!({"enum": differences}),
            "How it compares with the reference's run of the same call.",
        ),
        ("load", true, judged(), "Whether the contract holds, apart from endings."),
        ("teardown", true, judged(), "Whether interpreters and the process ended as the contract says."),
        ("reason", false, text(), "Why it was not run, or what failed."),
        ("violations", false, list(violation()), "Where the contract is violated."),
        ("transcript", true, json!({"type": ["string", "null"]}), "What happened, step by step."),
        ("outcomes", false, list(outcome()), "What the repetitions of a flaky run gave, the commonest first."),
        ("finding", false, positive(), "The number of the finding in docs/findings.md that explains a crash."),
        ("seconds", true, json!({"type": "number", "minimum": 0}), "The time of the run."),
        ("reproduce", false, text(), "The script that reproduces the run."),
        ("reproduce_uri", false, text(), "Its URI, if its path isn't UTF-8."),
        ("kept", false, text(), "The sandbox, if it was kept."),
        ("kept_uri", false, text(), "Its URI, if its path isn't UTF-8."),
    ])
}

fn outcome() -> Value {
    let verdicts = RunVerdict::ALL.map(RunVerdict::name);
    object(vec![
        ("count", true, positive(), "How many of the repetitions gave it."),
        ("verdict", true, json!({"enum": verdicts}), "The verdict."),
        ("transcript", true, json!({"type": ["string", "null"]}), "What happened, step by step."),
    ])
}

fn violation() -> Value {
    object(vec![
        ("step", true, text(), "The step, or `end`."),
        ("expected", true, text(), "What the contract says."),
        ("found", true, text(), "What happened."),
        ("teardown", true, json!({"type": "boolean"}), "Whether it is about the end of an interpreter or the process."),
    ])
}

fn summary() -> Value {
    let missing = object(vec![
        ("host", true, text(), "The host."),
        ("python", true, text(), "The Python."),
        ("reason", true, text(), "Why the host can't be run there."),
    ]);
    let mut row: Vec<Key> =
        vec![("host", true, text(), "The host."), ("area", true, text(), "The area of the cases, or `all`.")];
    row.extend(Difference::ALL.map(|difference| (difference.name(), true, count(), "How many runs compare so.")));
    let verdicts = RunVerdict::ALL.map(|verdict| (verdict.name(), true, count(), "How many runs have it."));
    object(vec![
        ("runs", true, count(), "How many runs were carried out."),
        ("verdicts", true, object(verdicts.to_vec()), "How many runs have each verdict."),
        ("pythons", true, list(text()), "The Pythons."),
        ("not_available", true, list(missing), "Hosts that can't be run on a Python."),
        ("differences", false, list(object(row)), "How other hosts compare with the reference, if there are any."),
    ])
}

fn object(keys: Vec<Key>) -> Value {
    let required: Vec<&str> = keys.iter().filter(|(_, always, ..)| *always).map(|(name, ..)| *name).collect();
    let properties: Map<String, Value> = keys
        .into_iter()
        .map(|(name, _, mut values, about)| {
            values["description"] = json!(about);
            (name.to_owned(), values)
        })
        .collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn list(items: Value) -> Value {
    json!({"type": "array", "items": items})
}

fn text() -> Value {
    json!({"type": "string"})
}

fn count() -> Value {
    json!({"type": "integer", "minimum": 0})
}

fn positive() -> Value {
    json!({"type": "integer", "minimum": 1})
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::project::Project;

    #[test]
    fn the_published_schema_is_that_of_the_report() {
        let path = Project::of_checkout().unwrap().root.join("docs/run-report.schema.json");
        let expected = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
        let found = fs::read_to_string(path).unwrap_or_default();
        assert!(
            found == expected,
            "write it anew: cargo run -p extproof --example run_report_schema >docs/run-report.schema.json"
        );
    }

    #[test]
    fn other_formats_are_refused_with_what_to_do() {
        assert_eq!(read_format(Some(FORMAT.into())), Ok(()));
        assert_eq!(read_format(Some(99)), Err(OtherFormat::Newer(99)));
        assert_eq!(read_format(Some(0)), Err(OtherFormat::Older));
        assert_eq!(read_format(None), Err(OtherFormat::Older));
    }
}
