//! Calls that a host must refuse: with exit code 2 and a message, before it does anything.

use extproof_contract::{self as contract, Operation};

use super::problem::{Problem, Wrong};
use super::{Checked, said};
use crate::isolate::{End, Sandbox};
use crate::run::Setup;

const REFUSED: End = End::Exited(2);

/// Tries all of them, and gives their number.
pub(super) fn all(checked: &Checked<'_>, setup: &Setup) -> Result<usize, Wrong> {
    let first = super::trial::Trial::new("")
        .ok(Operation::initialize())
        .ok(Operation::Execute { code: super::trial::mark("'began'") });
    let scenario = serde_json::to_value(first.scenario(setup));
    let mut scenario = scenario.map_err(|error| checked.not_written("a scenario to refuse", error.into()))?;
    let text = |value: &serde_json::Value| value.to_string().into_bytes();
    scenario["contract"] = (contract::VERSION + 1).into();
    let other_contract = text(&scenario);
    scenario["contract"] = contract::VERSION.into();
    if let Some(steps) = scenario["steps"].as_array_mut() {
        steps.push(serde_json::json!({"id": 3, "do": "host_check"}));
    }
    let trials = [
        ("a call without arguments", None),
        ("a scenario that isn't there", Some(Vec::new())),
        ("a scenario that isn't JSON", Some(b"garbage\n".to_vec())),
        ("a scenario of another version of the contract", Some(other_contract)),
        ("a scenario whose last step is unknown", Some(text(&scenario))),
    ];
    for (trial, text) in &trials {
        let sandbox = checked.sandbox(trial)?;
        one(checked, trial, &sandbox, text.as_deref())?;
    }
    Ok(trials.len())
}

fn one(checked: &Checked<'_>, trial: &'static str, sandbox: &Sandbox, text: Option<&[u8]>) -> Result<(), Wrong> {
    let finished = checked.run(trial, sandbox, text.map(|text| (sandbox.scenario(), text)))?;
    let wrong = |problem| Err(checked.wrong(trial, problem));
    if let Some(event) = String::from_utf8_lossy(&finished.events).lines().next() {
        return wrong(Problem::Began(event.chars().take(100).collect()));
    }
    if finished.end != REFUSED {
        return wrong(Problem::End { expected: REFUSED, found: ended(finished.end), said: said(&finished) });
    }
    if finished.stderr.bytes.trim_ascii().is_empty() {
        return wrong(Problem::NoMessage);
    }
    Ok(())
}

pub(super) fn ended(end: End) -> String {
    match end {
        End::Exited(code) => format!("ended with exit code {code}"),
        End::Killed(signal) => format!("was ended by {signal}"),
        End::TimedOut => "didn't end in time".to_owned(),
    }
}
