//! Building hosts with cargo.
//!
//! Cargo compares modification times. They may be old although the content is new: a version control system, rsync or a
//! backup restored them. So a workspace's own packages are compiled separately for each content of their sources; their
//! dependencies are compiled once.

use std::env;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use extproof_contract::Link;
use serde_json::Value;

use super::command::c_compiler;
use super::key::Key;
use super::order::Order;
use super::{BuildError, store, tools};
use crate::host::{Package, Workspace};
use crate::isolate::Interrupt;
use crate::isolate::tool::{Called, find};
use crate::project::Project;

/// The target folder of hosts in the main workspace.
pub(super) const MAIN_TARGET: &str = "host-build";

/// A static library knows nothing of the way in which it is linked. pyo3-ffi has to be told one.
pub(super) const LIBRARY_LINK: Link = Link::Shared;

/// Whether cargo can be called.
pub fn has_cargo() -> bool {
    env::var_os("CARGO").is_some() || find("cargo").is_some()
}

/// The call of cargo that builds a package and names its executable in the messages on stdout.
pub(super) fn command(package: &Path, target: &Path, sources: &Key) -> Result<Command, BuildError> {
    let cargo = env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    let mut command = Command::new(cargo);
    command
        .args(["build", "--quiet", "--message-format", "json-render-diagnostics"])
        .arg("--manifest-path")
        .arg(package.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(target)
        .env("RUSTC_WORKSPACE_WRAPPER", wrapper(target, sources)?)
        .env_remove("CARGO_BUILD_TARGET")
        .env_remove("MAKEFLAGS")
        .env_remove("CARGO_MAKEFLAGS");
    Ok(command)
}

/// Calls cargo for a host.
pub(super) fn call(host: &str, command: &mut Command, interrupt: &Interrupt) -> Result<Called, BuildError> {
    let advice = "install Rust's cargo, or set CARGO to it";
    tools::call(command, &[], interrupt).map_err(BuildError::tool(host, advice))
}

/// Hosts of one workspace share a target folder, so that what doesn't depend on the Python is compiled once. While cargo
/// makes something for one of them, nobody may ask it for another.
pub(super) fn lock(project: &Project, interrupt: &Interrupt) -> Result<File, BuildError> {
    let folder = project.work.join("hosts");
    fs::create_dir_all(&folder).map_err(BuildError::file("create", &folder))?;
    store::lock(&folder.join("cargo.lock"), interrupt)
}

/// A wrapper that only calls rustc, for the packages of a workspace. Its path is part of the names under which cargo
/// keeps these packages.
fn wrapper(target: &Path, sources: &Key) -> Result<PathBuf, BuildError> {
    const TEXT: &str = "#!/bin/sh\nexec \"$@\"\n";
    let folder = target.join("sources");
    let path = folder.join(sources.finish());
    fs::create_dir_all(&folder).map_err(BuildError::file("create", &folder))?;
    if fs::read_to_string(&path).is_ok_and(|text| text == TEXT) {
        // If this file were newer, cargo would ask rustc for its version again.
        return Ok(path);
    }
    fs::write(&path, TEXT).map_err(BuildError::file("write", &path))?;
    fs::set_permissions(&path, Permissions::from_mode(0o755)).map_err(BuildError::file("make executable", &path))?;
    Ok(path)
}

/// Empties the target folder of a workspace if sources outside the workspace have changed: cargo would notice only by
/// their times.
fn keep_for(target: &Path, others: &Key) -> Result<(), BuildError> {
    let (stamp, others) = (target.join("other-sources"), others.finish());
    if fs::read_to_string(&stamp).is_ok_and(|known| known == others) {
        return Ok(());
    }
    store::clear(&stamp)?;
    store::clear(target)?;
    fs::create_dir_all(target).map_err(BuildError::file("create", target))?;
    fs::write(&stamp, others).map_err(BuildError::file("write", &stamp))
}

/// Adds what a package depends on besides sources.
pub(super) fn add_workspace(key: &mut Key, order: &Order<'_>, package: &Package) -> Result<(), BuildError> {
    if package.workspace == Workspace::Main {
        let root = &order.project.root;
        key.file(&root.join("Cargo.lock"))?.file(&root.join("Cargo.toml"))?;
    }
    key.variable("RUSTFLAGS");
    Ok(())
}

/// Calls cargo for a package of a host, with variables that `tell` sets.
fn called(
    order: &Order<'_>,
    package: &Package,
    tell: impl FnOnce(&mut Command) -> Result<(), BuildError>,
) -> Result<Built, BuildError> {
    let target = match package.workspace {
        Workspace::Main => order.project.work.join(MAIN_TARGET),
        Workspace::Own => {
            let target = order.project.work.join(format!("{MAIN_TARGET}-{}", order.kind.manifest.name));
            keep_for(&target, &order.other_sources()?)?;
            target
        }
    };
    let lock = lock(order.project, order.interrupt)?;
    let mut command = command(&package.folder, &target, &order.sources()?)?;
    command.args(["--profile", if package.workspace == Workspace::Main { "host" } else { "release" }]);
    command.args(&package.arguments);
    if package.workspace == Workspace::Main || package.folder.join("Cargo.lock").is_file() {
        command.arg("--locked");
    }
    if let Some(triple) = order.python.foreign_triple() {
        let linker = format!("CARGO_TARGET_{}_LINKER", triple.to_uppercase().replace('-', "_"));
        command.arg("--target").arg(&triple);
        if env::var_os(&linker).is_none() {
            command.env(linker, c_compiler().get_program());
        }
    }
    tell(&mut command)?;
    let version = order.python.version;
    if version.free_threaded && version.minor == 13 {
        // pyo3-ffi 0.30 refuses the free-threaded 3.13, but its layouts fit: checked for each structure that hosts use.
        command.env("UNSAFE_PYO3_SKIP_VERSION_CHECK", "1");
    }
    let mut done = call(&order.kind.name, &mut command, order.interrupt)?;
    let [messages, _] = done.said();
    // Cargo's messages for programs don't help people.
    done.stdout.bytes.clear();
    Ok(Built { messages, done, _lock: lock })
}

/// The end of a call of cargo.
struct Built {
    /// The messages for programs.
    messages: String,
    done: Called,
    /// Until what was built is copied.
    _lock: File,
}

/// Builds the program of a package and puts it at `output`.
pub(super) fn program(order: &Order<'_>, package: &Package, output: &Path) -> Result<(), BuildError> {
    let Built { messages, done, _lock } = called(order, package, |command| order.tell(command))?;
    if !done.succeeded() {
        return Err(failed(order, &done));
    }
    let built = messages.lines().rev().find_map(executable);
    let built = built.ok_or_else(|| order.failed(&done, "cargo named no executable"))?;
    fs::copy(&built, output).map_err(BuildError::file("copy", built))?;
    Ok(())
}

/// Builds the static library of a package and puts it at `output`.
pub(super) fn library(order: &Order<'_>, package: &Package, output: &Path) -> Result<(), BuildError> {
    let Built { messages, done, _lock } = called(order, package, |command| order.tell_python(command, LIBRARY_LINK))?;
    if !done.succeeded() {
        return Err(failed(order, &done));
    }
    let built = messages.lines().rev().find_map(static_library);
    let built = built.ok_or_else(|| order.failed(&done, "cargo named no static library"))?;
    fs::copy(&built, output).map_err(BuildError::file("copy", built))?;
    Ok(())
}

fn failed(order: &Order<'_>, done: &Called) -> BuildError {
    order.failed(done, &format!("cargo {}", tools::ended(done)))
}

/// The executable that a message of cargo names.
pub(super) fn executable(message: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(message).ok()?;
    message.get("executable")?.as_str().map(PathBuf::from)
}

/// The static library that a message of cargo names.
fn static_library(message: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(message).ok()?;
    let kinds = message.pointer("/target/crate_types")?.as_array()?;
    let files = message.get("filenames")?.as_array()?.iter().filter_map(Value::as_str).map(PathBuf::from);
    let is_archive = |path: &PathBuf| path.extension().is_some_and(|suffix| suffix == "a");
    if kinds.iter().any(|kind| kind == "staticlib") { files.into_iter().find(is_archive) } else { None }
}
