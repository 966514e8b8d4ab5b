//! The command line of a host.

use std::env;
use std::path::Path;
use std::process::ExitCode;

use extproof_contract::Scenario;

use crate::describe::Description;
use crate::events::Events;
use crate::key::Key;
use crate::scenario;

/// What a host's `main` does: describes the host, or reads a scenario and has it carried out.
///
/// `carry_out` fails only if it can't report what happens.
pub fn run(
    description: &Description,
    carry_out: impl FnOnce(&'static Scenario, &'static Events) -> Result<(), String>,
) -> ExitCode {
    match act(description, carry_out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{}: {message}", description.name);
            ExitCode::from(2)
        }
    }
}

fn act(
    description: &Description,
    carry_out: impl FnOnce(&'static Scenario, &'static Events) -> Result<(), String>,
) -> Result<(), String> {
    let mut arguments = env::args_os().skip(1);
    match (arguments.next(), arguments.next()) {
        (Some(argument), None) if argument == "--describe" => description.print(),
        (Some(path), None) => {
            // Never freed, because Python keeps pointers to the names in its table of modules.
            let scenario = Box::leak(Box::new(scenario::read(Path::new(&path), description)?));
            let key = scenario.key.as_deref().map(Key::parse).transpose()?;
            let events = Box::leak(Box::new(Events::new(key)));
            carry_out(scenario, events)?;
            events.done()
        }
        _ => Err(format!("usage: {0} --describe | {0} SCENARIO.json", description.name)),
    }
}
