//! Finds the compilers, with `cc`, as build scripts do, and their arguments. The caller of `build` runs them.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Run, Target};
use crate::Error;
use crate::source::SourceLanguage;

/// The triple that this crate was compiled for.
const TRIPLE: &str = env!("EXTPROOF_TARGET");

/// Whether Python's headers are in a folder.
pub(super) fn has_headers(dir: &Path) -> bool {
    dir.join("Python.h").is_file()
}

/// A compiler with the arguments that are the same for each source.
pub(super) struct Compiler(cc::Tool);

impl Compiler {
    /// The compiler for a language, if it answers at all: `cc` would wait for one that doesn't, and no signal would end
    /// that.
    pub(super) fn ask(
        language: SourceLanguage,
        target: &Target,
        work_dir: &Path,
        run: &Run<'_>,
        missing: impl Fn(PathBuf, io::Error) -> Error,
    ) -> Result<Self, Error> {
        let mut command = named(language, target);
        // As `cc` asks, so that one that answers here answers there.
        let asked = work_dir.join("asked.c");
        fs::write(&asked, "#ifdef __clang__\n#endif\n")
            .map_err(|source| Error::Write { path: asked.clone(), source })?;
        match run(command.arg("-E").arg(&asked)) {
            Ok(_) => Self::of(language, target, work_dir),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(Error::Interrupted),
            Err(error) => Err(missing(command.get_program().into(), error)),
        }
    }

    /// The compiler for a language. Without exceptions and run-time type information an object needs no C++ library:
    /// hosts and shared libraries are linked without one.
    fn of(language: SourceLanguage, target: &Target, work_dir: &Path) -> Result<Self, Error> {
        let mut build = configured();
        if let Some(triple) = &target.foreign_triple {
            build.target(triple);
        }
        // For what `cc` compiles to identify a compiler.
        build.out_dir(work_dir);
        for dir in &target.header_dirs {
            build.include(dir);
        }
        // As system directories: warnings in CPython's headers are not about fixtures.
        for dir in &target.include_dirs {
            build.flag("-isystem").flag(dir);
        }
        // Debian's pyconfig.h includes another as <x86_64-linux-gnu/python3.14/pyconfig.h>, below the directory above.
        // That comes last, because it may have the C library's headers of another distribution.
        for above in target.include_dirs.iter().filter(|dir| has_headers(dir)).filter_map(|dir| dir.parent()) {
            build.flag("-idirafter").flag(above);
        }
        let given = match language {
            SourceLanguage::C => {
                // Older compilers let a misspelled function pass, and then no host could be linked.
                build.std("c11").flag("-Werror=implicit-function-declaration");
                &target.compiler
            }
            SourceLanguage::Cpp => {
                build.cpp(true).std("c++20").flag("-fno-exceptions").flag("-fno-rtti");
                &target.cpp_compiler
            }
        };
        if let Some(compiler) = given {
            build.compiler(compiler);
        }
        build.try_get_compiler().map(Self).map_err(tools)
    }

    pub(super) fn path(&self) -> PathBuf {
        self.0.path().to_owned()
    }

    pub(super) fn command(&self) -> Command {
        self.0.to_command()
    }
}

/// The compiler that is given or named, without arguments of ours.
fn named(language: SourceLanguage, target: &Target) -> Command {
    let (given, variable, usual) = match language {
        SourceLanguage::C => (&target.compiler, "CC", "cc"),
        SourceLanguage::Cpp => (&target.cpp_compiler, "CXX", "c++"),
    };
    let named = env::var_os(variable).filter(|name| !name.is_empty()).map_or_else(|| usual.into(), PathBuf::from);
    let path = given.clone().unwrap_or(named);
    if path.is_file() {
        return Command::new(path);
    }
    // It can be named with arguments, as in `CC="ccache gcc"`.
    let text = path.to_string_lossy();
    let mut words = text.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or(usual));
    command.args(words);
    command
}

/// The program that makes archives.
pub(super) fn archiver() -> Result<Command, Error> {
    configured().try_get_archiver().map_err(tools)
}

/// The settings that all of them share.
fn configured() -> cc::Build {
    let mut build = cc::Build::new();
    build
        .target(TRIPLE)
        .host(TRIPLE)
        .opt_level(1)
        .debug(false)
        .pic(true)
        .warnings(true)
        .extra_warnings(true)
        .inherit_rustflags(false)
        .inherit_trim_paths(false)
        // Nothing may reach stdout: it isn't a build script's here.
        .cargo_metadata(false)
        .cargo_warnings(false)
        .cargo_output(false)
        .cargo_debug(false);
    build
}

fn tools(error: cc::Error) -> Error {
    Error::Tools { message: error.to_string() }
}
