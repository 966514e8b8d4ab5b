//! Folders of an installation that its `.pth` files put on `sys.path`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::environment::decode;
use super::{Bench, Variable, foreign};
use crate::file;
use crate::isolate::{self, End, Interrupt, Limits, Sandbox, run_confined};

/// Asks the site module, which runs the code in such files.
const SCRIPT: &str = include_str!("site_folder.py");

/// The folders below this one that the `.pth` files in it put on `sys.path`, in the order in which Python looks there. Regular packages
/// have names of their own and aren't among them. There are none if the code in such files keeps Python from saying so within this time:
/// trials have the same trouble, and tell.
///
/// # Errors
/// When processes can't be run.
pub(super) fn site_folders(
    folder: &Path,
    bench: &Bench,
    patience: Duration,
    interrupt: &Interrupt,
) -> Result<Vec<PathBuf>, isolate::Error> {
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
    let finished =
        match run_confined(bench.confinement.as_ref(), program, needed.collect(), &sandbox, &limits, interrupt) {
            Err(error) if error.is_of_run() => return Ok(Vec::new()),
            finished => finished?,
        };
    let content = file::read(&answer).ok().filter(|_| finished.end == End::Exited(0)).unwrap_or_default();
    let lines = content.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let below = lines.filter_map(|line| decode::<serde_json::Error>(str::from_utf8(line).ok()?).ok());
    let folders = below.map(|path| folder.join(path));
    Ok(folders.filter(|path| path.is_dir() && !path.join("__init__.py").is_file()).collect())
}
