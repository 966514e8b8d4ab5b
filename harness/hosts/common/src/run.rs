//! The command line of a host.

use std::env;
use std::ffi::OsString;
use std::path::Path;

use extproof_contract::Scenario;

use crate::describe::Description;
use crate::events::Events;
use crate::key::Key;
use crate::scenario;

/// What a host's `main` does: describes the host, or reads a scenario and has it carried out. Returns the exit code.
///
/// `carry_out` fails only if it can't write events.
pub fn run(
    description: &Description,
    carry_out: impl FnOnce(&'static Scenario, &'static Events) -> Result<(), String>,
) -> u8 {
    run_with(&env::args_os().skip(1).collect::<Vec<_>>(), description, carry_out)
}

/// The same for a host with arguments of its own: `arguments` are those of the contract, which come after them.
pub fn run_with(
    arguments: &[OsString],
    description: &Description,
    carry_out: impl FnOnce(&'static Scenario, &'static Events) -> Result<(), String>,
) -> u8 {
    match act(arguments, description, carry_out) {
        Ok(()) => 0,
        Err(message) => {
            eprintln!("{}: {message}", description.name);
            2
        }
    }
}

fn act(
    arguments: &[OsString],
    description: &Description,
    carry_out: impl FnOnce(&'static Scenario, &'static Events) -> Result<(), String>,
) -> Result<(), String> {
    match arguments {
        [argument] if argument == "--describe" => description.print(),
        [path] => {
            // Never freed, because Python keeps pointers to the names in its table of modules.
            let scenario = Box::leak(Box::new(scenario::read(Path::new(path), description)?));
            let key = scenario.key.as_deref().map(Key::parse).transpose()?;
            let events = Box::leak(Box::new(Events::new(key)));
            carry_out(scenario, events)?;
            events.done()
        }
        _ => Err(format!("usage: {0} --describe | {0} SCENARIO.json", description.name)),
    }
}
