//! How the compilers are called.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Target;
use crate::source::Language;

/// Whether Python's headers are in a folder.
pub(super) fn has_headers(dir: &Path) -> bool {
    dir.join("Python.h").is_file()
}

/// A compiler with the arguments that are the same for each source.
pub(super) struct Compiler {
    pub(super) path: PathBuf,
    arguments: Vec<OsString>,
}

impl Compiler {
    /// The one for sources in C.
    pub(super) fn c(target: &Target) -> Self {
        Self::new(target, "CC", "cc", target.compiler.as_deref(), &["-std=c11"], "CFLAGS")
    }

    /// The one for a language. Without exceptions and run-time type information an object needs no C++ library: hosts and
    /// shared libraries are linked without one.
    pub(super) fn of(language: Language, target: &Target) -> Self {
        let cpp = ["-std=c++20", "-fno-exceptions", "-fno-rtti"];
        match language {
            Language::C => Self::c(target),
            Language::Cpp => Self::new(target, "CXX", "c++", target.cpp_compiler.as_deref(), &cpp, "CXXFLAGS"),
        }
    }

    fn new(target: &Target, variable: &str, usual: &str, given: Option<&Path>, own: &[&str], flags: &str) -> Self {
        let (path, mut arguments) = match given {
            Some(path) => (path.to_owned(), Vec::new()),
            None => program(variable, usual),
        };
        let common = ["-O1", "-ffunction-sections", "-fdata-sections", "-fPIC", "-Wall", "-Wextra"];
        arguments.extend(common.iter().chain(own).map(OsString::from));
        // As system directories: warnings in CPython's headers are not about fixtures.
        for dir in &target.include_dirs {
            arguments.extend(["-isystem".into(), dir.into()]);
        }
        // Debian's pyconfig.h includes another as <x86_64-linux-gnu/python3.14/pyconfig.h>, below the directory above. That
        // comes last, for it may have the C library's headers of another distribution.
        for above in target.include_dirs.iter().filter(|dir| has_headers(dir)).filter_map(|dir| dir.parent()) {
            arguments.extend(["-idirafter".into(), above.into()]);
        }
        // What the user asks for counts more.
        arguments.extend(words(flags));
        Self { path, arguments }
    }

    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command.args(&self.arguments);
        command
    }
}

/// The program that makes archives, and its first arguments.
pub(super) fn archiver() -> (PathBuf, Vec<OsString>) {
    program("AR", "ar")
}

/// A program can be named with arguments, as in `CC="ccache gcc"`.
fn program(variable: &str, usual: &str) -> (PathBuf, Vec<OsString>) {
    let named = env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file());
    if let Some(path) = named {
        return (path, Vec::new());
    }
    let mut words = words(variable).into_iter();
    (words.next().map_or_else(|| usual.into(), PathBuf::from), words.collect())
}

/// The words of a variable.
fn words(variable: &str) -> Vec<OsString> {
    env::var(variable).unwrap_or_default().split_whitespace().map(OsString::from).collect()
}
