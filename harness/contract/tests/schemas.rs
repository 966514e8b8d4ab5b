//! The JSON Schemas of the host contract fit what the harness and the hosts of the suite really write.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Write, stderr};
use std::path::Path;
use std::process::{Command, Stdio};

use extproof::build::Launch;
use extproof::case::{self, Case};
use extproof::host::Catalogue;
use extproof::isolate::Interrupt;
use extproof::project::Project;
use extproof::python::{Request, find};
use extproof::run::{RunOptions, Selection, Suite, export};
use extproof_contract::{Ability, Description, Event, FixtureEvent, VERSION, schema as generated};
use jsonschema::Validator;
use serde_json::{Value, json};

fn schema(name: &str) -> Validator {
    let path = Project::of_checkout().unwrap().root.join(format!("docs/host-contract/{name}.schema.json"));
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let title = schema["title"].as_str().unwrap();
    assert!(title.contains(&format!("contract {VERSION}")), "{title}");
    jsonschema::draft202012::new(&schema).unwrap()
}

#[track_caller]
fn fits(schema: &Validator, value: &Value) {
    let problems: Vec<String> = schema.iter_errors(value).map(|error| error.to_string()).collect();
    assert!(problems.is_empty(), "{value}\n{}", problems.join("\n"));
}

/// The hosts of the suite on the Pythons that the environment asks for, and cases that have every step.
fn suite() -> (Suite, Vec<Case>) {
    let project = Project::of_checkout().unwrap();
    let found =
        find(&Request::of_process(&[]), &project.python_facts(), &Interrupt::never().unwrap(), &|_| {}).unwrap();
    let sources = project.sources().unwrap().usable;
    let catalogue = Catalogue::read(&project.hosts(), &sources).unwrap();
    let set = case::load(&[Path::new(env!("CARGO_MANIFEST_DIR")).join("cases")], &[], &catalogue.names()).unwrap();
    assert!(set.errors.is_empty(), "{:?}", set.errors);
    let suite = Suite::prepare(project, &found.pythons, &catalogue.suite(), RunOptions::default(), &|_| {}).unwrap();
    (suite, set.cases)
}

#[test]
fn schemas_fit_what_is_really_written() {
    let (description, scenario, event) = (schema("description"), schema("scenario"), schema("event"));
    let fixture_event = schema("fixture-event");
    let (suite, cases) = suite();
    let folder = tempfile::tempdir().unwrap();
    let mut described: BTreeMap<&Path, Value> = BTreeMap::new();
    let mut written_steps: BTreeSet<String> = BTreeSet::new();
    let mut finished: BTreeSet<&Path> = BTreeSet::new();
    let mut reported = 0;
    let planned = suite.plan(&cases, &Selection::default());
    for (number, run) in planned.iter().filter(|run| run.not_applicable().is_none()).enumerate() {
        let Ok(host) = run.host else { continue };
        let program = host.launch.file();
        let told = described.entry(program).or_insert_with(|| serde_json::from_slice(&describe(&host.launch)).unwrap());
        let reproduce = export(run, host, &folder.path().join(number.to_string())).unwrap();
        let written: Value = serde_json::from_str(&fs::read_to_string(&reproduce.scenario).unwrap()).unwrap();
        fits(&scenario, &written);
        written_steps.extend(steps_of(&written["steps"]));
        // A run that is laid out may need what its host can't do.
        let can: Vec<&str> = told["steps"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        if !steps_of(&written["steps"]).iter().all(|step| can.contains(&step.as_str())) {
            continue;
        }
        let events = carried_out(&host.launch, &reproduce.scenario);
        let lines = events.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let lines = lines.filter(|event| event.get("probe").is_none());
        let (of_fixtures, own): (Vec<Value>, Vec<Value>) = lines.partition(|event| event.get("fixture").is_some());
        own.iter().for_each(|line| fits(&event, line));
        of_fixtures.iter().for_each(|line| fits(&fixture_event, line));
        reported += of_fixtures.len();
        // Some Pythons crash in some of the cases; what was written before has to fit all the same.
        if own.last() == Some(&json!({"done": true})) {
            finished.insert(program);
        }
    }
    assert!(reported > 0, "fixtures have reported");
    described.values().for_each(|value| fits(&description, value));
    assert_eq!(finished, described.keys().copied().collect(), "every host has done something to the end");
    for setup in &suite.setups {
        for missing in &setup.missing {
            not_run(&format!("host {} for Python {}: {}", missing.host.name, setup.python.version, missing.reason));
        }
    }

    // These are abilities for what a step of another name can have.
    let mut more = vec![Ability::AppendLibrary, Ability::InitializeHome, Ability::InitializeWithoutFilesystem];
    if suite.setups.iter().all(|setup| setup.python.version.minor < 12) {
        not_run("new_interpreter_from_config: no Python here has it");
        more.push(Ability::NewInterpreterFromConfig);
    }
    let all = Ability::ALL.into_iter().filter(|ability| !more.contains(ability)).map(|ability| ability.to_string());
    assert_eq!(written_steps, all.collect(), "every step was written");
}

/// Says what a machine can't test. Unlike what `println!` writes, this is seen.
fn not_run(what: &str) {
    let _ = writeln!(stderr(), "the schemas are not tried with {what}");
}

/// The host with an argument of the contract.
fn command(launch: &Launch, argument: &Path) -> Command {
    let mut command = Command::new(&launch.program);
    command.args(&launch.arguments).arg(argument).stdin(Stdio::null());
    command
}

fn describe(launch: &Launch) -> Vec<u8> {
    command(launch, Path::new("--describe")).output().unwrap().stdout
}

/// The events of a host that the test starts.
fn carried_out(launch: &Launch, scenario: &Path) -> String {
    let events = scenario.with_file_name("events.jsonl");
    fs::write(&events, "").unwrap();
    let mut command = command(launch, scenario);
    command.env_clear().env("LC_ALL", "C.UTF-8").env("EXTPROOF_EVENTS", &events);
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    fs::read_to_string(events).unwrap_or_else(|error| panic!("{}: {error}", scenario.display()))
}

fn steps_of(steps: &Value) -> Vec<String> {
    let step = |step: &Value| step["do"].as_str().unwrap().to_owned();
    steps.as_array().unwrap().iter().map(step).collect()
}

#[test]
fn schemas_refuse_what_the_contract_does_not_have() {
    let (description, scenario) = (schema("description"), schema("scenario"));
    let good =
        json!({"contract": 1, "name": "x", "version": "1", "python": "3.12.1 (main)", "link": "shared", "steps": []});
    fits(&description, &good);
    for (key, value) in [
        ("contract", json!(2)),
        ("name", json!("all")),
        ("name", json!("a b")),
        ("python", json!("Python 3.12")),
        ("link", json!("static")),
        ("steps", json!(["regsiter"])),
        ("steps", json!(["execute", "execute"])),
    ] {
        let mut bad = good.clone();
        bad[key] = value;
        assert!(!description.is_valid(&bad), "{bad}");
    }
    let with = |step: Value| {
        let mut value = json!({"contract": 1, "case": "a/x", "mode": "inittab", "fixture": "f", "home": "/p", "executable": "/p/x"});
        value["steps"] = json!([step]);
        value
    };
    fits(&scenario, &with(json!({"id": 1, "do": "finalize"})));
    for step in [
        json!({"do": "finalize"}),
        json!({"id": 0, "do": "finalize"}),
        json!({"id": 1, "do": "finalized"}),
        json!({"id": 1, "do": "finalize", "code": ""}),
        json!({"id": 1, "do": "execute"}),
        json!({"id": 1, "do": "append", "entries": []}),
        json!({"id": 1, "do": "append", "entries": [{"name": "x", "library": "/x.so"}]}),
        json!({"id": 1, "do": "append", "entries": [{"name": "x", "name_hex": "ff"}]}),
        json!({"id": 1, "do": "threads", "threads": [[{"id": 2, "do": "nothing"}]]}),
    ] {
        assert!(!scenario.is_valid(&with(step.clone())), "{step}");
    }
}

/// Every object that has some of the keys of events, and one that none has, with some value each.
fn objects() -> Vec<Value> {
    let numbers = [json!(1), json!(0), json!(-1), json!("1"), json!(1.5)];
    let keys = [
        ("begin", numbers.to_vec()),
        ("end", numbers.to_vec()),
        ("status", vec![json!("ok"), json!("failed"), json!("Ok"), json!(true)]),
        ("error", vec![json!("-1"), json!(""), Value::Null, json!(1)]),
        ("done", vec![json!(true), json!(false), json!("true")]),
        ("more", vec![Value::Null]),
    ];
    keys.into_iter().fold(vec![json!({})], |objects, (key, values)| {
        let with = |object: &Value, value: Value| {
            let mut object = object.clone();
            object[key] = value;
            object
        };
        let more = objects.iter().flat_map(|object| values.iter().map(move |value| with(object, value.clone())));
        let more: Vec<Value> = more.collect();
        objects.into_iter().chain(more).collect()
    })
}

#[test]
fn events_are_read_as_their_schema_says() {
    let schema = schema("event");
    let number = |event: &Value| event.get("begin").or(event.get("end")).cloned();
    let mut allowed: Vec<Value> = Vec::new();
    for event in objects().into_iter().chain([json!([]), json!([1]), json!([true]), json!(1), Value::Null]) {
        let read = serde_json::from_value::<Event>(event.clone());
        if schema.is_valid(&event) {
            let again = serde_json::to_value(read.unwrap()).unwrap();
            // What is written always says why a step failed, if only by an empty text.
            assert!(again == event || event["error"].is_null(), "{event}: {again}");
            if again == event {
                allowed.push(event);
            }
        } else if read.is_ok() {
            // Which numbers there are depends on the scenario, and none has a step 0.
            assert_eq!(number(&event), Some(json!(0)), "{event}");
        }
    }
    let expected = [
        json!({"begin": 1}),
        json!({"end": 1, "status": "ok"}),
        json!({"end": 1, "status": "failed", "error": "-1"}),
        json!({"end": 1, "status": "failed", "error": ""}),
        json!({"done": true}),
    ];
    assert_eq!(allowed, expected);
}

#[test]
fn numbers_and_lists_are_read_as_their_schemas_say() {
    let (description, fixture_event) = (schema("description"), schema("fixture-event"));
    for (steps, initializations) in [
        (json!(["execute", "finalize"]), json!(1)),
        (json!([]), Value::Null),
        (json!(["execute", "execute"]), json!(1)),
        (json!(["execute"]), json!(0)),
        (json!(["execute"]), json!(-1)),
        (json!("execute"), json!(1)),
    ] {
        let value = json!({
            "contract": 1, "name": "x", "version": "1", "python": "3.12.1 (main)", "link": "shared",
            "steps": steps, "initializations": initializations,
        });
        let read = serde_json::from_value::<Description>(value.clone());
        assert_eq!(read.is_ok(), description.is_valid(&value), "{value}: {read:?}");
    }
    for count in [json!(1), json!(0), json!(-1), Value::Null] {
        let value = json!({"fixture": "x", "event": "exec", "count": count});
        let read = serde_json::from_value::<FixtureEvent>(value.clone());
        assert_eq!(read.is_ok(), fixture_event.is_valid(&value), "{value}: {read:?}");
    }
}

#[test]
fn generated_files_are_up_to_date() {
    const HELP: &str = "run `cargo run -p extproof-contract --features schema --example generate`";
    let docs = Project::of_checkout().unwrap().root.join("docs");
    let read = |name: &str| fs::read_to_string(docs.join(name)).unwrap();
    for (name, value) in generated::all() {
        let written: Value = serde_json::from_str(&read(&format!("host-contract/{name}.schema.json"))).unwrap();
        assert_eq!(written, value, "{name}.schema.json is stale: {HELP}");
    }
    let page = read("writing-a-host.md");
    assert!(page.contains(&generated::steps_table()), "the table of steps in writing-a-host.md is stale: {HELP}");
}

#[test]
fn every_ability_is_listed() {
    let names = Ability::ALL.map(|ability| ability.to_string());
    assert!(names.is_sorted(), "{names:?}");
    let schema = generated::description();
    let listed = schema["$defs"]["Ability"].to_string();
    let known = listed.matches("\"const\"").count()
        + schema["$defs"]["Ability"]["oneOf"][0]["enum"].as_array().map_or(0, Vec::len);
    assert_eq!(known, names.len(), "{listed}");
}
