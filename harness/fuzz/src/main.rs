//! Mutated inputs for every parser of extproof.
//!
//! Each target is tried in a process of its own, so that an overflow of the stack or of memory is found like a panic:
//! whatever ends that process, its last input is in a file. `cargo run -p extproof-fuzz -- --help` tells how to call it.

#![forbid(unsafe_code)]

mod attempt;
mod campaign;
mod corpus;
mod mutate;
mod targets;

use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Parser;

/// Tries mutated inputs on the parsers of extproof: none may panic, hang, eat memory or lose what it read
#[derive(Debug, Parser)]
struct Arguments {
    /// The targets; without any, all of them
    targets: Vec<String>,
    /// Seconds for each target
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// What the inputs depend on [default: the time]
    #[arg(long)]
    seed: Option<u64>,
    /// How many targets at a time
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..))]
    jobs: u8,
    /// List the targets
    #[arg(long)]
    list: bool,
    /// Try only what is in this file, which an earlier call has left
    #[arg(long, value_name = "FILE", conflicts_with = "seconds")]
    input: Option<PathBuf>,
    /// Be the process of one target, with this folder for its files
    #[arg(long, hide = true)]
    work: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.list {
        targets::ALL.iter().for_each(|kind| println!("{:12} {}", kind.name, kind.about));
        return ExitCode::SUCCESS;
    }
    let mut chosen = Vec::new();
    for name in &arguments.targets {
        match targets::named(name) {
            Some(kind) => chosen.push(kind),
            None => return fail(&format!("`{name}` is no target; --list shows all")),
        }
    }
    if chosen.is_empty() {
        chosen.extend(targets::ALL);
    }
    let seed =
        arguments.seed.unwrap_or_else(|| SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |time| time.as_secs()));
    let time = Duration::from_secs(arguments.seconds);
    let done = match (chosen.as_slice(), &arguments.work, &arguments.input) {
        // With the stack that threads have, as in a suite that runs side by side.
        ([kind], Some(work), input) => {
            let attempt = || attempt::attempt(kind, work, time, seed, input.as_deref());
            thread::scope(|scope| scope.spawn(attempt).join()).unwrap_or_else(|_| Err("a panic".to_owned()))
        }
        ([kind], None, Some(input)) => campaign::replay(kind, input),
        (_, None, Some(_)) => Err("--input needs one target".to_owned()),
        (_, Some(_), _) => Err("--work needs one target".to_owned()),
        (kinds, None, None) => campaign::campaign(kinds, time, seed, arguments.jobs.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => fail(&why),
    }
}

fn fail(why: &str) -> ExitCode {
    eprintln!("error: {why}");
    ExitCode::FAILURE
}
