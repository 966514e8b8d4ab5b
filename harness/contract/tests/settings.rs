//! The JSON Schema of `[tool.extproof]` allows what its reader reads, and nothing else that a schema can refuse.

use std::fs;
use std::path::Path;

use extproof::config::{Config, KnownResults};
use extproof::project::Project;
use jsonschema::Validator;
use serde_json::{Value, json};

/// The published schema, or a part of it, as tools take it out.
fn schema(part: &str) -> Validator {
    let path = Project::of_checkout().unwrap().root.join("docs/pyproject.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::draft7::new(schema.pointer(part).unwrap()).unwrap()
}

/// The same value in TOML.
fn toml(value: &Value) -> String {
    match value {
        Value::Object(table) => {
            let pairs: Vec<String> = table.iter().map(|(key, value)| format!("{key} = {}", toml(value))).collect();
            format!("{{{}}}", pairs.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

fn entry(key: &str, value: Value) -> Value {
    let mut entry = json!({"trial": "reinit", "verdict": ["fails", "works"], "reason": "x"});
    entry[key] = value;
    entry
}

#[test]
fn the_schema_and_the_reader_agree() {
    let good = [
        json!({}),
        json!({"targets": "dist/*.whl"}),
        json!({"targets": ["a", "b"], "modules": "pkg.*", "python": ["3.12", "3.13t"], "timeout": 65535}),
        json!({"require": ["import", "quiet"], "trial": "reinit"}),
        json!({"known": []}),
        json!({"known": [entry("module", json!("m*")), entry("gil", json!("default"))]}),
        json!({"known": [entry("python", json!(">=3.12")), entry("trial", json!(["strict", "valgrind"]))]}),
    ];
    let bad = [
        json!({"target": "x"}),
        json!({"targets": []}),
        json!({"targets": ""}),
        json!({"targets": 1}),
        json!({"modules": [1]}),
        json!({"python": 3.12}),
        json!({"require": "own-gill"}),
        json!({"trial": "quiet"}),
        json!({"timeout": 0}),
        json!({"timeout": 65536}),
        json!({"timeout": "30"}),
        json!({"known": {}}),
        json!({"known": [{"trial": "reinit", "verdict": "fails"}]}),
        json!({"known": [{"trial": "reinit", "reason": "x"}]}),
        json!({"known": [{"verdict": "fails", "reason": "x"}]}),
        json!({"known": [entry("verdict", json!("n/a"))]}),
        json!({"known": [entry("verdict", json!("error"))]}),
        json!({"known": [entry("verdict", json!([]))]}),
        json!({"known": [entry("reason", json!(""))]}),
        json!({"known": [entry("gil", json!("no"))]}),
        json!({"known": [entry("modules", json!("m"))]}),
    ];
    let (whole, table) = (schema(""), schema("/properties/tool/properties/extproof"));
    for (settings, is_good) in good.iter().map(|value| (value, true)).chain(bad.iter().map(|value| (value, false))) {
        assert_eq!(table.is_valid(settings), is_good, "{settings}");
        let file = json!({"project": {"name": "x"}, "tool": {"other": 1, "extproof": settings}});
        assert_eq!(whole.is_valid(&file), is_good, "{settings}");
        let text: String =
            file.as_object().unwrap().iter().map(|(key, value)| format!("{key} = {}\n", toml(value))).collect();
        let read = Config::parse(Path::new("/x/pyproject.toml"), &text);
        assert_eq!(matches!(read, Ok(Some(_))), is_good, "{text}{read:?}");
        let Some(known) = settings.get("known") else { continue };
        let file = json!({"known": known});
        assert_eq!(whole.is_valid(&file), is_good, "{file}");
        let read = KnownResults::parse(Path::new("/x/known.toml"), &format!("known = {}\n", toml(known)));
        assert_eq!(read.is_ok(), is_good, "{file}{read:?}");
    }
}
