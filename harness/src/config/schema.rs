//! The JSON Schema of the tables, from the keys that the reader allows.

use serde_json::{Map, Value, json};

use super::key::{CONFIG, KNOWN, KNOWN_RESULTS, TableKey, Values};

/// The JSON Schema of both kinds of files: `pyproject.toml`, as far as it is extproof's, and those with known results.
///
/// Tools take the part for the table out of it, `#/properties/tool/properties/extproof`, so it refers to no other part.
/// They know this draft best, and some want an id.
pub fn schema() -> Value {
    let extproof = table("Settings of `extproof check`.", &CONFIG);
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "urn:extproof:pyproject",
        "title": "Settings of `extproof check`: [tool.extproof] in a pyproject.toml, or a file with known results",
        "type": "object",
        "properties": {
            "tool": {"type": "object", "properties": {"extproof": extproof}},
            "known": property(&KNOWN_RESULTS),
        },
    })
}

fn table(about: &str, keys: &[TableKey]) -> Value {
    let properties: Map<String, Value> = keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let mut table = json!({"description": about, "type": "object", "properties": properties});
    let required: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    if !required.is_empty() {
        table["required"] = json!(required);
    }
    table["additionalProperties"] = json!(false);
    table
}

fn property(key: &TableKey) -> Value {
    let mut property = match &key.values {
        Values::Text => text(),
        Values::Name(names) => json!({"enum": names()}),
        Values::Texts => one_or_list(&text()),
        Values::Names(names) => one_or_list(&json!({"enum": names()})),
        Values::Seconds => json!({"type": "integer", "minimum": 1, "maximum": u16::MAX}),
        Values::KnownResults => json!({"type": "array", "items": table("A known result.", &KNOWN)}),
    };
    property["description"] = json!(key.about);
    property
}

fn text() -> Value {
    json!({"type": "string", "minLength": 1})
}

fn one_or_list(item: &Value) -> Value {
    json!({"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]})
}
