//! One document from those of all parts of a plan.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::{FORMAT, OtherFormat, Part};
use crate::advice::Advised;

/// Reports that can't be put together.
#[derive(Debug, thiserror::Error)]
pub enum MergeProblem {
    /// A report can't be read.
    #[error("can't read the report {}: {}", path.display(), Advised(source))]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A report ends before its document does.
    #[error("{}: cut off in line {line}; write or copy this report again", path.display())]
    CutOff {
        /// The file.
        path: PathBuf,
        /// Where it ends.
        line: usize,
    },
    /// A file isn't JSON.
    #[error("{}: not JSON: {source}; make a report with `extproof run --partition M/N --format json`", path.display())]
    NotJson {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A report has a format that this extproof doesn't read.
    #[error("{}: {source}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// Which.
        source: OtherFormat,
    },
    /// It has no runs, or a part that can't be.
    #[error("{}: not a report of `extproof run --partition M/N --format json`", .0.display())]
    NotAReport(PathBuf),
    /// A report of a whole plan.
    #[error("{}: the report of a whole run, not of a part; leave it out, or run with --partition M/N", .0.display())]
    Whole(PathBuf),
    /// A part has two reports.
    #[error("{}: part {part}/{parts} is also in {}; name each part once", path.display(), other.display())]
    Twice {
        /// The file.
        path: PathBuf,
        /// The other file.
        other: PathBuf,
        /// The part.
        part: u64,
        /// Of how many.
        parts: u64,
    },
    /// Another number of parts.
    #[error("{}: part {part}/{parts}, but {} has a part of {others}; name the parts of one plan", path.display(), other.display())]
    OtherPlan {
        /// The file.
        path: PathBuf,
        /// The file that tells otherwise.
        other: PathBuf,
        /// Its part.
        part: u64,
        /// Of how many.
        parts: u64,
        /// Of how many the others are.
        others: u64,
    },
    /// What it tells of its runs isn't what they are.
    #[error("{}: its summary isn't that of its runs; run this part again", .0.display())]
    OtherRuns(PathBuf),
    /// A run that another report has, or other Pythons.
    #[error("{}: its Pythons differ from those of the other reports, or another report has the same run; name the parts of one plan", .0.display())]
    OtherPythons(PathBuf),
    /// Parts without a report.
    #[error("the reports of these parts are missing: {}; run them, and name their reports too", missing(.0))]
    Missing(Vec<(u64, u64)>),
}

/// How many missing parts are named.
const SHOWN: usize = 20;

fn missing(parts: &[(u64, u64)]) -> String {
    let shown: Vec<_> = parts.iter().take(SHOWN).map(|(part, parts)| format!("{part}/{parts}")).collect();
    let more = if parts.len() > SHOWN { " and more" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// Puts the reports of all parts of a plan together. The runs are in the order of their cases.
///
/// # Errors
/// When a part is missing or there twice, or isn't of the same plan.
pub fn merge(reports: Vec<Part>) -> Result<Value, MergeProblem> {
    check_parts(&reports)?;
    let (mut runs, mut summary) = (Vec::new(), Map::<String, Value>::new());
    let mut keys = BTreeSet::new();
    for report in reports {
        let pythons = summary.get("pythons");
        let is_other = pythons.is_some_and(|pythons| Some(pythons) != report.summary.get("pythons"));
        if is_other || !report.runs.iter().all(|run| keys.insert(key(run))) {
            return Err(MergeProblem::OtherPythons(report.path));
        }
        runs.extend(report.runs);
        report.summary.into_iter().for_each(|(key, value)| add(summary.entry(key).or_insert(Value::Null), value));
    }
    runs.sort_by(|a, b| a["case"].as_str().cmp(&b["case"].as_str()));
    Ok(json!({ "format": FORMAT, "runs": runs, "summary": summary }))
}

/// Checks that the parts are those of one plan, each once.
fn check_parts(reports: &[Part]) -> Result<(), MergeProblem> {
    let mut known: BTreeMap<u64, &Part> = BTreeMap::new();
    for report in reports {
        let Part { part, parts, .. } = *report;
        let first = &reports[0];
        if first.parts != parts {
            let (path, other) = (report.path.clone(), first.path.clone());
            return Err(MergeProblem::OtherPlan { path, other, part, parts, others: first.parts });
        }
        if let Some(other) = known.insert(part, report) {
            let (path, other) = (report.path.clone(), other.path.clone());
            return Err(MergeProblem::Twice { path, other, part, parts });
        }
    }
    let parts = reports.first().map_or(0, |report| report.parts);
    let missing: Vec<_> = (1..=parts).filter(|part| !known.contains_key(part)).map(|part| (part, parts)).collect();
    if missing.is_empty() { Ok(()) } else { Err(MergeProblem::Missing(missing)) }
}

/// What tells a run from all others.
fn key(run: &Value) -> Vec<String> {
    let names = ["case", "mode", "fixture", "host", "python"];
    names.iter().map(|name| run[*name].as_str().unwrap_or_default().to_owned()).collect()
}

/// Adds what a part says: numbers are summed, rows of equal names too, and of equal texts one is kept.
fn add(sum: &mut Value, more: Value) {
    match (sum, more) {
        (Value::Object(sum), Value::Object(more)) => {
            more.into_iter().for_each(|(key, value)| add(sum.entry(key).or_insert(Value::Null), value));
        }
        (Value::Array(sum), Value::Array(more)) => {
            for value in more {
                match sum.iter_mut().find(|known| names(known) == names(&value)) {
                    Some(known) => add(known, value),
                    None => sum.push(value),
                }
            }
        }
        (sum @ Value::Number(_), Value::Number(more)) => {
            *sum = json!(sum.as_u64().unwrap_or_default() + more.as_u64().unwrap_or_default());
        }
        (sum @ Value::Null, more) => *sum = more,
        _ => {}
    }
}

/// What is the same in the rows about the same: their texts.
fn names(value: &Value) -> BTreeMap<String, String> {
    match value {
        Value::Object(fields) => {
            fields.iter().filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
        }
        Value::String(text) => [(String::new(), text.clone())].into(),
        _ => BTreeMap::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Document = (PathBuf, Value);

    fn merge(documents: Vec<Document>) -> Result<Value, MergeProblem> {
        let parts = documents.into_iter().map(|(path, document)| Part::of(&path, document));
        super::merge(parts.collect::<Result<_, _>>()?)
    }

    fn part(part: u64, parts: u64, case: &str) -> Document {
        let document = json!({
            "format": FORMAT,
            "partition": { "part": part, "parts": parts },
            "runs": [{ "case": case, "verdict": "ok" }],
            "summary": {
                "runs": 1, "verdicts": { "ok": 1, "new": 0 }, "pythons": ["3.12.1"],
                "differences": [{ "host": "pyo3", "area": "a", "same": 1 }],
            },
        });
        (PathBuf::from(format!("{part}.json")), document)
    }

    #[test]
    fn parts_are_summed() {
        let merged = merge(vec![part(2, 2, "a/y"), part(1, 2, "a/x")]).unwrap();
        let expected = json!({
            "format": FORMAT,
            "runs": [{ "case": "a/x", "verdict": "ok" }, { "case": "a/y", "verdict": "ok" }],
            "summary": {
                "runs": 2, "verdicts": { "ok": 2, "new": 0 }, "pythons": ["3.12.1"],
                "differences": [{ "host": "pyo3", "area": "a", "same": 2 }],
            },
        });
        assert_eq!(merged, expected);
    }

    #[test]
    fn a_part_that_is_missing_or_there_twice_is_named() {
        let told = |documents| merge(documents).unwrap_err().to_string();
        assert!(told(vec![part(2, 3, "x")]).contains("missing: 1/3, 3/3;"));
        assert!(told(vec![part(1, 2, "x"), part(1, 2, "x")]).contains("1.json: part 1/2 is also in 1.json"));
        let other = told(vec![part(1, 2, "x"), part(2, 3, "x")]);
        assert!(other.contains("2.json: part 2/3, but 1.json has a part of 2;"), "{other}");
        assert!(told(vec![("x.json".into(), json!([]))]).contains("x.json: not a report"));
        assert!(told(vec![part(3, 2, "x")]).contains("3.json: not a report"));
        assert!(told(vec![part(1, u64::MAX, "x")]).contains("1.json: not a report"));
    }

    #[test]
    fn runs_that_were_not_carried_out_are_no_runs_of_the_summary() {
        let mut some = part(1, 1, "x");
        some.1["runs"] = json!([{ "case": "x", "verdict": "not-run" }]);
        some.1["summary"] = json!({ "runs": 0, "verdicts": { "not-run": 1 } });
        assert_eq!(merge(vec![some]).unwrap()["summary"]["verdicts"]["not-run"], 1);
    }

    #[test]
    fn wholes_and_other_formats_are_refused() {
        let told = |key: &str, value: Option<Value>| {
            let mut other = part(1, 1, "x");
            match value {
                Some(value) => other.1[key] = value,
                None => drop(other.1.as_object_mut().unwrap().remove(key)),
            }
            merge(vec![other]).unwrap_err().to_string()
        };
        assert!(told("partition", None).contains("1.json: the report of a whole run"));
        assert!(told("format", None).contains("1.json: the report is of an earlier extproof"));
        assert!(told("format", Some(json!(FORMAT + 1))).contains("1.json: the report has format 2"));
        assert!(told("runs", None).contains("1.json: not a report"));
    }

    #[test]
    fn parts_of_different_plans_and_false_summaries_are_refused() {
        let told = |documents| merge(documents).unwrap_err().to_string();
        assert!(told(vec![part(1, 2, "x"), part(2, 2, "x")]).contains("2.json: its Pythons differ"));
        let mut other = part(2, 2, "y");
        other.1["summary"]["pythons"] = json!(["3.11.7"]);
        assert!(told(vec![part(1, 2, "x"), other]).contains("2.json: its Pythons differ"));
        for (place, value) in [
            ("/summary/runs", json!(9)),
            ("/runs/0/verdict", json!("changed")),
            ("/runs", json!([])),
            ("/runs/0/verdict", json!("not-run")),
        ] {
            let mut other = part(1, 1, "x");
            *other.1.pointer_mut(place).unwrap() = value;
            assert!(told(vec![other]).contains("1.json: its summary isn't"), "{place}");
        }
    }
}
