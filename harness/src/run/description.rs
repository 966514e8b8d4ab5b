//! What a host says of itself.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use crate::build::Launch;
use crate::case::Link;
use crate::isolate::{End, Interrupt, Limits, Sandbox, run};
use crate::plan::CONTRACT_VERSION;
use crate::version::Version;

/// What a host says of itself: the answer to `--describe`.
#[derive(Clone, Debug, Deserialize)]
pub struct Description {
    /// The version of the host contract that it keeps.
    pub contract: u32,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The Python that it embeds.
    pub python: Embedded,
    /// How it is linked with libpython.
    pub link: Link,
    /// The steps that it can do.
    pub steps: Vec<String>,
    /// How many lives of Python it can have in a process; without, any number.
    pub lives: Option<usize>,
}

/// The Python that a host embeds, by the text of `Py_GetVersion()`. Whether it is a debug build isn't said there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Embedded(pub Version);

/// A text that isn't of `Py_GetVersion()`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`python` is {0:?}, not the text of Py_GetVersion()")]
pub struct NotAVersion(String);

impl TryFrom<String> for Embedded {
    type Error = NotAVersion;

    fn try_from(text: String) -> Result<Self, NotAVersion> {
        let number = text.split([' ', '+']).next().unwrap_or_default();
        // `3.15.0a1` is known as 3.15.0.
        let number = number.find(|char: char| char.is_ascii_alphabetic()).map_or(number, |at| &number[..at]);
        match number.parse::<Version>() {
            Ok(version) if text.contains("free-threading build") => Ok(Self(version.free_threaded())),
            Ok(version) => Ok(Self(version)),
            Err(_) => Err(NotAVersion(text)),
        }
    }
}

/// A host that doesn't describe itself as the contract says.
#[derive(Debug, thiserror::Error)]
pub enum DescribeError {
    /// It could not be run.
    #[error("can't ask host {host} what it is: {source}")]
    Run {
        /// The executable.
        host: PathBuf,
        /// Why.
        source: crate::isolate::Error,
    },
    /// It says something wrong.
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

impl Description {
    /// Asks a host what it is.
    ///
    /// # Errors
    /// When it doesn't answer as the contract says, and in time.
    pub fn ask(launch: &Launch, patience: Duration, interrupt: &Interrupt) -> Result<Self, DescribeError> {
        let failed = |source| DescribeError::Run { host: launch.file().to_owned(), source };
        let wrong = |problem: String| DescribeError::wrong(launch.file(), problem);
        let sandbox = Sandbox::new(None).map_err(failed)?;
        let limits = Limits { time: patience, ..Limits::default() };
        let finished = run(&launch.with("--describe"), &sandbox, &limits, interrupt).map_err(failed)?;
        if finished.end != End::Exited(0) {
            let said = String::from_utf8_lossy(&finished.stderr.bytes).trim().to_owned();
            return Err(wrong(format!("ended with {}: {said}", finished.end)));
        }
        let description: Self = serde_json::from_slice(&finished.stdout.bytes)
            .map_err(|error| wrong(format!("prints no description as docs/writing-a-host.md says: {error}")))?;
        if description.contract != CONTRACT_VERSION {
            let said = description.contract;
            return Err(wrong(format!("keeps version {said} of the contract, not {CONTRACT_VERSION}")));
        }
        Ok(description)
    }
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
        ] {
            assert_eq!(Embedded::try_from(text.to_owned()).unwrap().0.to_string(), version);
        }
        for text in ["2.7.18 (default)", "", "Python 3.12.1"] {
            assert!(Embedded::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
