//! Where Pythons are looked for, and in which order.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::version::Version;

use super::environment::Environment;
use super::in_tree;

/// Which Pythons are requested.
#[derive(Clone, Debug)]
pub struct Request {
    /// The values of `--python`: paths, versions or `all`.
    pub pythons: Vec<String>,
    /// The environment, which may request others.
    pub environment: Environment,
}

impl Request {
    /// With the environment of this process.
    pub fn of_process(pythons: &[String]) -> Self {
        Self { pythons: pythons.to_vec(), environment: Environment::from_process() }
    }
}

/// Where a Python was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PythonSource {
    /// A path given with `--python`.
    Argument,
    /// A path in `EXTPROOF_PYTHONS`.
    Environment,
    /// `PYO3_PYTHON`.
    Pyo3,
    /// `VIRTUAL_ENV`.
    VirtualEnvironment,
    /// A folder of `PATH`.
    Path,
    /// A version that pyenv has installed.
    Pyenv,
    /// A Python that uv has installed.
    Uv,
    /// `/usr/bin`.
    System,
    /// `/opt/python/*/bin`.
    Opt,
    /// A Python that `ci/get-pythons` has installed.
    GetPythons,
}

impl fmt::Display for PythonSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PythonSource::Argument => "--python",
            PythonSource::Environment => "EXTPROOF_PYTHONS",
            PythonSource::Pyo3 => "PYO3_PYTHON",
            PythonSource::VirtualEnvironment => "virtual environment",
            PythonSource::Path => "PATH",
            PythonSource::Pyenv => "pyenv",
            PythonSource::Uv => "uv",
            PythonSource::System => "/usr/bin",
            PythonSource::Opt => "/opt/python",
            PythonSource::GetPythons => "ci/get-pythons",
        })
    }
}

/// An item of a request.
pub(super) enum WantedPython {
    All,
    /// The newest patch of a minor version.
    Minor(Version),
    Exactly(Version),
    Path,
}

impl WantedPython {
    pub(super) fn read(item: &OsStr) -> Self {
        match item.to_str() {
            Some("all") => WantedPython::All,
            Some(text) => match text.parse() {
                Ok(version) if text.matches('.').count() == 1 => WantedPython::Minor(version),
                Ok(version) => WantedPython::Exactly(version),
                Err(_) => WantedPython::Path,
            },
            None => WantedPython::Path,
        }
    }
}

impl Request {
    /// Whether the arguments or the environment ask for any.
    pub fn asks(&self) -> bool {
        !self.items().1.is_empty()
    }

    /// The items, and where they are written. No items stand for every Python.
    pub(super) fn items(&self) -> (PythonSource, Vec<OsString>) {
        let arguments: Vec<OsString> = self.pythons.iter().map(OsString::from).collect();
        if arguments.is_empty() {
            (PythonSource::Environment, self.listed())
        } else {
            (PythonSource::Argument, arguments)
        }
    }

    /// The items of `EXTPROOF_PYTHONS`.
    fn listed(&self) -> Vec<OsString> {
        let list = self.environment.get("EXTPROOF_PYTHONS").map(std::env::split_paths);
        list.into_iter().flatten().map(OsString::from).filter(|item| !item.is_empty()).collect()
    }
}

/// An executable that may be a Python.
pub(super) struct FoundExecutable {
    pub(super) path: PathBuf,
    pub(super) source: PythonSource,
    /// The item of the request that names it.
    pub(super) asked_as: Option<OsString>,
}

/// The executables to ask, in order. Requested paths come first, and alone if nothing else is requested.
pub(super) fn find(request: &Request) -> Vec<FoundExecutable> {
    let environment = &request.environment;
    let mut found = Vec::new();
    let (source, items) = request.items();
    let only_paths = items.iter().all(|item| matches!(WantedPython::read(item), WantedPython::Path));
    let listed = if source == PythonSource::Argument && !only_paths { request.listed() } else { Vec::new() };
    let is_path = |item: &&OsString| matches!(WantedPython::read(item), WantedPython::Path);
    for item in items.iter().filter(is_path) {
        found.push(FoundExecutable { path: named(item, environment), source, asked_as: Some(item.clone()) });
    }
    for item in listed.iter().filter(is_path) {
        let (path, source) = (named(item, environment), PythonSource::Environment);
        found.push(FoundExecutable { path, source, asked_as: None });
    }
    if items.is_empty() || !only_paths {
        everywhere(environment, |source, path| found.push(FoundExecutable { path, source, asked_as: None }));
    }
    found
}

fn everywhere(environment: &Environment, mut add: impl FnMut(PythonSource, PathBuf)) {
    if let Some(name) = environment.get("PYO3_PYTHON") {
        add(PythonSource::Pyo3, named(name, environment));
    }
    if let Some(folder) = environment.get("VIRTUAL_ENV") {
        interpreter_in(Path::new(folder)).into_iter().for_each(|path| add(PythonSource::VirtualEnvironment, path));
    }
    // pyenv's shims lead to one of its versions, which are all looked at anyway, or to the rest of PATH.
    let shims = environment.pyenv_root().map(|root| root.join("shims"));
    for folder in environment.path().into_iter().filter(|folder| Some(folder) != shims.as_ref()) {
        pythons_in(&folder).into_iter().for_each(|path| add(PythonSource::Path, path));
    }
    for (source, folder) in [
        (PythonSource::Pyenv, environment.pyenv_root().map(|root| root.join("versions"))),
        (PythonSource::Uv, environment.uv_pythons()),
    ] {
        let versions = folder.map(|folder| folders_in(&folder)).unwrap_or_default();
        versions.iter().filter_map(|version| interpreter_in(version)).for_each(|path| add(source, path));
    }
    pythons_in(&environment.system("usr/bin")).into_iter().for_each(|path| add(PythonSource::System, path));
    for folder in folders_in(&environment.system("opt/python")) {
        pythons_in(&folder.join("bin")).into_iter().for_each(|path| add(PythonSource::Opt, path));
    }
    for folder in environment.cache_folder().map(|cache| folders_in(&cache.join("pythons"))).unwrap_or_default() {
        for bin in ["bin", "usr/bin"] {
            pythons_in(&folder.join(bin)).into_iter().for_each(|path| add(PythonSource::GetPythons, path));
        }
    }
}

/// The executable that a name stands for: a path of it or of a folder with a Python, else a command.
fn named(name: &OsStr, environment: &Environment) -> PathBuf {
    let path = Path::new(name);
    if !path.exists() && path.components().count() == 1 {
        let on_path = environment.path().into_iter().map(|folder| folder.join(name)).find(|path| is_executable(path));
        return on_path.unwrap_or_else(|| path.to_owned());
    }
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if !path.is_dir() {
        return path;
    }
    in_tree::executable_in(&path).or_else(|| interpreter_in(&path)).unwrap_or(path)
}

/// The interpreter of a virtual environment or an installation.
fn interpreter_in(prefix: &Path) -> Option<PathBuf> {
    let bin = prefix.join("bin");
    // Python 2, which is rejected later, has no other name.
    pythons_in(&bin).into_iter().next().or_else(|| Some(bin.join("python")).filter(|path| is_executable(path)))
}

/// `python3`, `python3.13t`, `pypy3.11` and other executables named so in a folder.
fn pythons_in(folder: &Path) -> Vec<PathBuf> {
    let mut pythons = entries(folder);
    pythons
        .retain(|path| path.file_name().is_some_and(|name| is_python(&name.to_string_lossy())) && is_executable(path));
    pythons
}

/// What follows the name of an implementation in the name of its executable.
pub(super) fn without_kind(name: &str) -> Option<&str> {
    ["python", "pypy"].into_iter().find_map(|kind| name.strip_prefix(kind))
}

fn is_python(name: &str) -> bool {
    let Some(rest) = without_kind(name).and_then(|rest| rest.strip_prefix('3')) else { return false };
    let Some(minor) = rest.strip_prefix('.') else { return rest.is_empty() };
    let digits = minor.trim_end_matches(['t', 'd']);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_executable(path: &Path) -> bool {
    path.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let mut folders = entries(folder);
    folders.retain(|path| path.is_dir());
    folders
}

/// What is in a folder, sorted; nothing if it isn't there.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    entries
}
