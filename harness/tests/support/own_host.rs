//! Hosts that tests write.

use std::fs;
use std::path::PathBuf;

use super::bench::Bench;
use super::called::Called;
use super::program::write_script;
use super::pythons::executable;

const HONEST: &str = include_str!("honest.py");

/// An executable that is a host, in a folder of its own with a manifest.
pub(crate) struct OwnHost {
    bench: Bench,
}

impl OwnHost {
    /// One that keeps the contract.
    pub(crate) fn honest() -> Self {
        Self::lying(&[])
    }

    /// One with these lines instead of others.
    #[track_caller]
    pub(crate) fn lying(lies: &[(&str, &str)]) -> Self {
        let mut text = HONEST.to_owned();
        for (truth, lie) in lies {
            assert!(text.contains(truth), "nothing is replaced: {truth}");
            text = text.replace(truth, lie);
        }
        Self::program(&format!("#!{} -IS\n{text}", executable()))
    }

    /// A program.
    pub(crate) fn program(text: &str) -> Self {
        let bench = Bench::with_case("a/x", "single_phase", "'initialize', { evaluate = '40 + 2' }, 'finalize'");
        fs::create_dir(bench.path("host")).unwrap();
        let host = Self { bench };
        write_script(&host.path(), text);
        host.says("");
        host
    }

    /// Its manifest has these lines, too.
    pub(crate) fn says(&self, more: &str) {
        let manifest = format!("name = 'honest'\nabout = 'x'\n{more}\n[program]\nrun = ['./program']\n");
        fs::write(self.manifest(), manifest).unwrap();
    }

    /// Adds a case of the fixture `single_phase`, or another, in mode `inittab`.
    pub(crate) fn case(&self, id: &str, fixture: &str, steps: &str, more: &str) {
        let head = format!("title = 'x'\nmodes = ['inittab']\nfixtures = ['{fixture}']");
        self.bench.file(id, format!("{head}\nsteps = ['initialize', {steps}, 'finalize']\n{more}"));
    }

    /// Adds a fixture.
    pub(crate) fn fixture(&self, name: &str, text: &str) {
        fs::create_dir_all(self.bench.path("cases/fixtures")).unwrap();
        fs::write(self.bench.path(&format!("cases/fixtures/{name}.c")), text).unwrap();
    }

    /// Lists the cases.
    pub(crate) fn list(&self, arguments: &[&str]) -> Called {
        let cases = self.bench.path("cases");
        self.bench.call(&[&["list", "--cases", cases.to_str().unwrap()], arguments].concat())
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.bench.path("host/program")
    }

    pub(crate) fn manifest(&self) -> PathBuf {
        self.bench.path("host/host.toml")
    }

    /// `extproof run` with this host, by its manifest, and one case.
    pub(crate) fn run(&self, arguments: &[&str]) -> Called {
        self.run_as(self.manifest(), arguments)
    }

    /// `extproof run` with this host by a path.
    pub(crate) fn run_as(&self, path: PathBuf, arguments: &[&str]) -> Called {
        self.called(path, &[&["--format", "json"], arguments].concat())
    }

    /// The report for people of `extproof run` with this host.
    pub(crate) fn text(&self, arguments: &[&str]) -> String {
        self.called(self.manifest(), arguments).stdout
    }

    /// `extproof run` with this host by a path, and more arguments.
    pub(crate) fn called(&self, path: PathBuf, arguments: &[&str]) -> Called {
        let cases = self.bench.path("cases");
        let mut command = self.bench.command(&["run", "--python", executable()]);
        command.arg("--cases").arg(cases).arg("--host").arg(path).args(arguments);
        Called::new(&mut command)
    }

    /// `extproof host-check` of this host by a path.
    pub(crate) fn check_as(&self, path: PathBuf, arguments: &[&str]) -> Called {
        let mut command = self.bench.command(&["host-check", "--python", executable()]);
        Called::new(command.arg(path).args(arguments))
    }

    /// `extproof host-check` of this host.
    pub(crate) fn check(&self) -> Called {
        self.check_as(self.path(), &[])
    }
}
