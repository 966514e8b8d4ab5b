//! The JSON Schemas of the host contract fit what the harness and the hosts of the suite really write.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use extproof::host::Catalogue;
use extproof::plan::{CONTRACT_VERSION, Operation};
use extproof::project::Project;
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::support::bench::{Bench, exit};
use crate::support::elsewhere::project;
use crate::support::not_run;
use crate::support::pythons::pythons;

fn schema(name: &str) -> Validator {
    let path = project().join(format!("docs/host-contract/{name}.schema.json"));
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let title = schema["title"].as_str().unwrap();
    assert!(title.contains(&format!("contract {CONTRACT_VERSION}")), "{title}");
    jsonschema::draft202012::new(&schema).unwrap()
}

#[track_caller]
fn fits(schema: &Validator, value: &Value) {
    let problems: Vec<String> = schema.iter_errors(value).map(|error| error.to_string()).collect();
    assert!(problems.is_empty(), "{value}\n{}", problems.join("\n"));
}

/// Cases that have every step and every kind of entry.
fn bench() -> Bench {
    let bench = Bench::new();
    bench.case(
        "a/table",
        "single_phase",
        "{ register = 'a' }, { append = 'b', from = 'library' }, { append = '', bytes = '7aff' }, \
         { append = 'c', fixture = 'NULL' }, { extend = [{ name = 'd' }] }, { assign = [{ name = 'e' }] }, \
         { initialize = { xoptions = ['a'], warnoptions = ['error'] } }, { import = 'a' }, { import = 'nothing' }, 'finalize'",
    );
    bench.case(
        "a/interpreters",
        "multi_phase",
        "{ register = '{fixture}' }, 'initialize', { new_interpreter = 'A' }, { import = '{fixture}', in = 'A' }, \
         { import = '{fixture}' }, { end_interpreter = 'A' }, { threads = 2, steps = [{ import = '{fixture}' }] }, 'finalize'",
    );
    bench.case("a/main", "single_phase", "{ register = '{fixture}' }, { run_main = [{ import = '{fixture}' }] }");
    bench.case(
        "a/library",
        "multi_phase",
        "{ register = 'json', shadowing = true }, { register_library = '{fixture}', library = '{library}' }, \
         { initialize = { home = '{sandbox}' } }, { initialize = { filesystem_importer = false } }, \
         { new_interpreter = 'A', modules = [{ name = 'a' }] }, { end_interpreter = 'A' }, 'finalize'",
    );
    bench.case(
        "a/resource",
        "multi_phase",
        "{ resource = 'x' }, { resource = 'y', kind = 'memory' }, 'initialize', 'finalize'",
    );
    let isolated = "{ new_interpreter = 'A', config = 'isolated' }, { end_interpreter = 'A' }";
    let head = "title = 'x'\nmodes = ['inittab']\nfixtures = ['multi_phase']\nrequires = { python = '>=3.12' }";
    bench.file("a/isolated", format!("{head}\nsteps = ['initialize', {isolated}, 'finalize']"));
    bench
}

#[test]
fn schemas_fit_what_is_really_written() {
    let (description, scenario, event) = (schema("description"), schema("scenario"), schema("event"));
    let bench = bench();
    let (cases, folder) = (bench.path("cases"), bench.path("runs"));
    // Without `--host`, the hosts of the suite; without `--python`, all Pythons that have them.
    let arguments = ["run", "--cases", cases.to_str().unwrap(), "--export", folder.to_str().unwrap()];
    let exported = bench.call(&arguments);
    assert_eq!(exported.code, exit::AS_REVIEWED, "{exported:?}");
    let mut described: BTreeMap<&str, Value> = BTreeMap::new();
    let mut written_steps: BTreeSet<String> = BTreeSet::new();
    let mut finished: BTreeSet<&str> = BTreeSet::new();
    for line in exported.stdout.lines() {
        let (host, path) = line.split_once(' ').unwrap();
        described.entry(host).or_insert_with(|| {
            let output = Command::new(host).arg("--describe").output().unwrap();
            serde_json::from_slice(&output.stdout).unwrap()
        });
        let written: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        fits(&scenario, &written);
        written_steps.extend(steps_of(&written["steps"]));
        // A run that is laid out may need what its host can't do.
        let can: Vec<&str> = described[host]["steps"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        if !steps_of(&written["steps"]).iter().all(|step| can.contains(&step.as_str())) {
            continue;
        }
        let events = carried_out(host, Path::new(path));
        let own = events.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let own: Vec<Value> =
            own.filter(|event| event.get("probe").is_none() && event.get("fixture").is_none()).collect();
        own.iter().for_each(|line| fits(&event, line));
        // Some Pythons crash in some of the cases; what was written before has to fit all the same.
        if own.last() == Some(&json!({"done": true})) {
            finished.insert(host);
        }
    }
    described.values().for_each(|value| fits(&description, value));
    assert_eq!(finished, described.keys().copied().collect(), "every host has done something to the end");
    // These are abilities for what a step of another name can have.
    let mut more = vec!["append_library", "initialize_home", "initialize_without_filesystem"];
    if pythons().iter().all(|python| python.version.minor < 12) {
        not_run("the schema with new_interpreter_from_config", "no Python here has it");
        more.push("new_interpreter_from_config");
    }
    let all = Operation::ABILITIES.into_iter().filter(|step| !more.contains(step)).map(str::to_owned);
    assert_eq!(written_steps, all.collect(), "every step was written");

    let links: BTreeSet<_> = described.values().map(|value| value["link"].as_str().unwrap()).collect();
    for kind in Catalogue::read(&Project::of_this_build().hosts(), &[]).unwrap().suite() {
        let (name, link) = (kind.name.as_str(), kind.link.name());
        let was_seen = described.keys().any(|path| path.contains(&format!("/{name}-3.")));
        if !was_seen {
            not_run(&format!("the schemas with host {name}"), "no Python here can be linked so");
        }
        assert!(!was_seen || links.contains(link), "{name}");
    }
}

/// The events of a host that is started by hand.
fn carried_out(host: &str, scenario: &Path) -> String {
    let events = scenario.with_file_name("events.jsonl");
    let mut command = Command::new(host);
    command.arg(scenario).env_clear().env("LC_ALL", "C.UTF-8").env("EXTPROOF_EVENTS", &events);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    fs::read_to_string(events).unwrap_or_else(|error| panic!("{host} {}: {error}", scenario.display()))
}

fn steps_of(steps: &Value) -> Vec<String> {
    let step = |step: &Value| step["do"].as_str().unwrap().to_owned();
    steps.as_array().unwrap().iter().map(step).collect()
}

#[test]
fn schemas_refuse_what_the_contract_does_not_have() {
    let (description, scenario, event) = (schema("description"), schema("scenario"), schema("event"));
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
        json!({"id": 1, "do": "finalise"}),
        json!({"id": 1, "do": "finalize", "code": ""}),
        json!({"id": 1, "do": "execute"}),
        json!({"id": 1, "do": "append", "entries": []}),
        json!({"id": 1, "do": "append", "entries": [{"name": "x", "library": "/x.so"}]}),
        json!({"id": 1, "do": "append", "entries": [{"name": "x", "name_hex": "ff"}]}),
        json!({"id": 1, "do": "threads", "threads": [[{"id": 2, "do": "nothing"}]]}),
    ] {
        assert!(!scenario.is_valid(&with(step.clone())), "{step}");
    }
    for line in [
        json!({"begin": 0}),
        json!({"end": 1}),
        json!({"end": 1, "status": "failed"}),
        json!({"done": false}),
        json!([]),
    ] {
        assert!(!event.is_valid(&line), "{line}");
    }
    assert!(!event.is_valid(&json!({"begin": 1, "more": 2})));
    assert!(!event.is_valid(&json!({"end": 1, "status": "ok", "error": "x"})));
}

#[test]
fn schemas_know_every_step() {
    let path = project().join("docs/host-contract/description.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(schema["properties"]["steps"]["items"]["enum"], json!(Operation::ABILITIES));
}
