//! Where an environment finds a module.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use super::Problem;
use crate::python::Python;

/// Where an environment finds a module.
#[derive(Debug, Deserialize)]
pub(super) struct Found {
    /// Its file, if it has one.
    pub(super) origin: Option<PathBuf>,
    /// Its folders, if it is a package.
    pub(super) packages: Vec<PathBuf>,
    /// What is on `sys.path` besides the standard library.
    pub(super) path: Vec<PathBuf>,
    error: Option<String>,
}

/// Imports the packages above the module, but not itself.
const SCRIPT: &str = r#"
import importlib.util, json, os, sys
name, stdlib = sys.argv[1:]
found = {"origin": None, "packages": [], "error": None}
try:
    spec = importlib.util.find_spec(name)
    if spec is None:
        found["error"] = "there is none on sys.path"
    else:
        found["origin"] = spec.origin and os.path.realpath(spec.origin)
        found["packages"] = [os.path.realpath(path) for path in spec.submodule_search_locations or []]
except BaseException as error:
    found["error"] = "%s: %s" % (type(error).__name__, error)
own = os.path.realpath(stdlib)
paths = [os.path.realpath(path) for path in sys.path if path]
found["path"] = [
    path for path in paths
    if path != own and os.path.isdir(path) and (not path.startswith(own + os.sep) or path.endswith("-packages"))
]
print("\n" + json.dumps(found))
"#;

/// Asks the executable of a Python, which may be that of a virtual environment.
pub(super) fn find(name: &str, python: &Python, executable: &Path) -> Result<Found, Problem> {
    let version = python.version;
    let ask = |why: String| Problem::Ask { python: version, why };
    let output = Command::new(executable)
        .args(["-c", SCRIPT, name])
        .arg(&python.stdlib)
        .env_remove("PYTHONHOME")
        .env("PYTHONSAFEPATH", "1")
        .current_dir("/")
        .output()
        .map_err(|error| ask(error.to_string()))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let found = said.lines().last().and_then(|line| serde_json::from_str::<Found>(line).ok());
    let found = found.ok_or_else(|| ask(format!("{}: {}", output.status, last(&output.stderr))))?;
    match found.error {
        Some(why) => Err(Problem::NotFound { name: name.to_owned(), python: version, why }),
        None => Ok(found),
    }
}

fn last(text: &[u8]) -> String {
    String::from_utf8_lossy(text).trim().lines().last().unwrap_or_default().to_owned()
}
