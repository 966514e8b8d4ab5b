//! What editors leave beside the files that they edit, and what else lies there, is no source.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use crate::support::bench::{Bench, exit, plain};
use crate::support::called::Called;
use crate::support::elsewhere::Elsewhere;
use crate::support::pythons::executable;

/// A lock link of Emacs, a swap file of Vim, backups, and things that are no files; all of them beside `name`.
fn clutter(folder: &Path, name: &str) -> UnixListener {
    let at = |name: String| folder.join(name);
    symlink("somebody@machine.4711:1234567890", at(format!(".#{name}"))).unwrap();
    for name in [format!("#{name}#"), format!("{name}~"), format!(".{name}.swp")] {
        fs::write(at(name), "not finished").unwrap();
    }
    assert!(Command::new("mkfifo").arg(at("pipe".into())).status().unwrap().success());
    UnixListener::bind(at("socket".into())).unwrap()
}

#[test]
fn a_folder_of_cases_and_a_folder_of_a_host_may_be_edited() {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize'");
    let host = bench.path("host");
    fs::create_dir(&host).unwrap();
    let manifest = "name = 'edited'\nabout = 'x'\n[command]\nbuild = ['sh', '{source}/build', '{output}']\n";
    fs::write(host.join("host.toml"), manifest).unwrap();
    // It says that it was built, and ends.
    let script = "printf '#!/bin/sh\\necho built >&2; exit 7\\n' >\"$1\" && chmod +x \"$1\"\n";
    fs::write(host.join("build"), script).unwrap();
    let _sockets = [clutter(&bench.path("cases/a"), "x.toml"), clutter(&host, "build")];
    let elsewhere = Elsewhere::new();
    elsewhere.take_over("fixtures");
    let mut command = Command::new(elsewhere.program());
    command.args(["run", "--python", executable(), "--cases"]).arg(bench.path("cases"));
    command.arg("--host").arg(host.join("host.toml")).env("TMPDIR", bench.tmp());
    plain(&mut command);
    let called = Called::new(&mut command);
    called.complains(exit::HARNESS_ERROR, &["building host edited", "exit code 7: built"]);
    let called = bench.call(&["list", "--cases", bench.path("cases").to_str().unwrap()]);
    assert_eq!((called.code, called.stdout.as_str(), called.stderr.as_str()), (0, "a/x  x\n", ""));
}
