//! Looking for a module by its name imports the packages above it: these are as much a stranger's code as the module.

use std::fs;
use std::process::Command;

use crate::support::bench::Bench;
use crate::support::called::Called;
use crate::support::checks::{library, package};
use crate::support::entries;
use crate::support::pythons::python;

/// `extproof check` of the module in a package whose import does this.
fn command(bench: &Bench, code: &str) -> Command {
    package(&bench.path("packages"), python(), "pkg", code);
    let mut command = bench.command(&["check", "--trial", "import", "--python"]);
    command.arg(&python().executable).arg("pkg.multi_phase").env("PYTHONPATH", bench.path("packages"));
    command
}

#[test]
fn a_package_that_can_not_be_imported_is_told_and_takes_no_other_down() {
    let flood = "while True: print('x' * 10000)";
    for (code, exit, words) in [
        ("import time\ntime.sleep(1000)", 22, "doesn't finish within 3 s; --timeout gives it more time"),
        (flood, 22, "doesn't finish within 3 s"),
        ("import os\nos._exit(3)", 21, "ends the process: exit code 3"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", 23, "crashes: SIGSEGV"),
        ("x = bytearray(64 << 30)", 20, "MemoryError"),
        ("raise ValueError('no way')", 20, "ValueError: no way"),
    ] {
        let bench = Bench::new();
        let mut command = command(&bench, code);
        let called = Called::new(command.arg(library(python(), "heap_types")).args(["--timeout", "3"]));
        called.complains(exit, &[words, "pkg.multi_phase"]);
        assert!(called.stdout.contains("heap_types"), "{called:?}");
        assert_eq!(entries(&bench.tmp()).len(), 0);
    }
}

#[test]
fn a_package_sees_nothing_of_the_environment_when_its_module_is_looked_for() {
    let bench = Bench::new();
    let seen = bench.path("seen");
    let code = format!(
        "import os\nopen({seen:?}, 'a').write(os.path.expanduser('~') + repr(dict(os.environ)))\nprint('{{}}')\n\
         import atexit, threading, time\natexit.register(print, 'bye')\nthreading.Thread(target=time.sleep, args=(1000,)).start()"
    );
    let home = bench.path("home");
    let mut command = command(&bench, &code);
    command.env("HOME", &home).env("SECRET_TOKEN", "hunter2").args(["--timeout", "1", "--require", "import"]);
    let called = Called::new(&mut command);
    assert!(called.stdout.contains("pkg.multi_phase"), "{called:?}");
    let seen = fs::read_to_string(seen).unwrap();
    assert!(!seen.contains("hunter2") && !seen.starts_with(home.to_str().unwrap()), "{seen}");
}

#[test]
fn a_package_that_puts_a_file_of_the_user_into_the_answers_place_does_it_no_harm() {
    for how in [
        "os.symlink(FILE, answer)",
        "os.link(FILE, answer)",
        "os.closerange(3, 256); kept = [open(FILE, 'r+') for _ in range(20)]",
    ] {
        let bench = Bench::new();
        let file = bench.path("file of the user");
        fs::write(&file, "work").unwrap();
        let code = format!(
            "import os, sys\nFILE = {file:?}\nif sys.argv[0] == '-c':\n  answer = sys.argv[1]\n  os.unlink(answer)\n  {how}"
        );
        let called = Called::new(&mut command(&bench, &code));
        assert_eq!(fs::read_to_string(&file).unwrap(), "work", "{how}: {called:?}");
        assert!(called.code != 0 && called.stderr.contains("pkg.multi_phase"), "{how}: {called:?}");
    }
}
