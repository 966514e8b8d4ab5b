//! The command line.

mod arguments;
mod book;
mod check;
mod check_exit;
mod check_found;
mod exit;
mod failure;
mod find;
mod host_check;
mod hosts;
mod list;
mod merge;
mod mistakes;
mod new;
mod outputs;
mod panics;
mod progress;
mod pythons;
mod run;
mod screen;
mod session;
mod settings;
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

/// Runs the command of the process's arguments.
pub fn main() -> Exit {
    guarded(command)
}

fn command() -> Exit {
    let arguments = Arguments::try_parse_from(given(env::args_os())).unwrap_or_else(|error| refuse(&error));
    let done = match arguments.command {
        Command::Run(arguments) => run::run(&arguments),
        Command::HostCheck(arguments) => host_check::host_check(&arguments),
        Command::List(arguments) => list::list(&arguments),
        Command::Book(arguments) => book::book(&arguments),
        Command::Find(arguments) => find::find(&arguments),
        Command::Show(arguments) => show::show(&arguments),
        Command::Merge(arguments) => merge::merge(&arguments),
        Command::New(arguments) => new::new(&arguments),
        Command::Check(arguments) => check::check(arguments),
        Command::Pythons(arguments) => pythons::pythons(&arguments),
    };
    done.unwrap_or_else(|failure| failure.report())
}

/// The arguments. What follows `find` is text, also if it looks like an option.
fn given(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut given: Vec<OsString> = arguments.collect();
    let is_text = |first: &OsString| !["--", "-h", "--help"].iter().any(|option| first == option);
    if given.get(1).is_some_and(|command| command == "find") && given.get(2).is_some_and(is_text) {
        given.insert(2, "--".into());
    }
    given
}

/// Exits as clap does: with the requested help, or the errors in the arguments.
fn refuse(error: &Error) -> ! {
    let is_plain = |argument: OsString| {
        let text = argument.to_string_lossy();
        terminal::line(&text) == text
    };
    if env::args_os().all(is_plain) {
        error.exit();
    }
    // In styled text, such an argument can't be distinguished from a style.
    screen::drawing(&terminal::block(&error.render().to_string()));
    process::exit(error.exit_code());
}
