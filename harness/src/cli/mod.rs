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
mod session;
mod show;
mod stderr;

use clap::Parser;

pub use exit::{CheckExit, Exit};
pub use failure::Failure;
pub use panics::guarded;

use arguments::{Arguments, Command};

/// Carries out the command that the process's arguments ask for.
pub fn main() -> Exit {
    guarded(command)
}

fn command() -> Exit {
    let arguments = Arguments::parse();
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
