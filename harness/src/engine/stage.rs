//! Steps laid out for a host.

use std::io;
use std::path::{Path, PathBuf};

use extproof_contract::Scenario;

use super::error::Error;
use super::setting::Setting;
use super::start::{Start, start};
use crate::isolate::{self, End, Finished, Interrupt, Sandbox};
use crate::plan::{Keys, Lowered, Scene, lower};
use crate::transcript::{Normal, Transcript};

pub(super) const MODULES: &str = "modules";
pub(super) const EVENTS: &str = "events.jsonl";
const SCENARIO: &str = "scenario.json";

/// Steps laid out in a sandbox of their own, ready for a host.
#[derive(Debug)]
pub struct Stage {
    sandbox: Sandbox,
    lowered: Lowered,
}

impl Stage {
    /// Lays steps out.
    ///
    /// # Errors
    /// When the sandbox can't be created or written.
    pub fn new(scene: &Scene<'_>, setting: &Setting<'_>) -> Result<Self, isolate::Error> {
        let sandbox = Sandbox::new(None)?;
        let lowered = lower(scene, &setting.in_folder(sandbox.path()));
        let failed = |source| isolate::Error::Sandbox { path: sandbox.scenario(), source };
        for (path, content) in files(&lowered).map_err(failed)? {
            sandbox.write(path, content)?;
        }
        Ok(Self { sandbox, lowered })
    }

    /// The host's scenario.
    pub fn scenario(&self) -> &Scenario {
        &self.lowered.scenario
    }

    /// The sandbox's folder.
    pub fn folder(&self) -> &Path {
        self.sandbox.path()
    }

    /// The folder in it that is first on `sys.path`.
    pub fn modules(&self) -> PathBuf {
        self.sandbox.modules()
    }

    /// The scenario file, which is the host's argument.
    pub fn file(&self) -> PathBuf {
        self.sandbox.scenario()
    }

    /// The keys that the host and the probe sign with.
    pub fn keys(&self) -> Option<Keys> {
        self.lowered.keys
    }

    /// Has a host carry the steps out, and waits for its end.
    ///
    /// # Errors
    /// When it can't be run, or was interrupted.
    pub fn carry_out(&self, host: Start, interrupt: &Interrupt) -> Result<Finished, isolate::Error> {
        start(host, &self.sandbox, interrupt)
    }

    /// What happened, step by step.
    ///
    /// # Errors
    /// When the events violate the host contract, or may have been lost because the disk is full.
    pub fn transcript(&self, finished: &Finished, normal: &Normal) -> Result<Transcript, Error> {
        if finished.events_truncated {
            return Err(Error::Flood(finished.events.len()));
        }
        if finished.events.is_empty() && finished.end == End::Exited(0) {
            return Err(Error::Silent(self.sandbox.events()));
        }
        let transcript = Transcript::new(&self.lowered, &finished.events, finished.end, &finished.stderr.bytes, normal);
        if transcript.is_err() || finished.end != End::Exited(0) || tells_of_full_disk(finished) {
            // On a full disk any program can fail, which says nothing about the steps.
            self.sandbox.check_room()?;
        }
        Ok(transcript?)
    }

    /// Keeps the folder for inspection, with what the host wrote to its standard streams.
    ///
    /// # Errors
    /// When that can't be written.
    pub fn keep(self, finished: &Finished) -> Result<PathBuf, isolate::Error> {
        self.sandbox.add("stdout", &finished.stdout.bytes)?;
        self.sandbox.add("stderr", &finished.stderr.bytes)?;
        Ok(self.sandbox.keep())
    }
}

/// Lays steps out as a [`Stage`] does, in a folder that will have the name `named`.
///
/// # Errors
/// When something can't be written.
pub fn lay_out(scene: &Scene<'_>, setting: &Setting<'_>, folder: &Path, named: &Path) -> io::Result<PathBuf> {
    let lowered = lower(scene, &setting.in_folder(named));
    std::fs::create_dir(folder.join(MODULES))?;
    for (path, content) in files(&lowered)? {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
        std::fs::write(path, content)?;
    }
    Ok(named.join(SCENARIO))
}

/// What a host finds in its folder: relative path and content.
fn files(lowered: &Lowered) -> io::Result<Vec<(PathBuf, Vec<u8>)>> {
    let modules = lowered.files.iter().map(|(path, text)| (Path::new(MODULES).join(path), text.clone().into_bytes()));
    let scenario = lowered.scenario.json()?;
    Ok(modules.chain([(PathBuf::from(SCENARIO), scenario)]).collect())
}

/// Whether something failed with ENOSPC or EDQUOT, in the words of C libraries.
fn tells_of_full_disk(finished: &Finished) -> bool {
    [&finished.events, &finished.stderr.bytes].into_iter().any(|text| {
        let text = String::from_utf8_lossy(text);
        ["No space left on device", "uota exceeded"].iter().any(|words| text.contains(words))
    })
}
