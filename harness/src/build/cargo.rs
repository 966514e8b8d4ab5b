//! Building hosts with cargo.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::BuildError;
use super::order::Order;
use crate::case::Link;
use crate::host::{Package, Workspace};

/// The target folder of hosts in the main workspace.
pub(super) const MAIN_TARGET: &str = "host-build";

/// Cargo's path, and the call that builds a package and names its executable in the messages on stdout.
pub(super) fn command(package: &Path, target: &Path) -> (PathBuf, Command) {
    let cargo = env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    let mut command = Command::new(&cargo);
    command
        .args(["build", "--quiet", "--message-format", "json-render-diagnostics"])
        .arg("--manifest-path")
        .arg(package.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(target)
        .env_remove("CARGO_BUILD_TARGET")
        .env_remove("MAKEFLAGS")
        .env_remove("CARGO_MAKEFLAGS");
    (cargo, command)
}

/// Builds a package in a folder and puts its executable at `output`. Gives the reason if this Python can't be linked so.
pub(super) fn build(
    order: &Order<'_>,
    package: &Package,
    folder: &Path,
    output: &Path,
) -> Result<Option<String>, BuildError> {
    let target = match package.workspace {
        Workspace::Main => MAIN_TARGET.to_owned(),
        Workspace::Own => format!("{MAIN_TARGET}-{}", order.kind.manifest.name),
    };
    let (cargo, mut command) = command(&package.folder, &order.project.work.join(target));
    command.args(["--profile", if package.workspace == Workspace::Main { "host" } else { "release" }]);
    command.args(&package.arguments);
    if package.workspace == Workspace::Main || package.folder.join("Cargo.lock").is_file() {
        command.arg("--locked");
    }
    order.tell(&mut command, folder)?;
    let version = order.python.version;
    if version.free_threaded && version.minor == 13 {
        // pyo3-ffi 0.30 refuses the free-threaded 3.13, but its layouts fit: checked for each structure that hosts use.
        command.env("UNSAFE_PYO3_SKIP_VERSION_CHECK", "1");
    }
    let mut done = command.output().map_err(|source| BuildError::cargo(&order.kind.name, cargo, source))?;
    let messages = String::from_utf8_lossy(&done.stdout).into_owned();
    // What cargo writes for programs is no help to people.
    done.stdout.clear();
    if !done.status.success() {
        // Whether a static libpython can be linked depends on how it was built and packaged: no fault of the host, which
        // is linked with the shared one as well.
        let said = String::from_utf8_lossy(&done.stderr);
        return match link_problem(&said) {
            Some(problem) if order.kind.link != Link::Shared => {
                Ok(Some(format!("its static libpython doesn't link: {problem}")))
            }
            _ => Err(order.failed(&done, "")),
        };
    }
    let built = messages.lines().rev().find_map(executable);
    let built = built.ok_or_else(|| order.failed(&done, "cargo named no executable"))?;
    fs::copy(&built, output).map_err(BuildError::file("copy", built))?;
    Ok(None)
}

/// The first thing that a linker complains of, if it was the linker that failed.
fn link_problem(said: &str) -> Option<&str> {
    let (_, said) = said.split_once("linking with `")?;
    let words = ["undefined reference to", "undefined symbol:", "unable to find library", "cannot find -l"];
    let found = words.iter().filter_map(|words| said.find(words)).min()?;
    said[found..].lines().next()
}

/// The executable that a message of cargo names.
pub(super) fn executable(message: &str) -> Option<PathBuf> {
    let message: serde_json::Value = serde_json::from_str(message).ok()?;
    message.get("executable")?.as_str().map(PathBuf::from)
}
