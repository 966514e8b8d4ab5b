//! Named pipes in the place of files: nobody will ever write to them, so nothing may wait for that.

use std::fs;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::support::bench::{Bench, exit};
use crate::support::called::Called;
use crate::support::checks::library;
use crate::support::pythons::{executable, python};

const PIPE: &str = "it is a named pipe, not a regular file";

fn pipe(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
}

/// Calls a command, unless it hangs.
#[track_caller]
fn promptly(command: &Command) -> Called {
    let mut timeout = Command::new("timeout");
    timeout.args(["--signal=KILL", "300"]).arg(command.get_program()).args(command.get_args());
    timeout.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Called::new(&mut timeout)
}

fn check(bench: &Bench, target: &Path) -> Called {
    let mut command = bench.command(&["check", "--trial", "import", "--python", executable()]);
    promptly(command.arg(target))
}

#[test]
fn a_target_that_is_none() {
    let bench = Bench::new();
    for name in ["x.so", "x-1-py3-none-any.whl"] {
        pipe(&bench.path(name));
        check(&bench, &bench.path(name)).complains(10, &[name, PIPE]);
    }
    let _listener = UnixListener::bind(bench.path("socket.so")).unwrap();
    check(&bench, &bench.path("socket.so")).complains(10, &["it is a socket, not a regular file"]);
    let called = check(&bench, Path::new("/dev/zero"));
    called.complains(10, &["it is a device, not a regular file"]);
}

#[test]
fn a_library_in_a_folder_beside_a_good_one() {
    let bench = Bench::new();
    let good = library(python(), "multi_phase");
    pipe(&bench.path("folder/bad.so"));
    fs::copy(&good, bench.path("folder").join(good.file_name().unwrap())).unwrap();
    let called = check(&bench, &bench.path("folder"));
    assert!(called.stdout.contains("multi_phase"), "{called:?}");
}

#[test]
fn a_case_a_folder_of_cases_and_a_snapshot() {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize', 'finalize'");
    pipe(&bench.path("cases/a/pipe.toml"));
    let called = promptly(&bench.run_command(&["--format", "json"]));
    called.complains(exit::BAD_INPUT, &["pipe.toml", PIPE]);
    assert_eq!(called.document().run("a/x").end(), "end: exit 0");

    let alone = bench.path("cases/a/pipe.toml");
    let run = bench.command(&["run", "--python", executable(), "--host", "capi", "--cases", alone.to_str().unwrap()]);
    promptly(&run).complains(exit::BAD_INPUT, &["pipe.toml", PIPE]);

    fs::remove_file(alone).unwrap();
    pipe(&bench.path("snapshots/a/x.snap"));
    let snapshots = bench.path("snapshots");
    let called = promptly(&bench.run_command(&["--snapshots", snapshots.to_str().unwrap()]));
    called.complains(exit::BAD_INPUT, &["x.snap", PIPE]);
}

#[test]
fn a_manifest_a_host_and_what_lies_among_its_sources() {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize', 'finalize'");
    let run = |host: &Path| {
        let cases = bench.path("cases");
        let mut command =
            bench.command(&["run", "--python", executable(), "--cases", cases.to_str().unwrap(), "--host"]);
        promptly(command.arg(host))
    };
    for name in ["other/host.toml", "program"] {
        pipe(&bench.path(name));
        run(&bench.path(name)).complains(exit::BAD_INPUT, &[name, "not a host"]);
    }
    pipe(&bench.path("built/main.c"));
    let manifest = "name = 'built'\nabout = 'x'\n[command]\nbuild = ['false', '{output}']\n";
    fs::write(bench.path("built/host.toml"), manifest).unwrap();
    // It can't be built, but is not waited for.
    let called = run(&bench.path("built/host.toml"));
    assert!([exit::NOTHING_RUN, exit::BAD_INPUT].contains(&called.code), "{called:?}");
}
