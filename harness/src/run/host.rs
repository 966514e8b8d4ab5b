//! Hosts that are ready to be run.

use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;

use crate::build::Launch;
use crate::case::Link;
use crate::host::{HostKind, Making};
use crate::isolate::{End, Interrupt, Limits, Sandbox, run};
use crate::plan::CONTRACT_VERSION;
use crate::version::Version;

/// A host for one Python.
#[derive(Clone, Debug)]
pub struct Host {
    /// Which one.
    pub kind: HostKind,
    /// How it is started.
    pub launch: Launch,
    /// What it says of itself.
    pub description: Description,
}

/// What a host says of itself: the answer to `--describe`.
#[derive(Clone, Debug, Deserialize)]
pub struct Description {
    /// The version of the host contract that it keeps.
    pub contract: u32,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The text of `Py_GetVersion()`.
    pub python: String,
    /// How it is linked with libpython.
    pub link: Link,
    /// The steps that it can do.
    pub steps: Vec<String>,
    /// How many lives of Python it can have in a process; without, any number.
    pub lives: Option<usize>,
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

const PATIENCE: Duration = Duration::from_secs(20);

impl Host {
    /// Asks a host what it is.
    ///
    /// # Errors
    /// When it doesn't answer as the contract says, or was built for another Python.
    pub fn describe(
        mut kind: HostKind,
        launch: Launch,
        python: &Version,
        interrupt: &Interrupt,
    ) -> Result<Self, DescribeError> {
        let failed = |source| DescribeError::Run { host: launch.file().to_owned(), source };
        let wrong = |problem: String| DescribeError::Wrong { host: launch.file().to_owned(), problem };
        let sandbox = Sandbox::new(None).map_err(failed)?;
        let limits = Limits { time: PATIENCE, ..Limits::default() };
        let finished = run(&launch.with("--describe"), &sandbox, &limits, interrupt).map_err(failed)?;
        if finished.end != End::Exited(0) {
            let said = String::from_utf8_lossy(&finished.stderr.bytes).trim().to_owned();
            return Err(wrong(format!("ended with {}: {said}", finished.end)));
        }
        let description: Description = serde_json::from_slice(&finished.stdout.bytes)
            .map_err(|error| wrong(format!("prints no description as docs/writing-a-host.md says: {error}")))?;
        if description.contract != CONTRACT_VERSION {
            return Err(wrong(format!(
                "keeps version {} of the contract, not {CONTRACT_VERSION}",
                description.contract
            )));
        }
        let number = format!("3.{}.{}", python.minor, python.micro);
        let said = description.python.split([' ', '+']).next().unwrap_or_default();
        if said != number {
            return Err(wrong(format!("says that it embeds Python {said}, not {number}")));
        }
        if matches!(kind.manifest.making, Making::Program { .. }) {
            // Nobody decided how to link what was there before, so it says itself how it is.
            kind.link = description.link;
        }
        if description.link != kind.link {
            let (said, wanted) = (description.link.name(), kind.link.name());
            return Err(wrong(format!("says that it is linked `{said}`, not `{wanted}`")));
        }
        Ok(Self { kind, launch, description })
    }
}
