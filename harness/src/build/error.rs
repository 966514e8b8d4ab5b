//! Errors of builds.

use std::io;
use std::path::{Path, PathBuf};

use crate::advice::Advised;
use crate::isolate;
use crate::project::cache_folder;

/// An item could not be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The fixtures.
    #[error("can't build the fixtures for Python {python}: {source}")]
    Fixtures {
        /// The Python's version.
        python: String,
        /// The error.
        source: c_ext_fixtures::Error,
    },
    /// The Python could not compile the probe.
    #[error("Python {python} ({}) can't compile the probe: {message}; run it to see why, or exclude it with --python", executable.display())]
    Probe {
        /// The Python's version.
        python: String,
        /// Its executable.
        executable: PathBuf,
        /// Its error output.
        message: String,
    },
    /// The tool that builds a host could not be started.
    #[error("can't start `{}` to build host {host}: {source}; {advice}", tool.display())]
    Tool {
        /// The host's name.
        host: String,
        /// The program.
        tool: PathBuf,
        /// What to do.
        advice: String,
        /// The system's error.
        source: io::Error,
    },
    /// The host could not be built.
    #[error("can't build host {host} for Python {python}:\n{output}\nFix that, or exclude it with --host or --python.")]
    Host {
        /// The host's name.
        host: String,
        /// The Python's version.
        python: String,
        /// The end of the tool's output.
        output: String,
    },
    /// A static libpython can't be linked, whatever the host.
    #[error("its static libpython can't be linked with a program that only starts Python:\n  {output}")]
    StaticLibpython {
        /// The end of the linker's output.
        output: String,
    },
    /// The checker could not be built.
    #[error("can't build the checker with the Rust compiler:\n{output}")]
    Checker {
        /// Cargo's output.
        output: String,
    },
    /// There is no folder to unpack and build in.
    #[error("no cache folder: set HOME, XDG_CACHE_HOME or EXTPROOF_CACHE")]
    NoCache,
    /// The program was built for its checkout.
    #[error(
        "this program was built without the files that it needs outside its checkout; call it in the checkout, or build it with `cargo build --release`"
    )]
    CarriesNothing,
    /// `EXTPROOF_CHECKER` doesn't name an executable.
    #[error("EXTPROOF_CHECKER names {}, which isn't an executable file", .0.display())]
    NoChecker(PathBuf),
    /// Programs can't be run, or the user interrupted.
    #[error(transparent)]
    Isolate(#[from] isolate::Error),
    /// Its sources change during the build.
    #[error("the sources of {what} change during each build; stop its build, and other programs, from writing there")]
    Restless {
        /// The item to build.
        what: String,
    },
    /// A source could not be read.
    #[error("can't read {}: {}", path.display(), Advised(source))]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file of a build could not be stored.
    #[error("can't {action} {}: {}{}", path.display(), Advised(source), elsewhere(path))]
    File {
        /// `create`, `write` ...
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
}

impl BuildError {
    /// Whether it concerns only one host.
    pub(super) fn is_of_host(&self) -> bool {
        matches!(self, Self::Tool { .. } | Self::Host { .. } | Self::Checker { .. } | Self::Restless { .. })
    }

    /// The error as the reason why a host isn't available.
    pub(super) fn reason(&self) -> String {
        const LINES: usize = 5;
        match self {
            Self::Host { output, .. } | Self::Checker { output } => {
                let lines: Vec<&str> = output.lines().filter(|line| !line.trim().is_empty()).collect();
                let last = &lines[lines.len().saturating_sub(LINES)..];
                format!("can't be built:\n  {}", last.join("\n  "))
            }
            _ => self.to_string(),
        }
    }

    /// Whether the result, or the input, of a build can't be stored.
    pub fn is_storing(&self) -> bool {
        matches!(self, Self::File { .. } | Self::NoCache)
    }

    /// The tool that builds a host could not be called.
    pub(super) fn tool(host: &str, advice: impl Into<String>) -> impl FnOnce(isolate::Error) -> Self {
        let (host, advice) = (host.to_owned(), advice.into());
        move |error| match error {
            isolate::Error::Spawn { program, source } => Self::Tool { host, tool: program, advice, source },
            error => Self::Isolate(error),
        }
    }

    pub(super) fn read(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Read { path, source }
    }

    pub(super) fn file(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { action, path, source }
    }
}

/// What to do if the user's cache folder can't take a file.
fn elsewhere(path: &Path) -> &'static str {
    let is_cached = cache_folder().is_some_and(|cache| path.starts_with(cache));
    if is_cached { "; set EXTPROOF_CACHE to a writable folder" } else { "" }
}
