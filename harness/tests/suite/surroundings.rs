//! Machines that lack something: each is answered with what is missing and what to do, and nothing hangs.

use std::fs;
use std::process::{Command, Stdio};

use crate::support::bench::{Bench, exit, plain};
use crate::support::called::Called;
use crate::support::elsewhere::{Elsewhere, project};
use crate::support::{entries, not_run};

/// `unshare` with mounts of its own for the shell script and its arguments; `None` if this machine forbids it.
fn with_mounts(test: &str, script: &str) -> Option<Command> {
    let unshare = |flags: &str, script: &str| {
        let mut command = Command::new("unshare");
        command.args([flags, "sh", "-e", "-c", script, "sh"]);
        command
    };
    let trial = format!("{READ_ONLY}; mount -t tmpfs tmpfs /tmp");
    let works =
        |flags: &&str| unshare(flags, &trial).arg(project()).output().is_ok_and(|output| output.status.success());
    // The second makes us root in a namespace of users.
    let flags = ["-m", "-rm"].into_iter().find(works);
    if flags.is_none() {
        not_run(test, "this machine does not allow namespaces of mounts");
    }
    Some(unshare(flags?, script))
}

/// Makes the folder `$1` read-only.
const READ_ONLY: &str =
    "mount --bind \"$1\" \"$1\"; mount -o remount,bind,ro \"$1\"; if touch \"$1\"/x 2>&-; then exit 1; fi";

/// A case that uses ever more of the disk.
fn hungry() -> Bench {
    let bench = Bench::new();
    let steps = "{ register = 'single_phase' }, 'initialize', { import = 'single_phase' }, \
                 { execute = '''\nfor number in range(64):\n  open('%d' % number, 'wb').write(b'x' * 65536)\n''' }, 'finalize'";
    bench.file(
        "a/hungry",
        format!("title = 'x'\nmodes = ['filesystem']\nfixtures = ['single_phase']\nsteps = [{steps}]"),
    );
    // Everything is built before the disk gets full.
    assert_eq!(bench.only(&[]).0.end(), "end: exit 0");
    bench
}

#[test]
fn a_full_disk_is_an_error_that_says_what_to_do() {
    let bench = hungry();
    let tmp = bench.tmp();
    // Full before the scenario is written, after it, when the fixture is placed, in the case; no inode for a folder.
    for options in ["size=4k", "size=8k", "size=16k", "size=48k", "size=512k", "nr_inodes=1", "nr_inodes=4"] {
        let script = format!("mount -t tmpfs -o {options} tmpfs '{}'; exec \"$@\"", tmp.display());
        let Some(mut command) = with_mounts("a full disk", &script) else { return };
        command.arg(bench.command(&[]).get_program()).arg("run").args(bench.run_arguments()).env("TMPDIR", &tmp);
        plain(&mut command);
        let called = Called::new(&mut command);
        assert_eq!(called.code, exit::HARNESS_ERROR, "{options}: {called:?}");
        let said = called.stdout + &called.stderr;
        let place = format!("can't write {}", tmp.display());
        let words = [&place, "No space left on device", "set TMPDIR to a writable folder with free space"];
        words.iter().for_each(|word| assert!(said.contains(word), "{options}: no `{word}` in {said}"));
    }
}

#[test]
fn a_limit_on_the_size_of_files_is_an_error_that_says_what_to_do() {
    let bench = hungry();
    // For the harness too small, and for the fixture's library.
    for blocks in ["0", "8"] {
        let mut command = Command::new("sh");
        let script = format!("ulimit -f {blocks}; exec \"$@\"");
        command.args(["-c", &script, "sh"]).arg(bench.command(&[]).get_program()).arg("run");
        command.args(bench.run_arguments()).env("TMPDIR", bench.tmp());
        plain(&mut command);
        let called = Called::new(&mut command);
        assert_eq!(called.code, exit::HARNESS_ERROR, "{called:?}");
        assert!(called.stdout.contains("can't write") && called.stdout.contains("File too large"), "{called:?}");
    }
}

#[test]
fn output_that_can_not_be_written_is_an_error() {
    let bench = hungry();
    for format in ["text", "json"] {
        let mut command = bench.run_command(&["--format", format]);
        let child = command.stdout(fs::File::create("/dev/full").unwrap()).stderr(Stdio::piped()).spawn().unwrap();
        let called = Called::from(&child.wait_with_output().unwrap());
        called.complains(exit::HARNESS_ERROR, &["can't write the output", "No space left on device"]);
    }
}

#[test]
fn a_folder_for_temporary_files_that_is_not_there_is_an_error() {
    let bench = hungry();
    let called = Called::new(bench.run_command(&[]).env("TMPDIR", "/no/such/folder"));
    called.complains(exit::HARNESS_ERROR, &["can't write /no/such/folder", "set TMPDIR"]);
}

#[test]
fn a_folder_whose_name_cases_can_not_write_is_refused() {
    for name in ["a\nb", "a\tb", "a\\u202e", "it's {sandbox} $(x)"] {
        let bench = Bench::with_case("a/x", "single_phase", "'initialize', 'finalize'");
        let folder = bench.path(name);
        std::fs::create_dir(&folder).unwrap();
        let called = Called::new(bench.run_command(&[]).env("TMPDIR", &folder));
        if name.contains(|char: char| char.is_control() || char == '\\') {
            called.complains(exit::BAD_INPUT, &["the suite can't run below ", "set TMPDIR to another folder"]);
        } else {
            assert_eq!(called.code, exit::FAILED, "it is new: {called:?}");
        }
    }
}

/// Two at once in a work folder in which nothing is built yet: the first builds, the second waits for it.
#[test]
fn a_read_only_source_tree_is_enough() {
    let (bench, elsewhere) = (hungry(), Elsewhere::new());
    elsewhere.take_over("host-build");
    let script = format!("{READ_ONLY}; shift; exec \"$@\"");
    let start = |name: &str| {
        let mut command = match with_mounts("a read-only source tree", &script) {
            Some(mut command) => {
                command.arg(project()).arg(elsewhere.program());
                command
            }
            // Still two at once, but what they do to the source tree isn't seen.
            None => Command::new(elsewhere.program()),
        };
        let tmp = bench.path(name);
        fs::create_dir(&tmp).unwrap();
        command.args(["run", "--format", "json"]).args(bench.run_arguments()).env("TMPDIR", tmp);
        plain(&mut command);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let suites = [start("one"), start("two")];
    for suite in suites {
        let called = Called::from(&suite.wait_with_output().unwrap());
        assert_eq!(called.code, exit::FAILED, "{called:?}");
        assert_eq!(called.document().run("a/hungry").end(), "end: exit 0");
    }
    let built = entries(&elsewhere.work().join("hosts"));
    assert!(!built.iter().any(|name| name.ends_with(".unfinished")), "{built:?}");
    assert_eq!(
        built.iter().filter(|name| name.starts_with("capi-") && !name.ends_with(".lock")).count(),
        1,
        "{built:?}"
    );
}

#[test]
fn without_a_c_compiler_the_build_fails_with_advice() {
    let called = run_in(&Elsewhere::new(), "CC", "/no/such/compiler");
    called.complains(exit::BUILD_FAILED, &["can't run the C compiler /no/such/compiler", "environment variable CC"]);
    run_in(&Elsewhere::new(), "CC", "/bin/false").complains(exit::BUILD_FAILED, &["error"]);
}

#[test]
fn without_cargo_the_build_fails_with_advice() {
    let elsewhere = Elsewhere::new();
    elsewhere.take_over("fixtures");
    let called = run_in(&elsewhere, "CARGO", "/no/such/cargo");
    called.complains(exit::BUILD_FAILED, &["can't start `/no/such/cargo`", "install Rust's cargo, or set CARGO to it"]);
}

/// Runs a case where its host isn't built yet.
fn run_in(elsewhere: &Elsewhere, variable: &str, value: &str) -> Called {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize'");
    let mut command = Command::new(elsewhere.program());
    command.arg("run").args(bench.run_arguments()).env("TMPDIR", bench.tmp());
    command.env(variable, value);
    plain(&mut command);
    let called = Called::new(&mut command);
    assert_eq!((called.stdout.as_str(), entries(&bench.tmp()).len()), ("", 0));
    called
}

#[test]
fn a_python_that_is_none_is_told() {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize'");
    let arguments = ["run", "--cases", bench.path("cases").to_str().unwrap(), "--python"].map(str::to_owned);
    for (python, words) in [("/no/such/python", "/no/such/python"), ("/bin/true", "/bin/true"), ("3.99", "3.99")] {
        let mut command = bench.command(&[]);
        command.args(&arguments).arg(python);
        Called::new(&mut command).complains(exit::NOTHING_RUN, &[words]);
    }
}
