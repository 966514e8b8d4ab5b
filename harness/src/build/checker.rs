//! Building the host of `extproof check`: once for all Pythons.

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::cargo::{MAIN_TARGET, call, command, executable, lock};
use super::host::EXECUTABLE;
use super::key::Key;
use super::store::WantedBuild;
use super::{BuildError, carried, tools};
use crate::isolate::Interrupt;
use crate::project::Project;

const NAME: &str = "checker";

/// Where the checker is: the one that `EXTPROOF_CHECKER` names, the one beside the program, the one that the program
/// carries, or one that cargo builds here. `tell` reports what is being built.
///
/// # Errors
/// When none can be found or built, or it can't be stored.
pub fn build_checker(project: &Project, interrupt: &Interrupt, tell: &dyn Fn(&str)) -> Result<PathBuf, BuildError> {
    if let Some(named) = env::var_os("EXTPROOF_CHECKER").filter(|path| !path.is_empty()).map(PathBuf::from) {
        let named = std::path::absolute(&named).unwrap_or(named);
        return if is_executable(&named) { Ok(named) } else { Err(BuildError::NoChecker(named)) };
    }
    if let Some(beside) = beside_program() {
        return Ok(beside);
    }
    carried::checker(project, interrupt, tell).unwrap_or_else(|| build(project, interrupt, tell))
}

/// `../libexec/extproof/checker` of the program.
fn beside_program() -> Option<PathBuf> {
    let program = env::current_exe().ok()?;
    let path = program.parent()?.parent()?.join("libexec/extproof").join(NAME);
    is_executable(&path).then_some(path)
}

fn is_executable(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

fn build(project: &Project, interrupt: &Interrupt, tell: &dyn Fn(&str)) -> Result<PathBuf, BuildError> {
    let hosts = project.hosts();
    let key = || {
        let mut key = Key::default();
        // It shares sources with the reference host, and two crates with all hosts in Rust.
        key.folder(&hosts.join(NAME))?
            .folder(&hosts.join("capi"))?
            .folder(&hosts.join("common"))?
            .folder(&project.root.join("harness/contract"))?
            .file(&project.root.join("Cargo.lock"))?
            .file(&project.root.join("Cargo.toml"))?
            .variable("RUSTFLAGS");
        Ok(key)
    };
    let shelf = project.work.join("hosts");
    let wanted = WantedBuild { shelf: &shelf, name: NAME, what: "the checker", key: &key, interrupt, tell };
    let folder = wanted.get(|folder| {
        let _lock = lock(project, interrupt)?;
        let mut command = command(&hosts.join(NAME), &project.work.join(MAIN_TARGET), &key()?)?;
        let done = call(NAME, command.args(["--locked", "--profile", "host"]), interrupt)?;
        let [messages, said] = done.said();
        let built = messages.lines().rev().find_map(executable);
        let Some(built) = built.filter(|_| done.succeeded()) else {
            return Err(BuildError::Checker { output: format!("{said}cargo {}", tools::ended(&done)) });
        };
        fs::copy(&built, folder.join(EXECUTABLE)).map_err(BuildError::file("copy", built))?;
        Ok(())
    })?;
    Ok(folder.join(EXECUTABLE))
}
