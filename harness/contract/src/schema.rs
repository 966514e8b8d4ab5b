//! What is generated from the types: the JSON Schemas, and the table of steps.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use crate::{Description, Event, FixtureEvent, Operation, Scenario};

/// The schema of what a host prints for `--describe`.
pub fn description() -> Value {
    read::<Description>()
}

/// The schema of scenarios.
pub fn scenario() -> Value {
    written::<Scenario>()
}

/// The schema of the events of hosts.
pub fn event() -> Value {
    read::<Event>()
}

/// The schema of the events of fixtures.
pub fn fixture_event() -> Value {
    read::<FixtureEvent>()
}

/// Each schema with its name: `docs/host-contract/NAME.schema.json`.
pub fn all() -> [(&'static str, Value); 4] {
    [("description", description()), ("scenario", scenario()), ("event", event()), ("fixture-event", fixture_event())]
}

/// The schema of what the harness reads: it allows what reading it allows.
fn read<T: JsonSchema>() -> Value {
    of::<T>(SchemaSettings::draft2020_12().for_deserialize())
}

/// The schema of what the harness writes.
fn written<T: JsonSchema>() -> Value {
    of::<T>(SchemaSettings::draft2020_12().for_serialize())
}

fn of<T: JsonSchema>(settings: SchemaSettings) -> Value {
    let schema: Schema = settings.into_generator().into_root_schema_for::<T>();
    let mut value = schema.to_value();
    // The description of the type is what people look for in the title.
    if let Some(title) = value.get("description").cloned() {
        value["title"] = title;
        value.as_object_mut().map(|object| object.remove("description"));
    }
    value
}

/// The table of steps in Markdown.
pub fn steps_table() -> String {
    let schema = written::<Operation>();
    let mut table = "| `do` | fields | what the host does |\n|---|---|---|\n".to_owned();
    for step in schema["oneOf"].as_array().into_iter().flatten() {
        let name = step["properties"]["do"]["const"].as_str().unwrap_or_default();
        let fields = fields(step, &schema).join(", ");
        let text = step["description"].as_str().unwrap_or_default();
        table.push_str(&format!("| `{name}` | {fields} | {text} |\n"));
    }
    table
}

/// The names of the fields of a step; those in braces can be left out.
fn fields(step: &Value, root: &Value) -> Vec<String> {
    let mut fields = Vec::new();
    if let Some(name) = step["$ref"].as_str().and_then(|path| path.strip_prefix('#')) {
        fields.extend(self::fields(root.pointer(name).unwrap_or(&Value::Null), root));
    }
    let required = |key: &String| step["required"].as_array().is_some_and(|names| names.iter().any(|name| name == key));
    let own = step["properties"].as_object().into_iter().flatten().map(|(key, _)| key).filter(|key| *key != "do");
    fields.extend(own.map(|key| if required(key) { format!("`{key}`") } else { format!("[`{key}`]") }));
    let choices = ["oneOf", "anyOf"].into_iter().filter_map(|key| step[key].as_array()).flatten();
    let choices: Vec<String> = choices.map(|choice| self::fields(choice, root).join(" and ")).collect();
    if !choices.is_empty() {
        fields.push(choices.join(" or "));
    }
    fields
}

/// The page with the current table of steps, which is between the line `<!-- steps -->` and the next empty line.
pub fn with_steps_table(page: &str) -> String {
    const MARK: &str = "<!-- steps -->\n";
    let Some((before, rest)) = page.split_once(MARK) else { return page.to_owned() };
    let after = rest.split_once("\n\n").map_or("", |(_, after)| after);
    format!("{before}{MARK}{}\n{after}", steps_table())
}
