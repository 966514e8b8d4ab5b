//! All Pythons that can be found, each once.

use std::convert::Infallible;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::thread;

use c_ext_fixtures::parallel::in_parallel;

use super::Python;
use super::cache::{Cache, DamagedFacts};
use super::facts::Facts;
use super::in_tree;
use super::inquiry;
use super::resolve::resolve;
use super::sources::{self, FoundExecutable, PythonSource, Request};
use super::unusable::UnusablePython;
use crate::isolate::{self, Interrupt};

/// The Pythons that were found, in the order of their sources.
#[derive(Clone, Debug)]
pub struct Discovery {
    /// Each of them once, by the real path of its libpython, but each virtual environment that is asked for.
    pub candidates: Vec<Candidate>,
}

/// Something that looks like a Python.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The path as it was found.
    pub path: PathBuf,
    /// Its executable: as it was found, or what is behind a shim. It knows the virtual environment around it.
    pub executable: PathBuf,
    /// Where it was found first.
    pub source: PythonSource,
    /// Its version number, also when it can't be used: `3.8.18`. None if it couldn't be asked.
    pub version: Option<String>,
    /// Its ABI flags, likewise.
    pub abi_flags: Option<String>,
    /// The Python, or why it can't be used.
    pub outcome: Result<Python, UnusablePython>,
    /// The items of the request that name it.
    pub(super) asked_as: Vec<OsString>,
    /// Whether it is found without them, too.
    pub(super) found: bool,
}

impl Discovery {
    /// Finds Pythons and asks each for its facts, unless they are in the cache file. `tell` reports a damaged file.
    ///
    /// A problem with one of them isn't an error here, but that candidate's outcome.
    ///
    /// # Errors
    /// When the user interrupted.
    pub fn run(
        request: &Request,
        cache_file: &Path,
        interrupt: &Interrupt,
        tell: &dyn Fn(&DamagedFacts),
    ) -> Result<Self, isolate::Error> {
        let mut found = sources::find(request);
        drop_other_names(&mut found);
        let mut cache = Cache::read(cache_file, tell);
        // Asking is mostly waiting.
        let jobs = thread::available_parallelism().map_or(1, usize::from) * 2;
        let Ok(answers) =
            in_parallel(&found, jobs, |found| Ok::<_, Infallible>(Answer::of(&found.path, &cache, interrupt)));
        if interrupt.signal().is_some() {
            return Err(isolate::Error::Interrupted);
        }

        let mut candidates: Vec<(Identity, Candidate)> = Vec::new();
        for (found, answer) in found.into_iter().zip(answers) {
            if let Some(facts) = &answer.facts {
                cache.put(&found.path, facts);
            }
            let identity = answer.identity(&found.path);
            // Of what isn't asked for by its name, the Python counts.
            let is_it = |(known, candidate): &(Identity, Candidate)| {
                let is_another_place = found.asked_as.is_none() && candidate.found;
                known.library == identity.library && (is_another_place || known.place == identity.place)
            };
            match candidates.iter_mut().find(|candidate| is_it(candidate)) {
                Some((_, known)) => {
                    known.found |= found.asked_as.is_none();
                    known.asked_as.extend(found.asked_as);
                }
                None => candidates.push((identity, answer.candidate(found))),
            }
        }
        cache.save();
        Ok(Self { candidates: candidates.into_iter().map(|(_, candidate)| candidate).collect() })
    }

    /// The same, where Pythons without headers can't be used.
    #[must_use]
    pub fn with_headers(mut self) -> Self {
        for Candidate { outcome, .. } in &mut self.candidates {
            if let Some(why) = outcome.as_ref().ok().and_then(Python::lacks_headers) {
                *outcome = Err(why);
            }
        }
        self
    }

    /// The Pythons that can be embedded.
    pub fn usable(&self) -> impl Iterator<Item = &Python> {
        self.candidates.iter().filter_map(|candidate| candidate.outcome.as_ref().ok())
    }
}

fn resolved(facts: &Facts, cache: &Cache) -> Result<Python, UnusablePython> {
    let installed = in_tree::installed(facts, &cache.layouts());
    let installed = installed.map_err(|error| UnusablePython::NotLaidOut(error.to_string()))?;
    let mut python = resolve(&installed)?;
    python.executable = in_tree::starter(&installed).unwrap_or(python.executable);
    Ok(python)
}

/// The result of asking a Python.
struct Answer {
    facts: Option<Facts>,
    outcome: Result<Python, UnusablePython>,
}

impl Answer {
    fn of(path: &Path, cache: &Cache, interrupt: &Interrupt) -> Self {
        if let Some(facts) = cache.get(path) {
            let outcome = resolved(facts, cache);
            // What is missing may have moved, and sysconfig may know where to.
            if !matches!(outcome, Err(UnusablePython::NoLibrary { .. })) {
                return Self { facts: Some(facts.clone()), outcome };
            }
        }
        match inquiry::ask(path, inquiry::TIME_LIMIT, interrupt) {
            Ok(facts) => Self { outcome: resolved(&facts, cache), facts: Some(facts) },
            Err(why) => Self { facts: None, outcome: Err(why) },
        }
    }

    fn identity(&self, path: &Path) -> Identity {
        let file = match (&self.outcome, &self.facts) {
            (Ok(python), _) => python.library(),
            (Err(_), Some(facts)) => &facts.executable,
            (Err(_), None) => path,
        };
        let started = self.facts.as_ref().map_or_else(|| path.to_owned(), |facts| facts.started(path));
        let place = virtual_environment(&started).unwrap_or(&started);
        Identity { library: real(file), place: real(place) }
    }

    fn candidate(self, found: FoundExecutable) -> Candidate {
        Candidate {
            executable: self.facts.as_ref().map_or_else(|| found.path.clone(), |facts| facts.started(&found.path)),
            path: found.path,
            source: found.source,
            version: self.facts.as_ref().map(Facts::number),
            abi_flags: self.facts.as_ref().map(Facts::abi_flags),
            outcome: self.outcome,
            found: found.asked_as.is_none(),
            asked_as: found.asked_as.into_iter().collect(),
        }
    }
}

/// By what two names of the same Python are recognized.
struct Identity {
    /// Its libpython.
    library: PathBuf,
    /// What decides where it finds packages: the virtual environment around its executable, else the executable, which may be
    /// a wrapper.
    place: PathBuf,
}

/// The folder of the virtual environment that an executable is in.
fn virtual_environment(executable: &Path) -> Option<&Path> {
    executable.ancestors().skip(1).take(2).find(|folder| folder.join("pyvenv.cfg").is_file())
}

fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// Drops other names of an executable that comes earlier, so that it isn't asked twice: `python3` and `python3.11`.
///
/// Links to programs of another kind stay: those behave according to the name that they are called by.
fn drop_other_names(found: &mut Vec<FoundExecutable>) {
    let mut known = Vec::new();
    found.retain(|found| {
        // The names in a request are looked up later.
        if found.asked_as.is_some() {
            return true;
        }
        let is_python = |real: &PathBuf| {
            real.file_name().is_some_and(|name| sources::without_kind(&name.to_string_lossy()).is_some())
        };
        let real = found.path.canonicalize().ok().filter(is_python);
        let is_new = real.as_ref().is_none_or(|real| !known.contains(real));
        known.extend(real);
        is_new
    });
}
