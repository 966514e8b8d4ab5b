//! Reads a scenario, and checks it before any step begins.

use std::fs;
use std::path::Path;

use extproof_contract::{Ability, Scenario, ScenarioStep, VERSION};
use serde::Deserialize;
use serde_json::Value;

use crate::describe::Description;
use crate::fixtures;
use crate::key::Key;

/// Reads a scenario from a file. One with a key is removed, because the code under test must not read it.
///
/// # Errors
/// What is wrong with it, with its path: what the contract doesn't have, or the host can't do.
pub fn read(path: &Path, host: &Description) -> Result<Scenario, String> {
    let read = || -> Result<Scenario, String> {
        let text = fs::read(path).map_err(|error| error.to_string())?;
        let scenario = parse(&text, host)?;
        if let Some(key) = &scenario.key {
            Key::parse(key)?;
            fs::remove_file(path).map_err(|error| format!("it has a key and can't be removed: {error}"))?;
        }
        Ok(scenario)
    };
    read().map_err(|error| format!("{}: {error}", path.display()))
}

fn parse(text: &[u8], host: &Description) -> Result<Scenario, String> {
    let mut value: Value = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    let version = &value["contract"];
    if *version != VERSION {
        return Err(format!("the contract is {version}, not {VERSION}"));
    }
    if has_nul(&value) {
        return Err("it has a text with a NUL, which C can't take".to_owned());
    }
    // One by one, so that the error names the step.
    let steps = value["steps"].as_array_mut().map(std::mem::take).ok_or("`steps` is not an array")?;
    let mut scenario: Scenario = serde_json::from_value(value).map_err(|error| error.to_string())?;
    scenario.steps = steps.into_iter().map(step).collect::<Result<_, _>>()?;
    for step in scenario.all_steps() {
        let ability = step.operation.ability();
        let wrong = |error: String| format!("step {} ({ability}): {error}", step.id);
        if !host.steps.contains(&ability) {
            let can: Vec<String> = host.steps.iter().map(Ability::to_string).collect();
            return Err(wrong(format!("this host can't do it; it can do {}", can.join(", "))));
        }
        let mut linked = step.operation.fixtures();
        linked
            .try_for_each(|name| if host.fixtures.contains(&name) { Ok(()) } else { fixtures::find(name).map(drop) })
            .map_err(wrong)?;
    }
    Ok(scenario)
}

fn step(value: Value) -> Result<ScenarioStep, String> {
    let name = format!("step {} ({})", value["id"], value["do"]);
    ScenarioStep::deserialize(value).map_err(|error| format!("{name}: {error}"))
}

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(fields) => fields.values().any(has_nul),
        _ => false,
    }
}
