use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::{Error, Sandbox};

/// What to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    path: PathBuf,
    arguments: Vec<OsString>,
    environment: BTreeMap<OsString, OsString>,
}

impl Program {
    /// The executable at this path. Nothing is looked up in `PATH`: a plain name is a file in the current directory.
    pub fn new(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        // A relative path would be looked up in the sandbox.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Self { path, arguments: Vec::new(), environment: BTreeMap::new() }
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// Adds a variable to the environment, or replaces one. `EXTPROOF_EVENTS` can't be replaced.
    #[must_use]
    pub fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.environment.insert(name.into(), value.into());
        self
    }

    /// Starts the program by another one, such as a debugger or bubblewrap.
    #[must_use]
    pub fn under(self, tool: impl AsRef<Path>, arguments: &[impl AsRef<OsStr>]) -> Self {
        let mut outer = Self { environment: self.environment, ..Self::new(tool) };
        outer.arguments.extend(arguments.iter().map(|argument| argument.as_ref().to_owned()));
        outer.arguments.push(self.path.into());
        outer.arguments.extend(self.arguments);
        outer
    }

    /// The absolute path of the executable.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The arguments, without the name of the program.
    pub fn arguments(&self) -> &[OsString] {
        &self.arguments
    }

    /// The whole environment that the program gets in this sandbox: nothing is inherited.
    pub fn environment(&self, sandbox: &Sandbox) -> BTreeMap<OsString, OsString> {
        let mut environment = BTreeMap::from([
            ("HOME".into(), sandbox.path().into()),
            ("LC_ALL".into(), "C.UTF-8".into()),
            ("PATH".into(), "/usr/bin:/bin".into()),
            ("TMPDIR".into(), sandbox.path().into()),
        ]);
        environment.extend(self.environment.clone());
        environment.insert("EXTPROOF_EVENTS".into(), sandbox.events().into());
        environment
    }

    /// Starts it as the leader of a process group of its own.
    pub(super) fn spawn(&self, sandbox: &Sandbox) -> Result<Child, Error> {
        // With these settings the standard library uses `posix_spawn`, which doesn't copy the memory map of the
        // harness.
        let spawned = Command::new(&self.path)
            .args(&self.arguments)
            .env_clear()
            .envs(self.environment(sandbox))
            .current_dir(sandbox.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn();
        spawned.map_err(|source| {
            let program = self.path.clone();
            if source.kind() == io::ErrorKind::NotFound && program.exists() && sandbox.path().exists() {
                Error::Loader { program }
            } else {
                Error::Spawn { program, source }
            }
        })
    }
}
