//! The folder of a run, and what is left of it.

use std::fs;
use std::path::Path;

use extproof::isolate::{End, Error, Sandbox};

use crate::support::entries;
use crate::support::isolated::{limits, run_in, sh};

#[test]
fn sandbox_is_removed_unless_kept() {
    let parent = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::new(Some(parent.path())).unwrap();
    let finished = run_in(&sandbox, &sh("mkdir -p modules/closed/in; chmod 0 modules/closed"), &limits());
    assert_eq!(finished.end, End::Exited(0));
    assert_eq!(entries(parent.path()).len(), 1);
    drop(sandbox);
    assert_eq!(entries(parent.path()).len(), 0);

    let kept = Sandbox::new(Some(parent.path())).unwrap().keep();
    assert!(kept.join("modules").is_dir());
}

#[test]
fn sandbox_writes_only_inside() {
    let sandbox = Sandbox::new(None).unwrap();
    sandbox.write("modules/package/__init__.py", "x = 1\n").unwrap();
    assert_eq!(fs::read_to_string(sandbox.modules().join("package/__init__.py")).unwrap(), "x = 1\n");
    for path in ["../x", "modules/../../x", "/tmp/x", "", ".", ".."] {
        let error = sandbox.write(path, "").unwrap_err();
        assert!(matches!(error, Error::Outside { .. }), "{path}: {error}");
    }
}

#[test]
fn an_unusable_folder_is_a_typed_error_that_says_what_to_do() {
    let error = Sandbox::new(Some(Path::new("/no/such/folder"))).unwrap_err();
    assert!(error.to_string().contains("/no/such/folder") && error.to_string().contains("TMPDIR"), "{error}");
    let error = Sandbox::new(Some(Path::new("/proc"))).unwrap_err();
    assert!(matches!(error, Error::Sandbox { .. }), "{error}");
}
