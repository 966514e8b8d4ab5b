//! Folders of an installation that its `.pth` files put on `sys.path`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::environment::decode;
use super::wheel::Wheel;
use super::{Bench, Problem, Variable, foreign};
use crate::file;
use crate::isolate::{End, Interrupt, Limits, Sandbox, run_confined};

/// Asks the site module, which runs the code in such files.
const SCRIPT: &str = include_str!("site_folder.py");

/// How many of the last lines that a Python wrote are told.
const LINES: usize = 3;

/// The folders below this one, in which a wheel is installed, that the `.pth` files in it put on `sys.path`, in the order in which Python
/// looks there. Regular packages have names of their own and aren't among them.
///
/// # Errors
/// When the code in such files keeps Python from saying so within this time, or processes can't be run.
pub(super) fn site_folders(
    folder: &Path,
    wheel: &Wheel,
    bench: &Bench,
    patience: Duration,
    interrupt: &Interrupt,
) -> Result<Vec<PathBuf>, Problem> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    if !entries.into_iter().any(|path| path.extension().is_some_and(|suffix| suffix == "pth")) {
        return Ok(Vec::new());
    }
    let python = &bench.python;
    let sandbox = Sandbox::new(None)?;
    let answer = sandbox.path().join("folders");
    let program = Variable::put(&bench.variables, foreign::program(&python.executable));
    let program = program.arg("-I").arg("-S").arg("-c").arg(SCRIPT).arg(folder).arg(&answer);
    let named = Variable::paths(&bench.variables);
    let needed = [folder, &python.prefix, &python.stdlib].into_iter().chain(named.iter().map(PathBuf::as_path));
    let limits = Limits { time: patience, ..Limits::default() };
    let finished = run_confined(bench.confinement.as_ref(), program, needed.collect(), &sandbox, &limits, interrupt)?;
    let content = file::read(&answer).unwrap_or_default();
    let Some(list) = content.strip_suffix(b"end\n").filter(|_| finished.end == End::Exited(0)) else {
        return Err(Problem::PthFiles {
            wheel: wheel.path().to_owned(),
            python: bench.name.clone(),
            end: finished.end,
            said: foreign::last_lines(&finished.stderr.bytes, LINES),
            patience,
        });
    };
    let lines = list.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let below = lines.filter_map(|line| decode::<serde_json::Error>(str::from_utf8(line).ok()?).ok());
    let folders = below.map(|path| folder.join(path));
    Ok(folders.filter(|path| path.is_dir() && !path.join("__init__.py").is_file()).collect())
}
