//! Signals while something is built, asked or installed: it ends at once with all that was started, and nothing stays.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::support::bench::{Bench, plain};
use crate::support::called::Called;
use crate::support::checks::package;
use crate::support::elsewhere::Elsewhere;
use crate::support::program::write_script;
use crate::support::pythons::{executable, python};
use crate::support::wheels::{python_with_pip, sources, wheel};
use crate::support::{ATTENDED, age, entries, eventually, is_gone, processes_of, temporary, with_signals};

/// A program that starts another, writes down the numbers of both, and doesn't end.
struct Hanging {
    bench: Bench,
}

impl Hanging {
    fn new() -> Self {
        let hanging = Self { bench: Bench::with_case("a/x", "single_phase", "'initialize'") };
        let text = format!("#!/bin/sh\n{}", hanging.script());
        write_script(&hanging.program(), &text);
        hanging
    }

    fn program(&self) -> PathBuf {
        self.bench.path("hanging")
    }

    fn pids(&self) -> PathBuf {
        self.bench.path("pids")
    }

    fn script(&self) -> String {
        let pids = self.pids();
        format!("sleep 1000 & echo $$ $! >'{0}.new'; mv '{0}.new' '{0}'; wait", pids.display())
    }

    fn code(&self) -> String {
        format!("import subprocess\nsubprocess.run(['sh', '-c', {:?}])", self.script())
    }

    /// `extproof run` of its case where nothing is built yet.
    fn run(&self, elsewhere: &Elsewhere, host: &str) -> Command {
        let mut command = Command::new(elsewhere.program());
        let cases = self.bench.path("cases");
        command.args(["run", "--python", executable(), "--host", host, "--cases", cases.to_str().unwrap()]);
        command.env("TMPDIR", self.bench.tmp());
        plain(&mut command);
        command
    }

    /// Starts a command, sends it a signal when the program hangs, and checks that all ends at once.
    #[track_caller]
    fn interrupt(&self, command: &Command, signal: Signal) {
        let child = self.start(command);
        let sent = Instant::now();
        kill_process(Pid::from_child(&child), signal).unwrap();
        let called = Called::from(&child.wait_with_output().unwrap());
        let elapsed = sent.elapsed();
        called.complains(128 + signal.as_raw(), &["interrupted"]);
        // A second, on a machine that does nothing else.
        assert!(elapsed < Duration::from_secs(5), "{elapsed:?}");
        let pids = fs::read_to_string(self.pids()).unwrap();
        assert!(pids.split_whitespace().all(is_gone), "{pids}");
        assert_eq!(entries(&self.bench.tmp()).len(), 0);
        assert_eq!(processes_of(&self.bench.tmp()), []);
    }

    fn start(&self, command: &Command) -> Child {
        let mut command = with_signals(ATTENDED, command);
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        eventually("the program hangs", || self.pids().exists());
        child
    }

    fn host(&self, manifest: &str) -> String {
        let folder = self.bench.path("host");
        fs::create_dir(&folder).unwrap();
        let path = folder.join("host.toml");
        fs::write(&path, format!("name = 'other'\nabout = 'x'\n{manifest}")).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

#[test]
fn a_compiler_of_fixtures() {
    let (hanging, elsewhere) = (Hanging::new(), Elsewhere::new());
    hanging.interrupt(hanging.run(&elsewhere, "capi").env("CC", hanging.program()), Signal::TERM);
}

/// What `cc` itself asks a compiler, it asks without a limit.
#[test]
fn a_compiler_that_hangs_only_when_it_is_asked_what_it_is() {
    let (hanging, elsewhere) = (Hanging::new(), Elsewhere::new());
    let script = format!("#!/bin/sh\ncase \"$*\" in *-E*) {};; *) exec cc \"$@\";; esac\n", hanging.script());
    write_script(&hanging.program(), &script);
    hanging.interrupt(hanging.run(&elsewhere, "capi").env("CC", hanging.program()), Signal::TERM);
}

#[test]
fn cargo() {
    let (hanging, elsewhere) = (Hanging::new(), Elsewhere::new());
    elsewhere.take_over("fixtures");
    hanging.interrupt(hanging.run(&elsewhere, "capi").env("CARGO", hanging.program()), Signal::HUP);
}

#[test]
fn a_host_that_builds_itself_and_one_that_does_not_say_what_it_is() {
    for manifest in ["[command]\nbuild = ['HANGING', '{output}']\n", "[program]\nrun = ['HANGING']\n"] {
        let hanging = Hanging::new();
        let manifest = manifest.replace("HANGING", hanging.program().to_str().unwrap());
        let host = hanging.host(&manifest);
        let mut command = hanging.bench.run_command(&[]);
        hanging.interrupt(command.args(["--host", &host]), Signal::INT);
    }
}

#[test]
fn waiting_for_the_build_of_another() {
    let (hanging, elsewhere) = (Hanging::new(), Elsewhere::new());
    let mut command = hanging.run(&elsewhere, "capi");
    command.env("CC", hanging.program());
    let mut first = hanging.start(&command);
    let second = with_signals(ATTENDED, &command).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let waits = || {
        let folder = format!("/proc/{}/fd", second.id());
        let open = fs::read_dir(folder).into_iter().flatten().flatten();
        open.filter_map(|entry| fs::read_link(entry.path()).ok())
            .any(|file| file.extension().is_some_and(|it| it == "lock"))
    };
    eventually("the second waits", waits);
    kill_process(Pid::from_child(&second), Signal::TERM).unwrap();
    let sent = Instant::now();
    Called::from(&second.wait_with_output().unwrap()).complains(143, &["interrupted"]);
    assert!(sent.elapsed() < Duration::from_secs(5), "{:?}", sent.elapsed());
    kill_process(Pid::from_child(&first), Signal::TERM).unwrap();
    first.wait().unwrap();
}

#[test]
fn a_python_that_is_asked_for_facts() {
    let hanging = Hanging::new();
    let mut command = hanging.bench.command(&["pythons", "--python"]);
    hanging.interrupt(command.arg(hanging.program()), Signal::TERM);
}

#[test]
fn a_package_whose_module_is_looked_for() {
    let hanging = Hanging::new();
    let packages = hanging.bench.path("packages");
    package(&packages, python(), "pkg", &hanging.code());
    let mut command = hanging.bench.command(&["check", "--python", executable(), "pkg.multi_phase"]);
    hanging.interrupt(command.env("PYTHONPATH", packages), Signal::TERM);
}

#[test]
fn pip_and_what_it_builds() {
    let Some((hanging, command)) = installing("a signal to pip") else { return };
    hanging.interrupt(&command, Signal::INT);
}

#[test]
fn a_wheel_of_a_check_that_was_killed_is_swept() {
    let Some((hanging, command)) = installing("a check of a wheel that is killed") else { return };
    let mut child = hanging.start(&command);
    child.kill().unwrap();
    child.wait().unwrap();
    for pid in processes_of(&hanging.bench.tmp()) {
        let _ = kill_process(pid, Signal::KILL);
    }
    assert_eq!(entries(&hanging.bench.tmp()).len(), 1);
    temporary(&hanging.bench.tmp()).iter().for_each(|(outer, _)| age(outer));
    let called = hanging.bench.call(&["check", "./missing.so"]);
    called.complains(10, &["missing.so"]);
    assert_eq!(entries(&hanging.bench.tmp()).len(), 0);
}

/// A check of a wheel that requires something whose build hangs.
fn installing(test: &str) -> Option<(Hanging, Command)> {
    let python = python_with_pip(test)?;
    let hanging = Hanging::new();
    let packages = hanging.bench.path("packages");
    fs::create_dir(&packages).unwrap();
    sources(&packages, "other", &hanging.code());
    let wheel = wheel(&hanging.bench.path("packages"), python, Some("other"));
    let mut command = hanging.bench.command(&["check", "--python"]);
    command.arg(&python.executable).arg(wheel);
    command.env("PIP_NO_INDEX", "1").env("PIP_FIND_LINKS", packages).env("PIP_CONFIG_FILE", "/dev/null");
    Some((hanging, command))
}
