//! Calls of the command on cases that a test writes.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::called::{Called, Document, Run};
use super::entries;
use super::pythons::executable;

/// The exit codes of the command: part of its interface, so they are written down here once more.
pub(crate) mod exit {
    pub(crate) const PASSED: i32 = 0;
    pub(crate) const FAILED: i32 = 1;
    pub(crate) const BAD_INPUT: i32 = 2;
    pub(crate) const BUILD_FAILED: i32 = 3;
    pub(crate) const NOTHING_RUN: i32 = 4;
    pub(crate) const HARNESS_ERROR: i32 = 5;
}

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_extproof");

/// A folder with cases (`cases`), and one for temporary files (`tmp`), in which nothing may be left.
pub(crate) struct Bench {
    folder: TempDir,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("cases")).unwrap();
        fs::create_dir(folder.path().join("tmp")).unwrap();
        Self { folder }
    }

    /// A bench with one case: a fixture in mode `inittab`, and steps.
    pub(crate) fn with_case(id: &str, fixture: &str, steps: &str) -> Self {
        let bench = Self::new();
        bench.case(id, fixture, steps);
        bench
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn tmp(&self) -> PathBuf {
        self.path("tmp")
    }

    /// Adds a case.
    pub(crate) fn case(&self, id: &str, fixture: &str, steps: &str) {
        let text = format!("title = \"x\"\nmodes = [\"inittab\"]\nfixtures = [\"{fixture}\"]\nsteps = [\n{steps}\n]\n");
        self.file(id, &text);
    }

    /// Adds a case whose only step in Python is this code.
    pub(crate) fn code(&self, id: &str, code: &str) {
        self.case(id, "single_phase", &format!("'initialize', {{ execute = '''\n{code}\n''' }}, 'finalize'"));
    }

    /// Adds a case file.
    pub(crate) fn file(&self, id: &str, text: impl AsRef<[u8]>) {
        let path = self.path("cases").join(format!("{id}.toml"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// `extproof ARGUMENTS`, with the bench's folder for temporary files.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).env("TMPDIR", self.tmp()).stdin(Stdio::null());
        plain(&mut command);
        command
    }

    /// `extproof run` with the bench's cases, the reference host and one Python.
    pub(crate) fn run_command(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(&["run"]);
        command.args(self.run_arguments()).args(arguments);
        command
    }

    /// The arguments of [`run_command`](Self::run_command), for those that start it in another way.
    pub(crate) fn run_arguments(&self) -> Vec<String> {
        let cases = self.path("cases").to_str().unwrap().to_owned();
        ["--cases", &cases, "--host", "capi", "--python", executable()].map(str::to_owned).to_vec()
    }

    pub(crate) fn call(&self, arguments: &[&str]) -> Called {
        Called::new(&mut self.command(arguments))
    }

    /// Runs the bench's cases, and checks that nothing is left.
    pub(crate) fn run(&self, arguments: &[&str]) -> Called {
        let called = Called::new(&mut self.run_command(arguments));
        assert_eq!(entries(&self.tmp()).into_iter().collect::<Vec<_>>(), [""; 0], "left over: {}", called.stderr);
        called
    }

    /// Runs the bench's cases, and gives the JSON document and the exit code.
    pub(crate) fn json(&self, arguments: &[&str]) -> (Document, i32) {
        let called = self.run(&[&["--format", "json"], arguments].concat());
        (called.document(), called.code)
    }

    /// Runs the only case of the bench.
    pub(crate) fn only(&self, arguments: &[&str]) -> (Run, i32) {
        let (mut document, code) = self.json(arguments);
        assert_eq!(document.runs.len(), 1);
        (document.runs.remove(0), code)
    }
}

/// Takes away what this process's surroundings say about the look of output.
pub(crate) fn plain(command: &mut Command) {
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "NO_GRAPHICS", "RUST_BACKTRACE"] {
        command.env_remove(name);
    }
}
