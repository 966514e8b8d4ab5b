//! What a program left in its folder, when the harness itself writes there after its end.

use std::fs;

use crate::support::bench::Bench;
use crate::support::called::Called;

/// Calls the only case of a bench, whose program leaves something at all names that the harness may use, and dies.
fn call(bench: &Bench, leave: &str) -> Called {
    let code = format!(
        "import os\nfor name in ('room', 'stdout', 'stderr', '../room'):\n  {leave}\nprint('of the program', flush=True)\nos._exit(3)"
    );
    bench.code("a/x", &code);
    Called::new(&mut bench.run_command(&["--keep", "--timeout", "10"]))
}

#[test]
fn files_of_the_user_that_it_leads_to_stay_as_they_are() {
    for how in ["symlink", "link"] {
        let bench = Bench::new();
        let file = bench.path("file of the user");
        fs::write(&file, "work").unwrap();
        let called = call(&bench, &format!("os.{how}({file:?}, os.environ['HOME'] + '/' + name)"));
        assert!(!called.stderr.contains("panicked"), "{called:?}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "work", "{how}: {called:?}");
    }
}

#[test]
fn nobody_waits_for_a_named_pipe() {
    let bench = Bench::new();
    let called = call(&bench, "os.mkfifo(os.environ['HOME'] + '/' + name)");
    assert!(called.stdout.contains("a/x"), "{called:?}");
}
