//! Compiling fixtures for one Python.

mod compiler;
mod earlier;
mod run;
mod table;
#[cfg(test)]
mod tests;
mod together;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;

use crate::parallel::in_parallel;
use crate::source::SourceLanguage;
use crate::{Error, Source};
use compiler::{Compiler, archiver, has_headers};

pub use run::{Ran, Run};

/// What fixtures are compiled for: one Python.
#[derive(Debug, Clone)]
pub struct Target {
    /// Where `Python.h` is, and `pyconfig.h` if it is elsewhere.
    pub include_dirs: Vec<PathBuf>,
    /// Where the headers are that fixtures share, if not beside them.
    pub header_dirs: Vec<PathBuf>,
    /// What Rust calls the machine, if it is another one than this. `CC` names a compiler for it then.
    pub foreign_triple: Option<String>,
    /// The suffix of the shared libraries, such as `.cpython-312-x86_64-linux-gnu.so`.
    pub ext_suffix: String,
    /// The arguments that link a library with libpython, for the fixtures that need it.
    pub libpython: Vec<String>,
    /// Where the results go. It is created if it is missing.
    pub out_dir: PathBuf,
    /// The `out_dir` of an earlier build, if there is one, with the same compilers, Python and other headers. Fixtures whose
    /// text is the same are taken from there.
    pub earlier: Option<PathBuf>,
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

/// Compiles fixtures into a static archive and shared libraries. `run` runs the commands.
///
/// A source that doesn't compile, or with which no host can be linked, ends the build with [`Error::Compile`] or
/// [`Error::Together`]. The caller can build all others.
///
/// `out_dir` may be moved afterwards: nothing in the results points to it.
pub fn build(sources: &[Source], target: &Target, run: &Run<'_>) -> Result<Built, Error> {
    check_names(sources)?;
    if !target.include_dirs.iter().any(|dir| has_headers(dir)) {
        return Err(Error::NoHeaders { include_dirs: target.include_dirs.clone() });
    }
    let work_dir = target.out_dir.join("work");
    for dir in [&work_dir, &target.out_dir.join("objects")] {
        fs::create_dir_all(dir).map_err(|source| Error::Write { path: dir.clone(), source })?;
    }
    // Names of fixtures have no `-`.
    let table = work_dir.join("extproof-fixtures.c");
    fs::write(&table, table::text(sources)).map_err(|source| Error::Write { path: table.clone(), source })?;

    let object_of = |source: &Source| earlier::object(source, &target.out_dir);
    let library_of = |source: &Source| earlier::library(source, target, &target.out_dir);
    let table_object = table.with_extension("o");
    let compilers = Compilers::of(sources, target, &work_dir, run)?;
    compile(&table, &table_object, &compilers, run)?;
    let newest_first = newest_first(sources);
    let changed: Vec<&Source> = newest_first.iter().copied().filter(|source| !earlier::take(source, target)).collect();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    in_parallel(&changed, cores, |source| {
        let object = object_of(source);
        compile(&source.path, &object, &compilers, run)?;
        earlier::keep(source, &object);
        Ok(())
    })?;
    together::check(&newest_first, object_of, target, |objects, flags| {
        link(objects, &work_dir.join("together.so"), flags, &compilers.c, run)
    })?;
    let objects: Vec<PathBuf> = [table_object].into_iter().chain(sources.iter().map(object_of)).collect();
    let archive = archive(&objects, target, run)?;
    in_parallel(&changed, cores, |source| {
        let libpython = if source.needs_libpython() { target.libpython.as_slice() } else { &[] };
        link(&[object_of(source)], &library_of(source), libpython, &compilers.c, run)
    })?;
    remove_files(&work_dir).map_err(|source| Error::Write { path: work_dir.clone(), source })?;
    Ok(Built { archive, libraries: sources.iter().map(|source| (source.name.clone(), library_of(source))).collect() })
}

/// In this order, because a source that doesn't compile is most likely one that was just changed.
fn newest_first(sources: &[Source]) -> Vec<&Source> {
    let mut newest: Vec<&Source> = sources.iter().collect();
    newest.sort_by_cached_key(|source| Reverse(fs::metadata(&source.path).and_then(|data| data.modified()).ok()));
    newest
}

/// The compilers that the sources need. Asking for one starts it, so this is done once.
struct Compilers {
    c: Compiler,
    cpp: Option<Compiler>,
}

impl Compilers {
    fn of(sources: &[Source], target: &Target, work_dir: &Path, run: &Run<'_>) -> Result<Self, Error> {
        let first_cpp = sources.iter().find(|source| SourceLanguage::of(&source.path) == Some(SourceLanguage::Cpp));
        let cpp = first_cpp.map(|source| {
            Compiler::ask(SourceLanguage::Cpp, target, work_dir, run, |compiler, error| Error::NoCppCompiler {
                compiler,
                path: source.path.clone(),
                source: error,
            })
        });
        let c = Compiler::ask(SourceLanguage::C, target, work_dir, run, |compiler, source| Error::NoCompiler {
            compiler,
            source,
        })?;
        Ok(Self { c, cpp: cpp.transpose()? })
    }
}

fn compile(source: &Path, object: &Path, compilers: &Compilers, run: &Run<'_>) -> Result<(), Error> {
    let (compiler, is_cpp) = match &compilers.cpp {
        Some(cpp) if SourceLanguage::of(source) == Some(SourceLanguage::Cpp) => (cpp, true),
        _ => (&compilers.c, false),
    };
    let mut command = compiler.command();
    earlier::ask(&mut command, object);
    run::run(
        run,
        command.arg("-c").arg("-o").arg(object).arg(source),
        |error| match is_cpp {
            false => Error::NoCompiler { compiler: compiler.path(), source: error },
            true => Error::NoCppCompiler { compiler: compiler.path(), path: source.to_owned(), source: error },
        },
        |output| Error::Compile { path: source.to_owned(), output },
    )
}

fn archive(objects: &[PathBuf], target: &Target, run: &Run<'_>) -> Result<PathBuf, Error> {
    let archive = target.out_dir.join("libextproof_fixtures.a");
    if archive.exists() {
        // Older objects would stay in it.
        fs::remove_file(&archive).map_err(|source| Error::Write { path: archive.clone(), source })?;
    }
    let failed = |output| Error::Archive { dir: target.out_dir.clone(), output };
    let mut command = archiver()?;
    let program = command.get_program().to_owned();
    run::run(
        run,
        command.arg("crs").arg(&archive).args(objects),
        |error| failed(format!("can't run {}: {error}", program.display())),
        failed,
    )?;
    Ok(archive)
}

/// The C compiler links what is in C++, too: it needs no C++ library.
fn link(
    objects: &[PathBuf],
    library: &Path,
    libpython: &[String],
    compiler: &Compiler,
    run: &Run<'_>,
) -> Result<(), Error> {
    run::run(
        run,
        compiler.command().arg("-shared").arg("-o").arg(library).args(objects).args(libpython),
        |source| Error::NoCompiler { compiler: compiler.path(), source },
        |output| Error::Link { path: library.to_owned(), output },
    )
}

/// Removes a folder of files. There are no folders in it, so none can lead elsewhere.
fn remove_files(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        fs::remove_file(entry?.path())?;
    }
    fs::remove_dir(folder)
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
