//! Programs of a Python that run other people's code: they see nothing of the user's environment that isn't named.

use std::env;
use std::path::{Path, PathBuf};

use crate::isolate::Program;

/// The interpreter, which finds what the user has installed, wherever `HOME` is.
pub(super) fn program(executable: &Path) -> Program {
    let program = Program::new(executable).env("PYTHONSAFEPATH", "1");
    match env::var_os("PYTHONUSERBASE").map(PathBuf::from).or_else(|| Some(home()?.join(".local"))) {
        Some(base) => program.env("PYTHONUSERBASE", base),
        None => program,
    }
}

/// The same with a variable of the user's environment, if it is set.
pub(super) fn with(program: Program, variable: &str) -> Program {
    match env::var_os(variable) {
        Some(value) => program.env(variable, value),
        None => program,
    }
}

/// The user's own folder. What gets it is started elsewhere.
pub(super) fn home() -> Option<PathBuf> {
    let home = env::var_os("HOME").filter(|home| !home.is_empty())?;
    std::path::absolute(home).ok()
}

/// The end of what a program said, without empty lines.
pub(super) fn last_lines(text: &[u8], count: usize) -> String {
    let text = String::from_utf8_lossy(text);
    let lines: Vec<&str> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}
