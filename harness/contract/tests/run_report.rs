//! The JSON Schema of the report of runs allows what is written, and says which keys are always there.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use extproof::case::Mode;
use extproof::host::{Catalogue, HostKind};
use extproof::project::Project;
use extproof::report::{Call, Part, Report, merge};
use extproof::run::{
    EqualResults, Happened, Reason, Reproduction, RunResult, RunVerdict, ViolatedAt, Violation, Wanted,
};
use extproof::version::Version;
use jsonschema::Validator;
use serde_json::Value;

fn schema() -> Validator {
    let path = Project::of_checkout().unwrap().root.join("docs/run-report.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::draft7::new(&schema).unwrap()
}

fn host(name: &str) -> HostKind {
    let project = Project::of_checkout().unwrap();
    let catalogue = Catalogue::read(&project.hosts(), &project.sources().unwrap().usable).unwrap();
    catalogue.all().iter().find(|kind| kind.name == name).unwrap().clone()
}

fn results() -> Vec<RunResult> {
    let sparse = RunResult {
        case: "a/x".to_owned(),
        mode: Mode::Inittab,
        fixture: "single_phase".to_owned(),
        python: Version::new(12, 1),
        host: host("capi"),
        verdict: RunVerdict::NotRun,
        reason: None,
        violations: Vec::new(),
        transcript: None,
        crashed_in: None,
        reviewed: None,
        outcomes: Vec::new(),
        seconds: 0.0,
        reproduce: None,
        kept: None,
    };
    let odd = PathBuf::from(OsString::from_vec(b"/caf\xe9".to_vec()));
    let full = RunResult {
        host: host("pyo3"),
        verdict: RunVerdict::Violation,
        reason: Some(Reason::Failed("x".to_owned())),
        violations: vec![Violation {
            at: ViolatedAt::End,
            expected: Wanted::Success,
            found: Happened::End("SIGSEGV".to_owned()),
            teardown: true,
        }],
        case: "instances/sub-then-main".to_owned(),
        transcript: Some("end: SIGSEGV in finalize\n".to_owned()),
        crashed_in: Some("finalize".to_owned()),
        reproduce: Some(Reproduction { host: "host".to_owned(), scenario: odd.clone(), script: odd.clone() }),
        kept: Some(odd),
        outcomes: vec![EqualResults {
            count: 2,
            verdict: RunVerdict::Ok,
            transcript: Some("end: exit 0\n".to_owned()),
        }],
        ..sparse.clone()
    };
    vec![sparse, full]
}

fn report(results: &[RunResult], partition: Option<&str>) -> Value {
    let call = Call { cases: &[], snapshots: None, hosts: &[], pythons: &[] };
    let partition = partition.map(|text| text.parse().unwrap());
    let mut out = Vec::new();
    Report { results, setups: &[], call, partition, files: BTreeMap::new() }.json(&mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn the_schema_allows_what_is_written() {
    let schema = schema();
    let results = results();
    for (results, partition) in [(&results[..], None), (&results[..], Some("1/1")), (&[], Some("2/3"))] {
        let report = report(results, partition);
        let wrong: Vec<String> = schema.iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:#?} in {report:#}");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("1.json");
    fs::write(&path, report(&results, Some("1/1")).to_string()).unwrap();
    let merged = merge(vec![Part::read(&path).unwrap()]).unwrap();
    assert!(schema.is_valid(&merged), "{merged:#}");
}

/// Every key that the schema knows is in a report with everything, so none is left over from an earlier format.
#[test]
fn every_key_of_the_schema_is_written() {
    let (schema, report) = (extproof::report::schema(), report(&results(), Some("1/1")));
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&schema["properties"]), keys(&report));
    let run = &schema["properties"]["runs"]["items"]["properties"];
    assert_eq!(keys(run), keys(&report["runs"][1]));
    assert_eq!(keys(&run["violations"]["items"]["properties"]), keys(&report["runs"][1]["violations"][0]));
    assert_eq!(keys(&schema["properties"]["summary"]["properties"]), keys(&report["summary"]));
}

#[test]
fn the_schema_refuses_what_is_not_a_report() {
    let schema = schema();
    let whole = report(&results(), None);
    for (pointer, value) in [("/format", 2.into()), ("/runs/0/verdict", "good".into()), ("/summary", Value::Null)] {
        let mut other = whole.clone();
        *other.pointer_mut(pointer).unwrap() = value;
        assert!(!schema.is_valid(&other), "{pointer}");
    }
    let mut other = whole;
    other["runs"][0]["more"] = 1.into();
    assert!(!schema.is_valid(&other));
}
