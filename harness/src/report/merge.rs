//! One document from those of all parts of a plan.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::{Map, Value, json};

/// Documents that can't be put together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeProblem {
    /// It has no runs, or isn't of a part.
    #[error("{}: not a report of `extproof run --partition M/N --format json`", .0.display())]
    NotAPart(PathBuf),
    /// Another number of parts, or a part that another file has.
    #[error("{}: part {part} of {parts} doesn't belong to the other reports; name each part of one plan once", path.display())]
    OtherPlan {
        /// The file.
        path: PathBuf,
        /// Its part.
        part: u64,
        /// Of how many.
        parts: u64,
    },
    /// What it tells of its runs isn't what they are.
    #[error("{}: its summary isn't that of its runs; run this part again", .0.display())]
    OtherRuns(PathBuf),
    /// A run that another report has, or other Pythons.
    #[error("{}: it has other Pythons than the other reports, or runs that one of them has; name the parts of one plan", .0.display())]
    OtherPythons(PathBuf),
    /// Parts without a report.
    #[error("the reports of these parts are missing: {}; run them, and name their reports too", missing(.0))]
    Missing(Vec<(u64, u64)>),
}

/// How many missing parts are named.
const SHOWN: usize = 20;

/// Nobody has more parts.
const MOST_PARTS: u64 = 10_000;

fn missing(parts: &[(u64, u64)]) -> String {
    let shown: Vec<_> = parts.iter().take(SHOWN).map(|(part, parts)| format!("{part}/{parts}")).collect();
    let more = if parts.len() > SHOWN { " and more" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// Puts the documents of all parts of a plan together. The runs are in the order of their cases.
///
/// # Errors
/// When a document is something else, or a part is missing or there twice.
pub fn merge(documents: Vec<(PathBuf, Value)>) -> Result<Value, MergeProblem> {
    let mut known: BTreeSet<(u64, u64)> = BTreeSet::new();
    let (mut runs, mut summary) = (Vec::new(), Map::<String, Value>::new());
    let mut keys = BTreeSet::new();
    for (path, mut document) in documents {
        let number = |name: &str| document["partition"][name].as_u64();
        let (Some(part), Some(parts)) = (number("part"), number("parts")) else {
            return Err(MergeProblem::NotAPart(path));
        };
        let is_other = known.first().is_some_and(|(others, _)| *others != parts);
        if is_other || !known.insert((parts, part)) {
            return Err(MergeProblem::OtherPlan { path, part, parts });
        }
        if parts > MOST_PARTS || !(1..=parts).contains(&part) {
            return Err(MergeProblem::NotAPart(path));
        }
        if !tells_of_its_runs(&document) {
            return Err(MergeProblem::OtherRuns(path));
        }
        let (Value::Array(of_part), Value::Object(told)) = (document["runs"].take(), document["summary"].take()) else {
            return Err(MergeProblem::NotAPart(path));
        };
        let is_other = summary.get("pythons").is_some_and(|pythons| Some(pythons) != told.get("pythons"));
        if is_other || !of_part.iter().all(|run| keys.insert(key(run))) {
            return Err(MergeProblem::OtherPythons(path));
        }
        runs.extend(of_part);
        told.into_iter().for_each(|(key, value)| add(summary.entry(key).or_insert(Value::Null), value));
    }
    let parts = known.first().map_or(0, |(parts, _)| *parts);
    let missing: Vec<_> =
        (1..=parts).filter(|part| !known.contains(&(parts, *part))).map(|part| (part, parts)).collect();
    if !missing.is_empty() {
        return Err(MergeProblem::Missing(missing));
    }
    runs.sort_by(|a, b| a["case"].as_str().cmp(&b["case"].as_str()));
    Ok(json!({ "runs": runs, "summary": summary }))
}

/// Whether the summary of a part counts its runs.
fn tells_of_its_runs(document: &Value) -> bool {
    let Some(runs) = document["runs"].as_array() else { return true };
    let mut counts = BTreeMap::<&str, u64>::new();
    for run in runs {
        *counts.entry(run["verdict"].as_str().unwrap_or_default()).or_default() += 1;
    }
    let told = document["summary"]["verdicts"].as_object();
    let told = told.into_iter().flatten().filter_map(|(name, count)| Some((name.as_str(), count.as_u64()?)));
    let told: BTreeMap<&str, u64> = told.filter(|(_, count)| *count > 0).collect();
    document["summary"]["runs"].as_u64() == Some(runs.len() as u64) && told == counts
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

    fn part(part: u64, parts: u64, case: &str) -> (PathBuf, Value) {
        let document = json!({
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
        assert!(told(vec![part(1, 2, "x"), part(1, 2, "x")]).contains("1.json: part 1 of 2"));
        assert!(told(vec![part(1, 2, "x"), part(2, 3, "x")]).contains("2.json: part 2 of 3"));
        assert!(told(vec![("x.json".into(), json!([]))]).contains("x.json: not a report"));
        assert!(told(vec![part(3, 2, "x")]).contains("3.json: not a report"));
        assert!(told(vec![part(1, u64::MAX, "x")]).contains("1.json: not a report"));
    }

    #[test]
    fn parts_of_different_plans_and_false_summaries_are_refused() {
        let told = |documents| merge(documents).unwrap_err().to_string();
        assert!(told(vec![part(1, 2, "x"), part(2, 2, "x")]).contains("2.json: it has other Pythons"));
        let mut other = part(2, 2, "y");
        other.1["summary"]["pythons"] = json!(["3.11.7"]);
        assert!(told(vec![part(1, 2, "x"), other]).contains("2.json: it has other Pythons"));
        for (place, value) in [("/summary/runs", json!(9)), ("/runs/0/verdict", json!("changed")), ("/runs", json!([]))]
        {
            let mut other = part(1, 1, "x");
            *other.1.pointer_mut(place).unwrap() = value;
            assert!(told(vec![other]).contains("1.json: its summary isn't"), "{place}");
        }
    }
}
