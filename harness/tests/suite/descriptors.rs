//! Code under test that closes descriptors which it doesn't know, as daemons do, and opens files of its own.

use std::fs;

use crate::support::bench::{Bench, exit};

/// Gives every number that was in use, and more, to a file of the user.
fn takes_all(file: &str) -> String {
    format!(
        "import os\nos.closerange(3, 256)\nkept = open(\"{file}\", 'ab', buffering=0)\n\
         kept = [os.dup(kept.fileno()) for _ in range(50)]"
    )
}

#[test]
fn nothing_of_ours_is_written_into_a_file_of_the_user() {
    let bench = Bench::new();
    let file = bench.path("file of the user");
    fs::write(&file, "").unwrap();
    let code = takes_all(file.to_str().unwrap());
    bench.case(
        "a/x",
        "single_phase",
        &format!(
            "{{ register = '{{fixture}}' }}, 'initialize', {{ import = '{{fixture}}' }}, {{ execute = '''\n{code}\n''' }}, \
             {{ import = 'single_phase' }}, {{ observe = 'then' }}, {{ forget = '{{fixture}}' }}, \
             {{ execute = 'import gc; gc.collect()' }}, 'finalize'"
        ),
    );
    let (document, code) = bench.json(&["--host", "capi", "--host", "c", "--host", "embed", "--host", "pyo3"]);
    assert_eq!(code, exit::FAILED, "its snapshot is missing, and nothing else");
    let done: Vec<_> = document.runs.iter().filter(|run| run.verdict() != "not-run").collect();
    assert!(done.len() >= 4, "{done:?}");
    for run in done {
        assert_eq!((run.verdict(), run.end()), ("new", "end: exit 0"), "{run:?}");
        assert!(run.get("transcript").contains("  single_phase init 1\n"), "{run:?}");
        assert!(run.get("transcript").contains("  single_phase free 1\n"), "{run:?}");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "");
}
