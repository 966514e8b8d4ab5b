//! Starting the processes of targets, and keeping the inputs that ended them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use extproof::project::Project;
use extproof::report::escape::terminal;
use tempfile::TempDir;
use xxhash_rust::xxh3::xxh3_64;

use crate::attempt::INPUT;
use crate::targets::Kind;

/// Tries targets, some at a time, and tells of each.
pub(crate) fn campaign(kinds: &[&Kind], time: Duration, seed: u64, jobs: usize) -> Result<(), String> {
    println!("{} targets, {} s each, seed {seed}", kinds.len(), time.as_secs());
    let queue = Mutex::new(kinds.iter());
    let broken = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                let next = || queue.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).next();
                while let Some(kind) = next() {
                    let options =
                        ["--seconds".to_owned(), time.as_secs().to_string(), "--seed".to_owned(), seed.to_string()];
                    match tried(kind, &options) {
                        Ok(said) => println!("{:12} {said}", kind.name),
                        Err(why) => {
                            println!("{:12} BROKEN: {}", kind.name, terminal::block(&why));
                            broken.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(kind.name);
                        }
                    }
                }
            });
        }
    });
    let broken = broken.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    if broken.is_empty() { Ok(()) } else { Err(format!("broken: {}", broken.join(", "))) }
}

/// Tries one input again.
pub(crate) fn replay(kind: &Kind, input: &Path) -> Result<(), String> {
    let input = std::path::absolute(input).map_err(|error| error.to_string())?;
    tried(kind, &["--input".to_owned(), input.to_string_lossy().into_owned()]).map(|_| println!("nothing broke"))
}

/// What the process of a target says at its end; else why it ended, and where the input is that ended it.
fn tried(kind: &Kind, options: &[String]) -> Result<String, String> {
    let failed = |error: std::io::Error| error.to_string();
    let work = TempDir::with_prefix("extproof-fuzz-").map_err(failed)?;
    let program = std::env::current_exe().map_err(failed)?;
    let output =
        Command::new(program).arg(kind.name).arg("--work").arg(work.path()).args(options).output().map_err(failed)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let why = complaint(&output);
    let Ok(input) = fs::read(work.path().join(INPUT)) else { return Err(why) };
    let path = keep(kind, &input).map_err(|error| format!("{why}, and its input can't be kept: {error}"))?;
    let again = format!("cargo run -p extproof-fuzz -- {} --input {}", kind.name, path.display());
    Err(format!("{why}\n  by the input in {}\n  again: {again}", path.display()))
}

fn complaint(output: &Output) -> String {
    const LINES: usize = 12;
    let said = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = said.lines().take(LINES).collect();
    format!("{}: {}", output.status, lines.join("\n  "))
}

fn keep(kind: &Kind, input: &[u8]) -> std::io::Result<PathBuf> {
    let folder = Project::of_checkout().unwrap().work.join("fuzz");
    fs::create_dir_all(&folder)?;
    let path = folder.join(format!("{}-{:016x}", kind.name, xxh3_64(input)));
    fs::write(&path, input)?;
    Ok(path)
}
