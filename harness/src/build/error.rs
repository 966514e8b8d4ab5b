//! What can go wrong when something is built.

use std::io;
use std::path::PathBuf;

use crate::advice::Advised;
use crate::isolate;

/// Something could not be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The fixtures.
    #[error("can't build the fixtures for Python {python}: {source}")]
    Fixtures {
        /// The Python's version.
        python: String,
        /// What went wrong.
        source: c_ext_fixtures::Error,
    },
    /// The Python could not compile the probe.
    #[error("Python {python} ({}) can't compile the probe: {message}; call it by hand, or leave it out with --python", executable.display())]
    Probe {
        /// The Python's version.
        python: String,
        /// Its executable.
        executable: PathBuf,
        /// What it said.
        message: String,
    },
    /// What builds a host could not be started.
    #[error("can't start `{}` to build host {host}: {source}; {advice}", tool.display())]
    Tool {
        /// The host's name.
        host: String,
        /// The program.
        tool: PathBuf,
        /// What to do.
        advice: String,
        /// What the system says.
        source: io::Error,
    },
    /// The host could not be built.
    #[error(
        "can't build host {host} for Python {python}:\n{output}\nMend that, or leave it out with --host or --python."
    )]
    Host {
        /// The host's name.
        host: String,
        /// The Python's version.
        python: String,
        /// The end of what the tool said.
        output: String,
    },
    /// The checker could not be built.
    #[error("can't build the checker, which the Rust compiler has to do:\n{output}")]
    Checker {
        /// Cargo's output.
        output: String,
    },
    /// Programs can't be run, or the user interrupted.
    #[error(transparent)]
    Isolate(#[from] isolate::Error),
    /// Its sources don't rest.
    #[error(
        "the sources of {what} change whenever it is built; neither its build nor anybody else may write there meanwhile"
    )]
    Restless {
        /// What was to be built.
        what: String,
    },
    /// A file could not be read or written.
    #[error("can't {action} {}: {}", path.display(), Advised(source))]
    File {
        /// `read`, `write` ...
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl BuildError {
    /// Whether it is about one host, and others can be built.
    pub(super) fn is_of_host(&self) -> bool {
        matches!(self, Self::Tool { .. } | Self::Host { .. } | Self::Restless { .. })
    }

    /// The error as the reason why a host isn't available.
    pub(super) fn reason(&self) -> String {
        const LINES: usize = 5;
        match self {
            Self::Host { output, .. } => {
                let lines: Vec<&str> = output.lines().filter(|line| !line.trim().is_empty()).collect();
                let last = &lines[lines.len().saturating_sub(LINES)..];
                format!("it can't be built:\n  {}", last.join("\n  "))
            }
            _ => self.to_string(),
        }
    }

    /// Whether something that was built, or is to be built, can't be stored.
    pub fn is_storing(&self) -> bool {
        matches!(self, Self::File { action, .. } if *action != "read")
    }

    /// What builds a host could not be called.
    pub(super) fn tool(host: &str, advice: impl Into<String>) -> impl FnOnce(isolate::Error) -> Self {
        let (host, advice) = (host.to_owned(), advice.into());
        move |error| match error {
            isolate::Error::Spawn { program, source } => Self::Tool { host, tool: program, advice, source },
            error => Self::Isolate(error),
        }
    }

    pub(super) fn file(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { action, path, source }
    }
}
