//! Calls build tools: compilers, cargo, commands of hosts. They are the user's own, so they get the whole environment.

use std::process::Command;
use std::time::Duration;

use crate::isolate::tool::{self, Called};
use crate::isolate::{self, End, Folder, Interrupt, Limits};

/// A slow machine needs some minutes for the largest host.
const PATIENCE: Duration = Duration::from_secs(60 * 60);

/// Runs a command to its end, with `input` as its standard input.
///
/// Compilers leave temporary files when they are killed, so these go into a folder of ours.
pub(super) fn call(command: &mut Command, input: &[u8], interrupt: &Interrupt) -> Result<Called, isolate::Error> {
    let folder = Folder::new(None)?;
    tool::call(command.env("TMPDIR", folder.path()), input, &Limits::of_tool(PATIENCE), interrupt)
}

/// How a tool ended, as the end of a sentence.
pub(super) fn ended(called: &Called) -> String {
    match called.end {
        End::TimedOut => format!("didn't end within {} minutes", PATIENCE.as_secs() / 60),
        End::Killed(signal) => format!("was killed by {signal}"),
        end => format!("ended with {end}"),
    }
}
