//! Compiling fixtures for one Python.

mod compiler;
mod log;
mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::source::Language;
use crate::{Error, Source};
use compiler::has_headers;
use log::Log;

/// What fixtures are compiled for: one Python.
#[derive(Debug, Clone)]
pub struct Target {
    /// Where `Python.h` is, and `pyconfig.h` if it is elsewhere.
    pub include_dirs: Vec<PathBuf>,
    /// The suffix of the shared libraries, as `.cpython-312-x86_64-linux-gnu.so`.
    pub ext_suffix: String,
    /// Where the results go. It is made if it isn't there.
    pub out_dir: PathBuf,
    /// The C compiler, if not the environment's `CC` or else `cc`.
    pub compiler: Option<PathBuf>,
    /// The C++ compiler, if not the environment's `CXX` or else `c++`. Only `.cpp` sources need one.
    pub cpp_compiler: Option<PathBuf>,
}

/// Compiled fixtures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// The static archive, `libextproof_fixtures.a`: every fixture, and the table
    /// `extproof_fixtures` of names and init functions.
    pub archive: PathBuf,
    /// The shared library of each fixture, by the fixture's name: `NAME` and the suffix.
    pub libraries: BTreeMap<String, PathBuf>,
}

/// Compiles fixtures into a static archive and shared libraries.
///
/// `out_dir` may be moved afterwards: nothing in the results points to it.
pub fn build(sources: &[Source], target: &Target) -> Result<Built, Error> {
    check_names(sources)?;
    if !target.include_dirs.iter().any(|dir| has_headers(dir)) {
        return Err(Error::NoHeaders { include_dirs: target.include_dirs.clone() });
    }
    let work_dir = target.out_dir.join("objects");
    fs::create_dir_all(&work_dir).map_err(|source| Error::Write { path: work_dir.clone(), source })?;
    let table = work_dir.join("extproof_fixtures.c");
    fs::write(&table, table::text(sources)).map_err(|source| Error::Write { path: table.clone(), source })?;

    let log = Arc::new(Log::default());
    let (cpp, c): (Vec<_>, Vec<_>) =
        sources.iter().partition(|source| Language::of(&source.path) == Some(Language::Cpp));
    let mut build = compiler::c(target, &log);
    build.out_dir(&work_dir).file(&table).files(c.iter().map(|source| &source.path));
    let compiler = build.try_get_compiler().map_err(tools)?;
    compiler::check(&compiler).map_err(|source| Error::NoCompiler { compiler: compiler.path().to_owned(), source })?;
    let mut objects = build.try_compile_intermediates().map_err(|error| log.compile_error(&error))?;
    objects.extend(compile_cpp(&cpp, target, &work_dir, &log)?);

    log.clear();
    let archive = build
        .out_dir(&target.out_dir)
        .try_create_archive("extproof_fixtures", &objects)
        .map_err(|error| Error::Archive { dir: target.out_dir.clone(), output: log.output(&error) })?;

    // The first object is the table, which only hosts need.
    let libraries = c
        .iter()
        .chain(&cpp)
        .map(|source| (source.name.clone(), target.out_dir.join(format!("{}{}", source.name, target.ext_suffix))))
        .collect::<Vec<_>>();
    let links = objects[1..].iter().zip(&libraries).collect::<Vec<_>>();
    in_parallel(&links, |(object, (_, library))| link(&compiler, object, library))?;

    remove_files(&work_dir).map_err(|source| Error::Write { path: work_dir.clone(), source })?;
    Ok(Built { archive, libraries: libraries.into_iter().collect() })
}

/// Removes a folder of files. There are no folders in it, so none can lead elsewhere.
fn remove_files(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        fs::remove_file(entry?.path())?;
    }
    fs::remove_dir(folder)
}

/// The objects of sources in C++.
fn compile_cpp(sources: &[&Source], target: &Target, work_dir: &Path, log: &Arc<Log>) -> Result<Vec<PathBuf>, Error> {
    let Some(first) = sources.first() else {
        return Ok(Vec::new());
    };
    let mut build = compiler::cpp(target, log);
    build.out_dir(work_dir).files(sources.iter().map(|source| &source.path));
    let compiler = build.try_get_compiler().map_err(tools)?;
    compiler::check(&compiler).map_err(|source| Error::NoCppCompiler {
        compiler: compiler.path().to_owned(),
        path: first.path.clone(),
        source,
    })?;
    build.try_compile_intermediates().map_err(|error| log.compile_error(&error))
}

fn check_names(sources: &[Source]) -> Result<(), Error> {
    let mut by_name = BTreeMap::new();
    for source in sources {
        if let Some(first) = by_name.insert(&source.name, source) {
            return Err(Error::SameName { first: first.path.clone(), second: source.path.clone() });
        }
    }
    Ok(())
}

fn tools(error: cc::Error) -> Error {
    Error::Tools { message: error.to_string() }
}

fn link(compiler: &cc::Tool, object: &Path, library: &Path) -> Result<(), Error> {
    let result = compiler.to_command().arg("-shared").arg("-o").arg(library).arg(object).output();
    let output = match result {
        Ok(output) if output.status.success() => return Ok(()),
        Ok(output) => format!("{}{}", String::from_utf8_lossy(&output.stderr), output.status),
        Err(error) => error.to_string(),
    };
    Err(Error::Link { path: library.to_owned(), output })
}

/// Does the work for each item, on all cores; the error is that of the first item that failed.
fn in_parallel<T: Sync>(items: &[T], work: impl Fn(&T) -> Result<(), Error> + Sync) -> Result<(), Error> {
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get());
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(None);
    let worker = || {
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(error) = work(item) {
                next.store(items.len(), Ordering::Relaxed);
                failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            }
        }
    };
    thread::scope(|scope| {
        // The system may grant no more threads (`ulimit -u`).
        for _ in 1..cores.min(items.len()) {
            if thread::Builder::new().spawn_scoped(scope, worker).is_err() {
                break;
            }
        }
        worker();
    });
    failed.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}
