//! Building hosts with cargo.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::key::Key;
use super::{BuildError, HostKind, Materials, link, store};
use crate::case::Link;
use crate::project::Project;
use crate::python::Python;

/// A host for one Python, or the reason why there can't be one.
#[derive(Clone, Debug)]
pub enum BuiltHost {
    /// The executable.
    Ready(PathBuf),
    /// Why this Python can't be linked in this way.
    NotAvailable(String),
}

pub(super) const EXECUTABLE: &str = "host";
const NOT_AVAILABLE: &str = "not-available";

/// Builds a host for a Python, or finds it built. `tell` hears of what is being built.
///
/// # Errors
/// When cargo can't be started, or the host doesn't compile.
pub fn build_host(
    project: &Project,
    kind: HostKind,
    python: &Python,
    materials: &Materials,
    tell: &dyn Fn(&str),
) -> Result<BuiltHost, BuildError> {
    let arguments = match link::arguments(python, materials, kind.link) {
        Ok(arguments) => arguments,
        Err(reason) => return Ok(BuiltHost::NotAvailable(reason)),
    };
    let config = link::pyo3_config(python, kind.link);
    let mut key = Key::default();
    key.folder(&project.host(kind.folder))?
        .file(&project.root.join("Cargo.lock"))?
        .file(&project.root.join("Cargo.toml"))?
        .text(&config)
        .text(arguments.join("\n"))
        .stamp(python.library())
        .text(env::var_os("RUSTFLAGS").unwrap_or_default().as_encoded_bytes());
    let name = format!("{}-{}-{}", kind.name, python.version, key.finish());
    let shelf = project.work.join("hosts");
    let folder = store::build_once(&shelf, &name, |folder| {
        tell(&format!("host {} for Python {}", kind.name, python.version));
        // One target folder for all, so that what doesn't depend on the Python is compiled once.
        let _lock = store::lock(&shelf.join("cargo.lock"))?;
        let output = cargo(project, kind, python, folder, &config, &arguments)?;
        keep(kind, python, folder, &output)
    })?;
    match fs::read_to_string(folder.join(NOT_AVAILABLE)) {
        Ok(reason) => Ok(BuiltHost::NotAvailable(reason)),
        Err(_) => Ok(BuiltHost::Ready(folder.join(EXECUTABLE))),
    }
}

fn cargo(
    project: &Project,
    kind: HostKind,
    python: &Python,
    folder: &Path,
    config: &str,
    arguments: &[String],
) -> Result<Output, BuildError> {
    let config_file = folder.join("pyo3.txt");
    fs::write(&config_file, config).map_err(BuildError::file("write", &config_file))?;
    let cargo = env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    let mut command = Command::new(&cargo);
    command
        .args(["build", "--locked", "--quiet", "--profile", "host", "--message-format", "json-render-diagnostics"])
        .arg("--manifest-path")
        .arg(project.host(kind.folder).join("Cargo.toml"))
        .arg("--target-dir")
        .arg(project.work.join("host-build"))
        .env("PYO3_CONFIG_FILE", &config_file)
        .env("EXTPROOF_LINK", kind.link.name())
        .env("EXTPROOF_LINK_ARGS", arguments.join("\n"))
        .env_remove("CARGO_BUILD_TARGET")
        .env_remove("MAKEFLAGS")
        .env_remove("CARGO_MAKEFLAGS");
    if python.version.free_threaded && python.version.minor == 13 {
        // pyo3-ffi 0.30 refuses the free-threaded 3.13, but its layouts fit: checked for each structure that hosts use.
        command.env("UNSAFE_PYO3_SKIP_VERSION_CHECK", "1");
    }
    command.output().map_err(|source| BuildError::Cargo { host: kind.name.to_owned(), cargo, source })
}

fn keep(kind: HostKind, python: &Python, folder: &Path, output: &Output) -> Result<(), BuildError> {
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        // Whether a static libpython can be linked depends on how it was built and packaged: no fault of the host, which
        // is linked with the shared one as well.
        if let (true, Some(problem)) = (kind.link != Link::Shared, link_problem(&said)) {
            let reason = format!("its static libpython doesn't link: {problem}");
            let path = folder.join(NOT_AVAILABLE);
            return fs::write(&path, reason).map_err(BuildError::file("write", path));
        }
        let lines: Vec<&str> = said.lines().collect();
        let output = lines[lines.len().saturating_sub(30)..].join("\n");
        return Err(BuildError::Host { host: kind.name.to_owned(), python: python.version.to_string(), output });
    }
    let built = String::from_utf8_lossy(&output.stdout).lines().rev().find_map(executable);
    let built = built.ok_or_else(|| BuildError::Host {
        host: kind.name.to_owned(),
        python: python.version.to_string(),
        output: "cargo named no executable".to_owned(),
    })?;
    let target = folder.join(EXECUTABLE);
    fs::copy(&built, &target).map_err(BuildError::file("copy", built))?;
    Ok(())
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
