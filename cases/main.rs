//! What `cargo test` runs: every case on every usable Python, against its reviewed snapshot.

mod settings;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use extproof_cases::{Conformance, Error, Outcome, compares_nothing, conformance};
use insta::Snapshot;
use insta::comparator::{Comparator, DefaultComparator};
use rstest::rstest;

/// One test for each case file.
#[rstest]
fn case(
    // Not what editors leave there: its path can't even be looked up.
    #[files("cases/*/[!.]*.toml")]
    #[base_dir = "."]
    path: PathBuf,
) {
    let suite = match SUITE.get_or_init(|| conformance(Path::new(env!("CARGO_MANIFEST_DIR")))) {
        Ok(suite) => suite,
        Err(error) => panic!("{error}"),
    };
    let Outcome { id, snapshot, complaints } = suite.run(&path).unwrap_or_else(|error| panic!("{error}"));
    // A case that no Python here can run leaves its snapshot as it is; one that was never run has none.
    if let Some(snapshot) = snapshot {
        let (area, name) = id.rsplit_once('/').unwrap_or(("", &id));
        let watched = Watched::default();
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(suite.snapshots().join(area));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_comparator(Box::new(watched.clone()));
        settings.bind(|| insta::assert_snapshot!(name, snapshot));
        if !watched.matched.load(Ordering::Relaxed) {
            let let_pass = compares_nothing("a setting of insta, in the environment or in insta.yaml,");
            let_pass.unwrap_or_else(|error| panic!("{error}"));
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
}

static SUITE: OnceLock<Result<Conformance, Error>> = OnceLock::new();

/// Compares as insta does, and knows whether a snapshot was there and matched: insta may be told to let any other pass.
#[derive(Clone, Default)]
struct Watched {
    matched: Arc<AtomicBool>,
}

impl Watched {
    fn seen(&self, matches: bool) -> bool {
        self.matched.fetch_or(matches, Ordering::Relaxed);
        matches
    }
}

impl Comparator for Watched {
    fn matches(&self, reference: &Snapshot, test: &Snapshot) -> bool {
        self.seen(DefaultComparator.matches(reference, test))
    }

    fn matches_fully(&self, reference: &Snapshot, test: &Snapshot) -> bool {
        self.seen(DefaultComparator.matches_fully(reference, test))
    }

    fn dyn_clone(&self) -> Box<dyn Comparator> {
        Box::new(self.clone())
    }
}
