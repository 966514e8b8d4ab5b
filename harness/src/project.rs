//! Where extproof's own files are.

use std::env;
use std::path::{Path, PathBuf};

/// The places of this project.
#[derive(Clone, Debug)]
pub struct Project {
    /// The workspace.
    pub root: PathBuf,
    /// Where everything that is built at run time goes: below cargo's target folder.
    pub work: PathBuf,
}

impl Project {
    /// The project from which this program was built.
    pub fn of_this_build() -> Self {
        let harness = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = harness.parent().unwrap_or(harness).to_owned();
        let work = target_folder(&root).join("extproof");
        Self { root, work }
    }

    /// The sources of the fixtures.
    pub fn fixtures(&self) -> &'static Path {
        c_ext_fixtures::source_dir()
    }

    /// The conformance suite's cases.
    pub fn cases(&self) -> PathBuf {
        self.root.join("cases")
    }

    /// Their snapshots.
    pub fn snapshots(&self) -> PathBuf {
        self.root.join("snapshots")
    }

    /// The hosts.
    pub fn hosts(&self) -> PathBuf {
        self.root.join("harness/hosts")
    }

    /// The facts that Pythons told of themselves.
    pub fn python_facts(&self) -> PathBuf {
        self.work.join("pythons.json")
    }
}

/// The folder of cargo in which this program is, which cargo marks as a cache; else where cargo would put it.
fn target_folder(root: &Path) -> PathBuf {
    let program = env::current_exe().ok();
    let marked = program.as_deref().and_then(|path| path.ancestors().find(|dir| dir.join("CACHEDIR.TAG").is_file()));
    match (marked, env::var_os("CARGO_TARGET_DIR")) {
        (Some(folder), _) => folder.to_owned(),
        (None, Some(folder)) => root.join(folder),
        (None, None) => root.join("target"),
    }
}
