//! Where an environment finds a module.

use std::env;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Deserializer, de};

use super::{Place, Problem, SearchPath, Variable, foreign};
use crate::file;
use crate::isolate::{self, End, Interrupt, Limits, Sandbox, run_confined};

/// Where an environment finds a module.
#[derive(Debug, Deserialize)]
pub(super) struct Whereabouts {
    /// Itself and the modules below it, as far as they are extension modules, with their files.
    #[serde(deserialize_with = "named")]
    pub(super) modules: Vec<(String, PathBuf)>,
    /// Other modules there, with where they come from, in words.
    pub(super) others: Vec<(String, String)>,
    /// The folders of itself and of the packages below it, if they are packages.
    #[serde(deserialize_with = "named")]
    pub(super) packages: Vec<(String, PathBuf)>,
    #[serde(deserialize_with = "paths")]
    before: Vec<PathBuf>,
    after: Vec<(String, bool)>,
    /// The files of `sitecustomize` and `usercustomize`, if its Python imports them at its start.
    #[serde(deserialize_with = "paths")]
    customized: Vec<PathBuf>,
    error: Option<String>,
    /// Whether the error is that of a package above the module.
    raised: bool,
    /// What can be imported from a distribution of that name, if there is no module of that name.
    distribution: Vec<String>,
    /// The archive that it is in, or the package around it.
    archive: Option<String>,
}

impl Whereabouts {
    /// Whether there is just a module that is part of the Python.
    pub(super) fn is_built_in(&self) -> bool {
        matches!(self.others.as_slice(), [(_, origin)] if origin == "built-in")
    }

    /// What is on `sys.path` there besides the standard library, and where its finders look besides.
    fn search_path(&self) -> Result<SearchPath, serde_json::Error> {
        let after = self.after.iter().map(|(path, reads)| Ok((decode(path)?, *reads))).collect::<Result<_, _>>()?;
        let files = self.modules.iter().filter_map(|(_, file)| Some(file.parent()?.to_owned()));
        let behind = files.chain(self.packages.iter().map(|(_, folder)| folder.clone())).collect();
        Ok(SearchPath { before: self.before.clone(), after, behind, customized: self.customized.clone() })
    }
}

/// Variables that say where an environment is.
const PLACES: [&str; 2] = ["VIRTUAL_ENV", "CONDA_PREFIX"];

/// The user's `PYTHONPATH`. Its entries start from the user's folder, also empty ones, but the process gets another folder.
fn python_path() -> Vec<PathBuf> {
    let Some(value) = env::var_os("PYTHONPATH").filter(|value| !value.is_empty()) else { return Vec::new() };
    let here = env::current_dir().unwrap_or_default();
    env::split_paths(&value).map(|entry| here.join(entry)).collect()
}

/// How many of the last lines that a Python wrote are shown.
const LINES: usize = 3;

/// Imports the packages above the module, and itself, if it is a package, in another process.
const SCRIPT: &str = include_str!("environment.py");

/// Asks the executable of a Python, which may be that of a virtual environment. This runs the code of packages.
pub(super) fn find(
    name: &str,
    place: &Place,
    patience: Duration,
    interrupt: &Interrupt,
) -> Result<(Whereabouts, SearchPath), Problem> {
    let Place { bench, executable, .. } = place;
    let python = &bench.python;
    let ask = |why: String| Problem::Ask { python: bench.name.clone(), why };
    let sandbox = Sandbox::new(None)?;
    let answer = sandbox.path().join("answer.json");
    let program = Variable::put(&bench.variables, foreign::program(executable));
    let mut program = program.arg("-c").arg(SCRIPT).arg(&answer).arg(name).arg(&python.stdlib);
    // For the import of the package itself, so that there is time for the rest.
    program = program.arg((patience / 2).as_secs_f64().to_string());
    for variable in PLACES {
        program = foreign::with(program, variable);
    }
    let mut named = python_path();
    // A folder with a colon in its name can't be there.
    if let Ok(path) = env::join_paths(named.iter().filter(|entry| entry.is_absolute())) {
        program = program.env("PYTHONPATH", path);
    }
    named.extend(Variable::paths(&bench.variables));
    named.extend(PLACES.iter().filter_map(env::var_os).map(PathBuf::from));
    let mut needed: Vec<&Path> = named.iter().map(PathBuf::as_path).collect();
    needed.extend([&python.prefix, &python.stdlib].map(PathBuf::as_path));
    // A virtual environment is what is around the folder of its executable.
    needed.extend(executable.ancestors().nth(2));
    let limits = Limits { time: patience, ..Limits::default() };
    let finished =
        run_confined(bench.confinement.as_ref(), program, needed, &sandbox, &limits, interrupt).map_err(|error| {
            match error {
                error @ (isolate::Error::Spawn { .. } | isolate::Error::Loader { .. }) => ask(error.to_string()),
                error => Problem::Isolate(error),
            }
        })?;
    if !answer.is_file() {
        // Not even the script was begun.
        let said = foreign::last_lines(&finished.stderr.bytes, LINES);
        let executable = executable.clone();
        return Err(Problem::Start { python: bench.name.clone(), executable, end: finished.end, said, patience });
    }
    let content = file::read(&answer).map_err(|error| ask(error.to_string()))?;
    // What ends the process with code 0 doesn't let it answer either.
    if finished.end != End::Exited(0) || content.is_empty() {
        return Err(Problem::Above { name: name.to_owned(), python: bench.name.clone(), end: finished.end, patience });
    }
    let unreadable = |error: serde_json::Error| ask(format!("its answer can't be read: {error}"));
    let found: Whereabouts = serde_json::from_slice(&content).map_err(unreadable)?;
    if let Some(archive) = found.archive.as_ref().filter(|_| found.modules.is_empty()) {
        return Err(Problem::Archived { name: name.to_owned(), archive: decode(archive).map_err(unreadable)? });
    }
    if let Some(why) = found.error {
        // Such as a line of a `.pth` file, after which the site module ignores the rest.
        let said = foreign::last_lines(&finished.stderr.bytes, LINES);
        let why = if said.is_empty() { why } else { format!("{why}; its Python says: {}", said.replace('\n', "; ")) };
        let (name, python) = (name.to_owned(), bench.name.clone());
        return Err(if found.raised {
            Problem::AboveRaises { name, python, why }
        } else if found.distribution.is_empty() {
            Problem::NotFound { name, pythons: vec![(python, why)] }
        } else {
            Problem::Distribution { name, python, modules: found.distribution }
        });
    }
    let path = found.search_path().map_err(unreadable)?;
    Ok((found, path))
}

fn paths<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<PathBuf>, D::Error> {
    Vec::<String>::deserialize(deserializer)?.iter().map(|text| decode(text)).collect()
}

fn named<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(String, PathBuf)>, D::Error> {
    let all = Vec::<(String, String)>::deserialize(deserializer)?;
    all.into_iter().map(|(name, path)| Ok((name, decode(&path)?))).collect()
}

/// From hexadecimal digits: not every path is text.
pub(super) fn decode<E: de::Error>(text: &str) -> Result<PathBuf, E> {
    let digits = |at: usize| text.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
    let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(digits).collect();
    bytes.map(|bytes| OsString::from_vec(bytes).into()).ok_or_else(|| E::custom(format!("`{text}` is no path")))
}
