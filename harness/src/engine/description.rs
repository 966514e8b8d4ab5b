//! What a host says about itself.

use std::path::{Path, PathBuf};
use std::time::Duration;

use extproof_contract as contract;

use super::start::{Start, start};
use crate::build::Launch;
use crate::isolate::{End, Interrupt, Limits, Sandbox};
use crate::version::{Implementation, Version};

/// What a host says about itself: the answer to `--describe`.
#[derive(Clone, Debug)]
pub struct HostAnswer {
    /// As the contract defines it.
    pub said: contract::Description,
    /// The Python that it embeds. A debug build isn't recognized.
    pub python: Version,
}

/// A host that doesn't describe itself as the contract says.
#[derive(Debug, thiserror::Error)]
pub enum DescribeError {
    /// It could not be run.
    #[error("can't query host {host}: {source}")]
    Run {
        /// The executable.
        host: PathBuf,
        /// Why.
        source: crate::isolate::Error,
    },
    /// Its description is wrong.
    #[error("`{} --describe` {problem}", host.display())]
    Wrong {
        /// The executable.
        host: PathBuf,
        /// What it does wrong.
        problem: String,
    },
}

impl DescribeError {
    pub(super) fn wrong(host: &Path, problem: impl Into<String>) -> Self {
        Self::Wrong { host: host.to_owned(), problem: problem.into() }
    }
}

impl HostAnswer {
    /// Asks a host for its description.
    ///
    /// # Errors
    /// When its answer violates the host contract, or comes too late.
    pub fn ask(launch: &Launch, patience: Duration, interrupt: &Interrupt) -> Result<Self, DescribeError> {
        let failed = |source| DescribeError::Run { host: launch.file().to_owned(), source };
        let wrong = |problem: String| DescribeError::wrong(launch.file(), problem);
        let sandbox = Sandbox::new(None).map_err(failed)?;
        let limits = Limits { time: patience, ..Limits::default() };
        let finished = start(Start::new(launch.with("--describe"), limits), &sandbox, interrupt).map_err(failed)?;
        if finished.end != End::Exited(0) {
            let said = String::from_utf8_lossy(&finished.stderr.bytes).trim().to_owned();
            return Err(wrong(format!("ended with {}: {said}", finished.end)));
        }
        let said: contract::Description = contract::read_object(&finished.stdout.bytes)
            .map_err(|error| wrong(format!("prints no description as docs/writing-a-host.md says: {error}")))?;
        if said.contract != contract::VERSION {
            let version = said.contract;
            return Err(wrong(format!("keeps version {version} of the contract, not {}", contract::VERSION)));
        }
        match embedded(&said.python) {
            Some(python) => Ok(Self { said, python }),
            None => Err(wrong(format!("says that `python` is {:?}, not the text of Py_GetVersion()", said.python))),
        }
    }
}

/// The version in the text of `Py_GetVersion()`.
fn embedded(text: &str) -> Option<Version> {
    let number = text.split([' ', '+']).next().unwrap_or_default();
    // `3.15.0a1` is known as 3.15.0.
    let number = number.find(|char: char| char.is_ascii_alphabetic()).map_or(number, |at| &number[..at]);
    let version: Version = number.parse().ok()?;
    Some(match text {
        _ if text.contains("[PyPy ") => Version { implementation: Implementation::PyPy, ..version },
        _ if text.contains("free-threading build") => version.free_threaded(),
        _ => version,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_python_is_known_by_the_text_of_its_version() {
        for (text, version) in [
            ("3.12.1 (main, Dec  7 2023, 12:00:00) \n[GCC 12.2.0]", "3.12.1"),
            ("3.13.0 experimental free-threading build (main)", "3.13.0t"),
            ("3.14.8 free-threading build (tags/v3.14.8)", "3.14.8t"),
            ("3.11.7+ (heads/3.11)", "3.11.7"),
            ("3.15.0a1 (main)", "3.15.0"),
            ("3.11.17 (8.0.1+dfsg-1, Oct 14 2026, 14:02:02)[PyPy 8.0.1 with GCC 16.2.0]", "pypy3.11.17"),
        ] {
            assert_eq!(embedded(text).unwrap().to_string(), version);
        }
        for text in ["2.7.18 (default)", "", "Python 3.12.1"] {
            assert_eq!(embedded(text), None, "{text}");
        }
    }
}
