//! Where an environment finds a module.

use std::env;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Deserializer, de};

use super::{Bench, Problem, SearchPath, foreign};
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
    error: Option<String>,
}

impl Whereabouts {
    /// What is on `sys.path` there besides the standard library, and where its finders look besides.
    fn search_path(&self) -> Result<SearchPath, serde_json::Error> {
        let after = self.after.iter().map(|(path, reads)| Ok((decode(path)?, *reads))).collect::<Result<_, _>>()?;
        let files = self.modules.iter().filter_map(|(_, file)| Some(file.parent()?.to_owned()));
        let behind = files.chain(self.packages.iter().map(|(_, folder)| folder.clone())).collect();
        Ok(SearchPath { before: self.before.clone(), after, behind })
    }
}

/// Variables that say where modules are.
const PLACES: [&str; 3] = ["PYTHONPATH", "VIRTUAL_ENV", "CONDA_PREFIX"];

/// Imports the packages above the module, but not itself.
const SCRIPT: &str = include_str!("environment.py");

/// Asks the executable of a Python, which may be that of a virtual environment. This runs the code of packages.
pub(super) fn find(
    name: &str,
    bench: &Bench,
    executable: &Path,
    patience: Duration,
    interrupt: &Interrupt,
) -> Result<(Whereabouts, SearchPath), Problem> {
    let python = &bench.python;
    let ask = |why: String| Problem::Ask { python: bench.name.clone(), why };
    let sandbox = Sandbox::new(None)?;
    let answer = sandbox.path().join("answer.json");
    let mut program = foreign::program(executable).arg("-c").arg(SCRIPT).arg(&answer).arg(name).arg(&python.stdlib);
    for variable in PLACES {
        program = foreign::with(program, variable);
    }
    let named: Vec<PathBuf> =
        PLACES.iter().filter_map(env::var_os).flat_map(|value| env::split_paths(&value).collect::<Vec<_>>()).collect();
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
    let said = || foreign::last_lines(&finished.stderr.bytes, 1);
    if !answer.is_file() {
        // Not even the script was begun.
        return Err(ask(format!("{}: {}", finished.end, said())));
    }
    if finished.end != End::Exited(0) {
        return Err(Problem::Above { name: name.to_owned(), python: bench.name.clone(), end: finished.end, patience });
    }
    let found = file::read(&answer).map_err(|error| error.to_string());
    let found = found.and_then(|text| serde_json::from_slice::<Whereabouts>(&text).map_err(|error| error.to_string()));
    let found = found.map_err(|error| ask(format!("its answer can't be read: {error}")))?;
    if let Some(why) = found.error {
        return Err(Problem::NotFound { name: name.to_owned(), python: bench.name.clone(), why });
    }
    let path = found.search_path().map_err(|error| ask(format!("its answer can't be read: {error}")))?;
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
fn decode<E: de::Error>(text: &str) -> Result<PathBuf, E> {
    let digits = |at: usize| text.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
    let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(digits).collect();
    bytes.map(|bytes| OsString::from_vec(bytes).into()).ok_or_else(|| E::custom(format!("`{text}` is no path")))
}
