//! Modules whose import changes what belongs to the process or to the interpreter.

use std::path::Path;
use std::process::Command;

use crate::support::bench::Bench;
use crate::support::called::Called;
use crate::support::checks::{check, compile_as, library, trial, verdicts};
use crate::support::pythons::{python, pythons};

/// What the module `alters` does, and what is said of it.
const CHANGES: [(&str, &str); 11] = [
    ("DIRECTORY", "the working directory from "),
    ("UMASK", "the umask from "),
    ("VARIABLE", "the environment variable EXTPROOF_ALTERED"),
    ("LOCALE", "the locale LC_NUMERIC from C to "),
    ("HANDLER", "the handler of signal 12"),
    ("OTHER_HANDLER", "the handler of signal 2"),
    ("IGNORES", "whether it ignores the signals 12"),
    ("LIMIT", "the resource limit `open files`"),
    ("FILTERS", "the filters of warnings"),
    ("HOOK", "sys.excepthook"),
    ("PRIORITY", "the priority of the process from 0 to 1"),
];

/// What the processor's mode makes of small numbers.
const FLOATS: &str =
    "how floating-point numbers are calculated: subnormal results become zero, subnormal operands count as zero";

#[test]
fn what_an_import_changes_is_told() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/alters.c");
    let changes = CHANGES.iter().copied().chain(cfg!(target_arch = "x86_64").then_some(("FLOATS", FLOATS)));
    let changes: Vec<(&str, &str)> = changes.collect();
    for python in pythons() {
        let bench = Bench::new();
        for (name, told) in &changes {
            let folder = bench.path(&format!("cases/{name}"));
            std::fs::create_dir(&folder).unwrap();
            let altering = folder.join(format!("alters{}", python.ext_suffix));
            compile_as(python, &source, &altering, &[&format!("-D{name}")]);
            let arguments = [altering.to_str().unwrap(), "--trial", "process-state", "--format", "json"];
            let called = check(&bench, python, &arguments);
            let trial = trial(&called, "process-state");
            let detail = trial["detail"].as_str().unwrap();
            assert_eq!(trial["verdict"], "changes", "{name} on Python {}: {called:?}", python.version);
            assert!(
                detail.starts_with(&format!("the import changes {told}")),
                "{name} on {}: {detail}",
                python.version
            );
        }
        let good = library(python, "multi_phase");
        let called = check(&bench, python, &[good.to_str().unwrap(), "--trial", "process-state", "--format", "json"]);
        assert_eq!(verdicts(&called)["multi_phase"]["process-state"], "works", "{called:?}");
    }
}

#[test]
fn signals_that_the_caller_ignores_are_not_ignored_in_trials() {
    let bench = Bench::new();
    let library = library(python(), "multi_phase");
    let code = "import signal; assert signal.getsignal(signal.SIGINT) is signal.default_int_handler";
    let line = "trap '' INT HUP QUIT TERM; exec \"$@\"";
    let (program, arguments) = ("sh", ["-c", line, "sh", env!("CARGO_BIN_EXE_extproof"), "check", "--no-config"]);
    let mut command = Command::new(program);
    command.args(arguments).arg(&library).args(["--trial", "use", "--use", code, "--python"]).arg(&python().executable);
    let called = Called::new(command.env("TMPDIR", bench.tmp()));
    assert_eq!(called.code, 0, "{called:?}");
}
