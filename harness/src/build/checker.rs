//! Building the host of `extproof check`: once for all Pythons.

use std::fs;
use std::path::PathBuf;

use super::cargo::{MAIN_TARGET, command, executable};
use super::host::EXECUTABLE;
use super::key::Key;
use super::store::Wanted;
use super::{BuildError, store};
use crate::project::Project;

const NAME: &str = "checker";

/// Builds the checker, or finds it built. `tell` hears of what is being built.
///
/// # Errors
/// When cargo can't be started, the checker doesn't compile, or the folder of built things can't be written.
pub fn build_checker(project: &Project, tell: &dyn Fn(&str)) -> Result<PathBuf, BuildError> {
    let hosts = project.hosts();
    let key = || {
        let mut key = Key::default();
        // It shares sources with the reference host, and the crate that all hosts in Rust share.
        key.folder(&hosts.join(NAME))?
            .folder(&hosts.join("capi"))?
            .folder(&hosts.join("common"))?
            .file(&project.root.join("Cargo.lock"))?
            .file(&project.root.join("Cargo.toml"))?
            .variable("RUSTFLAGS");
        Ok(key)
    };
    let shelf = project.work.join("hosts");
    let wanted = Wanted { shelf: &shelf, name: NAME, what: "the checker", key: &key, tell };
    let folder = wanted.get(|folder| {
        let _lock = store::lock(&shelf.join("cargo.lock"))?;
        let (cargo, mut command) = command(&hosts.join(NAME), &project.work.join(MAIN_TARGET), &key()?)?;
        let output = command
            .args(["--locked", "--profile", "host"])
            .output()
            .map_err(|source| BuildError::cargo(NAME, cargo, source))?;
        let built = String::from_utf8_lossy(&output.stdout).lines().rev().find_map(executable);
        let Some(built) = built.filter(|_| output.status.success()) else {
            let said = String::from_utf8_lossy(&output.stderr);
            let output = format!("{said}cargo ended with {} and named no executable", output.status);
            return Err(BuildError::Checker { output });
        };
        fs::copy(&built, folder.join(EXECUTABLE)).map_err(BuildError::file("copy", built))?;
        Ok(())
    })?;
    Ok(folder.join(EXECUTABLE))
}
