//! Each exit code of the documentation, produced once.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use extproof::project::Project;
use rustix::process::{Pid, Signal, kill_process};

use crate::support::bench::{Bench, plain};
use crate::support::called::Called;
use crate::support::checks::{compile, library, package};
use crate::support::elsewhere::Elsewhere;
use crate::support::pythons::{executable, python};
use crate::support::{ATTENDED, entries, eventually, temporary, with_signals};

/// A file of this name in a folder of its own.
fn file(bench: &Bench, folder: &str, name: &str, content: &[u8]) -> String {
    let path = bench.path(folder).join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// A package whose import does this.
fn importing(bench: &Bench, name: &str, code: &str) -> String {
    text(&package(&bench.path("site"), python(), name, code))
}

/// The arguments that lead to a code, for all that need nothing else.
fn calls(bench: &Bench) -> Vec<(i32, Vec<String>)> {
    let python = python();
    let good = library(python, "multi_phase");
    let (name, content) = (good.file_name().unwrap().to_str().unwrap(), fs::read(&good).unwrap());
    let good = text(&good);
    // Its machine is a number at offset 18.
    let mut machine = content.clone();
    machine[18..20].copy_from_slice(&243u16.to_le_bytes());
    let suffix = &python.ext_suffix;
    let tcl = "raise type('TclError', (Exception,), {'__module__': '_tkinter'})('no $DISPLAY')";
    let empty = bench.path("empty");
    fs::create_dir(&empty).unwrap();
    vec![
        (0, vec![good.clone()]),
        (1, vec![text(&library(python, "once_per_process")), "--require".into(), "reimport".into()]),
        (2, vec![good.clone(), "--require".into(), "no-such-trial".into()]),
        (4, vec![good.clone(), "--python".into(), "3.99".into()]),
        (5, vec![good, "--report".into(), "json=/no/such/folder/report".into()]),
        (10, vec!["./missing.so".into()]),
        (11, vec![file(bench, "text", name, b"not a library")]),
        (12, vec![file(bench, "machine", name, &machine)]),
        (13, vec![file(bench, "truncated", name, &content[..content.len() / 2])]),
        (14, vec![file(bench, "renamed", &format!("other{suffix}"), &content)]),
        (15, vec![file(bench, "old", "multi_phase.cpython-38-x86_64-linux-gnu.so", &content)]),
        (16, vec![text(&empty)]),
        (17, vec![file(bench, "wheel", "x.whl", b"")]),
        (18, vec!["no_such_module_anywhere".into()]),
        (19, vec![text(&without_its_library(bench))]),
        (20, vec![importing(bench, "raises", "raise ValueError")]),
        (21, vec![importing(bench, "exits", "import os\nos._exit(3)")]),
        (22, vec![importing(bench, "hangs", "import time\ntime.sleep(1000)"), "--timeout".into(), "1".into()]),
        (23, vec![importing(bench, "crashes", "import os\nos.abort()")]),
        (24, vec![importing(bench, "shows", tcl)]),
        (25, vec![importing(bench, "connects", "raise ConnectionRefusedError")]),
        (27, vec![importing(bench, "prints", "print('hello')"), "--require".into(), "quiet".into()]),
        (28, vec![text(&starting(bench)), "--require".into(), "quiet".into()]),
    ]
}

/// A module that is linked with a library which is gone.
fn without_its_library(bench: &Bench) -> PathBuf {
    let folder = bench.path("linked");
    fs::create_dir(&folder).unwrap();
    let (needed, module) = (folder.join("libneeded.so"), folder.join(format!("needs{}", python().ext_suffix)));
    fs::write(folder.join("needed.c"), "int needed(void) { return 1; }\n").unwrap();
    fs::write(folder.join("needs.c"), "int needed(void);\nvoid *PyInit_needs(void) { needed(); return 0; }\n").unwrap();
    for made in
        [vec![needed.clone(), folder.join("needed.c")], vec![module.clone(), folder.join("needs.c"), needed.clone()]]
    {
        assert!(Command::new("cc").args(["-shared", "-fPIC", "-o"]).args(made).status().unwrap().success());
    }
    fs::remove_file(needed).unwrap();
    module
}

/// A module that starts a process and causes no output, also on a free-threaded Python.
fn starting(bench: &Bench) -> PathBuf {
    let code = r#"
#include <Python.h>
#include <sys/wait.h>
#include <unistd.h>

static PyModuleDef_Slot slots[] = {
#ifdef Py_GIL_DISABLED
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL},
};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "starts", .m_slots = slots};

PyMODINIT_FUNC PyInit_starts(void)
{
    int pid = fork();
    if (pid == 0)
        _exit(0);
    waitpid(pid, 0, 0);
    return PyModuleDef_Init(&definition);
}
"#;
    let source = file(bench, "starts", "starts.c", code.as_bytes());
    compile(python(), Path::new(&source), &bench.path("starts"))
}

/// The codes of the documentation's table, with `128 + n` as 143, for SIGTERM.
fn documented() -> BTreeSet<i32> {
    let page = fs::read_to_string(Project::of_checkout().unwrap().root.join("docs/checking-a-module.md")).unwrap();
    let table = page.split("Exit codes:\n").nth(1).unwrap().split("If several hold").next().unwrap().to_owned();
    let code = |line: &str| line.split_whitespace().next().unwrap().parse::<i32>().unwrap();
    table.lines().map(|line| if line.starts_with("128 + n ") { 143 } else { code(line) }).collect()
}

#[test]
fn each_exit_code_of_the_documentation_is_produced() {
    let bench = Bench::new();
    // 26 is in `input`, 3 and 143 are below.
    let mut produced = BTreeSet::from([3, 26, 143]);
    for (code, arguments) in calls(&bench) {
        let mut command = bench.command(&["check", "--trial", "import"]);
        command.args(&arguments);
        if !arguments.iter().any(|argument| argument == "--python") {
            command.args(["--python", executable()]);
        }
        if !arguments.iter().any(|argument| argument == "--require") {
            command.args(["--require", "import"]);
        }
        let called = Called::new(&mut command);
        assert_eq!(called.code, code, "{called:?}");
        produced.insert(code);
    }
    assert_eq!(produced, documented());
}

/// `extproof check` on a good module, by a program elsewhere.
fn check_by(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("check").arg(library(python(), "multi_phase")).arg("--python").arg(&python().executable);
    plain(&mut command);
    command
}

#[test]
fn a_checker_that_cannot_be_had_is_3() {
    let elsewhere = Elsewhere::new();
    let mut command = check_by(&elsewhere.program());
    Called::new(command.env("CARGO", "/no/such/cargo")).complains(3, &["can't start `/no/such/cargo`"]);
    let mut command = check_by(&elsewhere.program());
    let called = Called::new(command.env("EXTPROOF_CHECKER", "/no/such/checker"));
    called.complains(3, &["EXTPROOF_CHECKER names /no/such/checker, which isn't an executable file"]);
}

#[test]
fn an_end_by_a_signal_is_128_and_its_number() {
    let bench = Bench::new();
    let target = importing(&bench, "waits", "import time\ntime.sleep(1000)");
    let command = bench.command(&["check", &target, "--python", python().executable.to_str().unwrap()]);
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let child =
            with_signals(ATTENDED, &command).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let child = child.unwrap();
        eventually("a trial runs", || {
            temporary(&bench.tmp()).iter().any(|(_, content)| content.join("events.jsonl").exists())
        });
        kill_process(Pid::from_child(&child), signal).unwrap();
        let called = Called::from(&child.wait_with_output().unwrap());
        called.complains(code, &["interrupted: "]);
        assert_eq!((called.stdout.as_str(), entries(&bench.tmp()).len()), ("", 0));
    }
}
