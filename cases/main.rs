//! What `cargo test` runs: every case on every usable Python, against its reviewed snapshot.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use extproof_cases::{Outcome, conformance};
use rstest::rstest;

/// One test for each case file.
#[rstest]
fn case(
    #[files("cases/*/*.toml")]
    #[base_dir = "."]
    path: PathBuf,
) {
    let suite = match SUITE.get_or_init(|| conformance(Path::new(env!("CARGO_MANIFEST_DIR")))) {
        Ok(suite) => suite,
        Err(message) => panic!("{message}"),
    };
    let Outcome { id, snapshot, complaints } = suite.run(&path).unwrap_or_else(|message| panic!("{message}"));
    // A case that no Python here can run leaves its snapshot as it is; one that was never run has none.
    if let Some(snapshot) = snapshot {
        let (area, name) = id.rsplit_once('/').unwrap_or(("", &id));
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(suite.snapshots().join(area));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, snapshot));
    }
    assert!(complaints.is_empty(), "{complaints}");
}

static SUITE: OnceLock<Result<extproof_cases::Conformance, String>> = OnceLock::new();
