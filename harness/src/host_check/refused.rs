//! Calls that a host must refuse: with exit code 2 and a message, before it does anything.

use extproof_contract::{self as contract, Operation};

use super::defect::{Defect, Failed};
use super::{HostUnderTest, said};
use crate::engine::Setup;
use crate::isolate::{End, Sandbox};

const REFUSED: End = End::Exited(2);

/// Tests all of them, and gives their number.
pub(super) fn all(checked: &HostUnderTest<'_>, setup: &Setup) -> Result<usize, Failed> {
    let first = super::host_test::HostTest::new("")
        .ok(Operation::initialize())
        .ok(Operation::Execute { code: super::host_test::mark("'began'") });
    let scenario = serde_json::to_value(first.scenario(setup));
    let mut scenario = scenario.map_err(|error| checked.not_written("a scenario to refuse", error.into()))?;
    let text = |value: &serde_json::Value| value.to_string().into_bytes();
    scenario["contract"] = (contract::VERSION + 1).into();
    let other_contract = text(&scenario);
    scenario["contract"] = contract::VERSION.into();
    if let Some(steps) = scenario["steps"].as_array_mut() {
        steps.push(serde_json::json!({"id": 3, "do": "host_check"}));
    }
    let tests = [
        ("a call without arguments", None),
        ("a scenario that isn't there", Some(Vec::new())),
        ("a scenario that isn't JSON", Some(b"garbage\n".to_vec())),
        ("a scenario of another version of the contract", Some(other_contract)),
        ("a scenario whose last step is unknown", Some(text(&scenario))),
    ];
    for (test, text) in &tests {
        let sandbox = checked.sandbox(test)?;
        one(checked, test, &sandbox, text.as_deref())?;
    }
    Ok(tests.len())
}

fn one(checked: &HostUnderTest<'_>, test: &'static str, sandbox: &Sandbox, text: Option<&[u8]>) -> Result<(), Failed> {
    let finished = checked.run(test, sandbox, text.map(|text| (sandbox.scenario(), text)))?;
    let wrong = |defect| Err(checked.wrong(test, defect));
    if let Some(event) = String::from_utf8_lossy(&finished.events).lines().next() {
        return wrong(Defect::Began(event.chars().take(100).collect()));
    }
    if finished.end != REFUSED {
        return wrong(Defect::End { expected: REFUSED, found: finished.end, said: said(&finished) });
    }
    if finished.stderr.bytes.trim_ascii().is_empty() {
        return wrong(Defect::NoMessage);
    }
    Ok(())
}
