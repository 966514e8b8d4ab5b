//! The program that tries to break extproof-embed.

use std::path::PathBuf;
use std::process::{Command, Output};

use extproof::build::{BuiltHost, build_host};
use extproof::host::Catalogue;
use extproof::isolate::Interrupt;
use extproof::project::Project;
use extproof::python::Python;

use super::checks::materials;
use super::pythons::pythons;

pub(crate) const DETACHED: &str =
    "this thread is not attached to Python, or was attached already; use the handle that `detached` or `attach` gives";
pub(crate) const BUSY: &str = "interpreter still in use; join its threads first";
pub(crate) const ENDED: &str = "the interpreter has ended";

/// On each Python, the adversary tells a story in these lines, and ends.
#[track_caller]
pub(crate) fn tells(story: &str, expected: &[&str]) {
    for python in pythons() {
        Adversary::new(python).tells(story, expected);
    }
}

/// The adversary for a Python.
pub(crate) struct Adversary {
    pub(crate) program: PathBuf,
    home: PathBuf,
    library: PathBuf,
    /// Its standard library, below its home.
    standard_library: String,
    pub(crate) name: String,
    /// Whether Python keeps the state of a thread that was left.
    pub(crate) keeps_states: bool,
    /// Whether one that others have started can be adopted.
    pub(crate) adopts: bool,
}

impl Adversary {
    pub(crate) fn new(python: &Python) -> Self {
        let project = Project::of_checkout().unwrap();
        let mut catalogue = Catalogue::read(&project.hosts(), &[]).unwrap();
        let kinds = catalogue.add(&project.root.join("harness/embed/adversary/host.toml")).unwrap();
        let materials = materials(python);
        let built = build_host(&project, &kinds[0], python, &materials, &Interrupt::never().unwrap(), &|_| {}).unwrap();
        let BuiltHost::Ready(launch) = built else { panic!("the adversary isn't available") };
        Self {
            program: launch.program,
            home: python.prefix.clone(),
            library: materials.libraries["own_gil"].clone(),
            standard_library: format!("lib/python{}", python.version.minor_name()),
            name: python.version.to_string(),
            keeps_states: python.version.minor >= 14,
            adopts: !python.version.free_threaded || python.version.minor >= 15,
        }
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        // One that hangs ends by SIGKILL.
        let mut command = Command::new("timeout");
        command.args(["--signal=KILL", "300"]).arg(&self.program).arg(&self.home).arg(&self.library).args(arguments);
        // The library's own instances don't look at the environment.
        command.env("ADVERSARY_LIBRARY", &self.standard_library).env("PYTHONHOME", &self.home).output().unwrap()
    }

    #[track_caller]
    pub(crate) fn tells(&self, story: &str, expected: &[&str]) {
        let output = self.run(&["story", story]);
        let printed = String::from_utf8_lossy(&output.stdout);
        let lines: Vec<&str> = printed.lines().collect();
        assert!(output.status.success() && lines == expected, "{story} on Python {}: {output:#?}", self.name);
    }
}
