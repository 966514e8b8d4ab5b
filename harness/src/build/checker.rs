//! Building the host of `extproof check`: once for all Pythons.

use std::fs;
use std::path::PathBuf;

use super::cargo::{MAIN_TARGET, call, command, executable};
use super::host::EXECUTABLE;
use super::key::Key;
use super::store::Wanted;
use super::{BuildError, store, tools};
use crate::isolate::Interrupt;
use crate::project::Project;

const NAME: &str = "checker";

/// Builds the checker, or finds it built. `tell` hears of what is being built.
///
/// # Errors
/// When cargo can't be started, the checker doesn't compile, or the folder of built things can't be written.
pub fn build_checker(project: &Project, interrupt: &Interrupt, tell: &dyn Fn(&str)) -> Result<PathBuf, BuildError> {
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
    let wanted = Wanted { shelf: &shelf, name: NAME, what: "the checker", key: &key, interrupt, tell };
    let folder = wanted.get(|folder| {
        let _lock = store::lock(&shelf.join("cargo.lock"), interrupt)?;
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
