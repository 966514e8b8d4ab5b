//! Where tools are searched is no part of what is built: what is found there is.

use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::support::bench::{Bench, exit, plain};
use crate::support::called::Called;
use crate::support::elsewhere::Elsewhere;
use crate::support::program::write_script;
use crate::support::pythons::executable;

/// A call with a folder in front of the search path.
fn call_with(command: &mut Command, folder: &Path) -> Called {
    let before = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([folder.to_owned()].into_iter().chain(env::split_paths(&before))).unwrap();
    Called::new(command.env("PATH", path))
}

#[test]
fn a_virtual_environment_builds_nothing_again() {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize', 'finalize'");
    bench.run(&[]);
    let bin = bench.path("venv/bin");
    fs::create_dir_all(&bin).unwrap();
    symlink(executable(), bin.join("python")).unwrap();
    fs::write(bin.join("activate"), "").unwrap();
    let called = call_with(&mut bench.run_command(&[]), &bin);
    assert_eq!(called.code, exit::FAILED, "{called:?}");
    assert!(!called.stderr.contains("building"), "{called:?}");
}

#[test]
fn another_compiler_in_front_is_seen() {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize', 'finalize'");
    let bin = bench.path("bin");
    fs::create_dir_all(&bin).unwrap();
    write_script(&bin.join("cc"), "#!/bin/sh\necho another compiler >&2\nexit 7\n");
    // The store of this project shall not have what is left of that.
    let elsewhere = Elsewhere::new();
    elsewhere.take_over("fixtures");
    let mut command = Command::new(elsewhere.program());
    plain(command.arg("run").args(bench.run_arguments()).env("TMPDIR", bench.tmp()));
    let called = call_with(&mut command, &bin);
    called.complains(exit::BUILD_FAILED, &["building fixtures for Python", "can't build the fixtures"]);
}
