//! The command line.

mod arguments;
mod check;
mod exit;
mod failure;
mod host_check;
mod hosts;
mod list;
mod mistakes;
mod panics;
mod progress;
mod pythons;
mod run;
mod screen;
mod session;
mod show;

use std::ffi::OsString;
use std::{env, process};

use clap::Parser;
use clap::error::Error;

pub use exit::{CheckExit, Exit};
pub use failure::Failure;
pub use panics::guarded;

use crate::report::escape::terminal;
use arguments::{Arguments, Command};

/// Carries out the command that the process's arguments ask for.
pub fn main() -> Exit {
    guarded(command)
}

fn command() -> Exit {
    let arguments = Arguments::try_parse().unwrap_or_else(|error| refuse(&error));
    let done = match arguments.command {
        Command::Run(arguments) => run::run(&arguments),
        Command::HostCheck(arguments) => host_check::host_check(&arguments),
        Command::List(arguments) => list::list(&arguments),
        Command::Show(arguments) => show::show(&arguments),
        Command::Check(arguments) => check::check(&arguments),
        Command::Pythons(arguments) => pythons::pythons(&arguments),
    };
    done.unwrap_or_else(|failure| failure.report())
}

/// Ends the process as clap does: with the help that was asked for, or what is wrong with the arguments.
fn refuse(error: &Error) -> ! {
    let is_plain = |argument: OsString| {
        let text = argument.to_string_lossy();
        terminal::line(&text) == text
    };
    if env::args_os().all(is_plain) {
        error.exit();
    }
    // In the styled text, such an argument couldn't be told from a style.
    screen::drawing(&terminal::block(&error.render().to_string()));
    process::exit(error.exit_code());
}
