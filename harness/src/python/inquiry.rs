//! Asking a Python for its facts: one process, bounded in time and output.

use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use super::facts::{Facts, SCRIPT};
use super::in_tree;
use super::unusable::UnusablePython;
use crate::isolate::tool::{self, Called};
use crate::isolate::{End, Error, Interrupt, Limits};

/// A second would do, but the machine may be busy.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(60);

/// A valid answer has about 2 KiB.
const OUTPUT_LIMIT: usize = 256 * 1024;

/// Runs a Python, or a shim or wrapper of one, and reads its answer.
///
/// An interruption also gives [`UnusablePython`]: the caller has to check for one.
pub(super) fn ask(python: &Path, limit: Duration, interrupt: &Interrupt) -> Result<Facts, UnusablePython> {
    let Called { end, stdout, stderr } = call(python, limit, interrupt)?;
    if stdout.truncated || stderr.truncated {
        return Err(UnusablePython::Garbage("too long".to_owned()));
    }
    match end {
        End::Exited(0) => {}
        End::TimedOut => return Err(UnusablePython::Hung(limit.as_secs())),
        end => return Err(UnusablePython::Failed(complaint(&stderr.bytes).unwrap_or_else(|| end.to_string()))),
    }
    // The last line, because wrappers may have something to say first.
    let answer = last_line(&stdout.bytes).ok_or_else(|| UnusablePython::Garbage("empty".to_owned()))?;
    serde_json::from_str(&answer)
        .map_err(|error| UnusablePython::Garbage(format!("{error} in `{}`", shortened(&answer))))
}

fn call(python: &Path, limit: Duration, interrupt: &Interrupt) -> Result<Called, UnusablePython> {
    let mut command = Command::new(python);
    // Like `-I`, but Python 2.7 knows these, too, and can tell its version.
    command.args(["-E", "-s", "-S", "-B", "-c", SCRIPT]);
    // Shims need the rest: PATH, PYENV_ROOT and whatever their managers look at.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"PYTHON")) {
        command.env_remove(name);
    }
    if let Some(folder) = in_tree::build_folder(python) {
        command.env("LD_LIBRARY_PATH", folder);
    }
    let limits = Limits { output: OUTPUT_LIMIT, ..Limits::of_tool(limit) };
    let start = Instant::now();
    loop {
        match tool::call(&mut command, &[], &limits, interrupt) {
            // The file is just being written.
            Err(Error::Spawn { source, .. })
                if source.kind() == ErrorKind::ExecutableFileBusy && start.elapsed() < limit =>
            {
                thread::sleep(Duration::from_millis(5));
            }
            Err(Error::Spawn { source, .. }) if source.kind() == ErrorKind::NotFound && !python.exists() => {
                return Err(UnusablePython::Missing);
            }
            Err(Error::Spawn { source, .. }) => return Err(UnusablePython::Failed(source.to_string())),
            other => return other.map_err(|error| UnusablePython::Failed(error.to_string())),
        }
    }
}

fn last_line(output: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(output);
    text.lines().map(str::trim).rfind(|line| !line.is_empty()).map(str::to_owned)
}

/// The line of standard error that says most: Python ends with it, after a traceback; shims begin with it.
fn complaint(output: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(output);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next()?;
    Some(shortened(lines.rfind(|line| line.contains("Error")).unwrap_or(first)))
}

/// The part of a text that fits a message.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(120) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
