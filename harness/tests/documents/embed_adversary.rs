//! Nothing that safe code does with extproof-embed ends the process: neither the holes that it had, nor any call in any situation.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use std::thread;

use extproof::build::{BuiltHost, build_host};
use extproof::host::Catalogue;
use extproof::isolate::Interrupt;
use extproof::project::Project;
use extproof::python::Python;

use crate::support::checks::materials;
use crate::support::pythons::pythons;

const DETACHED: &str =
    "this thread is not attached to Python, or was attached already; use the handle that `detached` or `attach` gives";
const BUSY: &str = "interpreter still in use; join its threads first";
const NO_FORK: &str = "RuntimeError: can't fork while there are sub-interpreters, because Python crashes in the new process; end \
                       them first";

/// The adversary for a Python.
struct Adversary {
    program: PathBuf,
    home: PathBuf,
    library: PathBuf,
    /// Its standard library, below its home.
    standard_library: String,
    name: String,
    /// Whether Python keeps the state of a thread that was left.
    keeps_states: bool,
}

impl Adversary {
    fn new(python: &Python) -> Self {
        let project = Project::of_checkout().unwrap();
        let mut catalogue = Catalogue::read(&project.hosts(), &[]).unwrap();
        let kinds = catalogue.add(&project.root.join("harness/embed/adversary/host.toml")).unwrap();
        let materials = materials(python);
        let built = build_host(&project, &kinds[0], python, &materials, &Interrupt::never().unwrap(), &|_| {}).unwrap();
        let BuiltHost::Ready(launch) = built else { panic!("the adversary isn't available") };
        Self {
            program: launch.program,
            home: python.prefix.clone(),
            library: materials.libraries["own_gil"].clone(),
            standard_library: format!("lib/python{}", python.version.minor_name()),
            name: python.version.to_string(),
            keeps_states: python.version.minor >= 14,
        }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        // One that hangs ends by SIGKILL.
        let mut command = Command::new("timeout");
        command.args(["--signal=KILL", "300"]).arg(&self.program).arg(&self.home).arg(&self.library).args(arguments);
        command.env("ADVERSARY_LIBRARY", &self.standard_library).output().unwrap()
    }

    #[track_caller]
    fn tells(&self, story: &str, expected: &[&str]) {
        let output = self.run(&["story", story]);
        let printed = String::from_utf8_lossy(&output.stdout);
        let lines: Vec<&str> = printed.lines().collect();
        assert!(output.status.success() && lines == expected, "{story} on Python {}: {output:#?}", self.name);
    }
}

#[track_caller]
fn tells(story: &str, expected: &[&str]) {
    for python in pythons() {
        Adversary::new(python).tells(story, expected);
    }
}

#[test]
fn a_sub_interpreter_kept_from_attach_has_ended() {
    let ended = |what| format!("{what}: the interpreter has ended");
    let [afterwards, next, end] = ["afterwards", "in the next", "end"].map(ended);
    tells("sub-kept-from-attach", &[&afterwards, "finalize: ok", &next, &end, "end: Ok(())"]);
}

#[test]
fn a_fork_beside_sub_interpreters_is_refused_and_a_child_goes_on() {
    let refused = format!("with sub-interpreters: {NO_FORK}");
    for (story, said) in
        [("drop", None), ("use", Some("child: ok")), ("sub", Some("child: ok")), ("finalize", Some("child: ok"))]
    {
        // What the child has not written yet when it is forked is only the parent's: Rust writes whole lines.
        let lines: Vec<&str> = [Some(refused.as_str()), said, Some("the child ended: 0"), Some("end: Ok(())")]
            .into_iter()
            .flatten()
            .collect();
        tells(&format!("forked-{story}"), &lines);
    }
}

#[test]
fn an_instance_is_busy_while_its_sub_interpreter_ends() {
    let busy = format!("in the exit function: {BUSY}");
    tells("finalize-while-sub-ends", &[&busy, "end of the sub-interpreter: ok", "finalize: ok", "end: Ok(())"]);
}

#[test]
fn an_instance_is_busy_while_a_thread_is_in_an_init_function() {
    tells("finalize-during-import", &[&format!("finalize: {BUSY}"), "end: Ok(())"]);
}

#[test]
fn only_init_functions_are_called() {
    let [rand, nothing] =
        ["rand: not a name of own_gil's init function", "PyInit_nothing: the library of own_gil doesn't have it"];
    tells("any-symbol", &[rand, nothing, "end: Ok(())"]);
}

#[test]
fn nothing_runs_where_pyo3_has_detached_the_thread() {
    let [main, sub] = ["main", "sub"].map(|what| format!("{what}: {DETACHED}"));
    tells("run-in-pyo3-detach", &[&main, &sub, "main: ok", "sub: ok", "end: Ok(())"]);
}

#[test]
fn python_does_not_start_again_if_a_thread_could_come_back() {
    for python in pythons() {
        let adversary = Adversary::new(python);
        let another = if adversary.keeps_states { "another: ok" } else { "another: lost" };
        adversary.tells("daemon-thread-left", &[another, "end: Ok(())"]);
        adversary.tells("pyo3-thread-left", &[another, "end: Ok(())"]);
    }
}

#[test]
fn attaching_twice_is_an_error_or_works() {
    let [owner, other] = ["on the owner's thread", "on another"].map(|what| format!("{what}: {DETACHED}"));
    tells("attach-in-pyo3", &[&owner, &other, "end: Ok(())"]);
    tells("pyo3-in-attach", &["on the owner's thread: ok", "on another: ok", "end: Ok(())"]);
}

#[test]
fn a_sub_interpreter_without_standard_library_is_an_error() {
    tells(
        "library-gone",
        &["made: true", "copied: true", "removed: true", "sub-interpreter: can't be made", "end: Ok(())"],
    );
}

#[test]
fn exceptions_keep_their_text() {
    let surrogate = r"surrogate: ValueError: file \udc80.txt is missing";
    tells("texts", &[surrogate, "no text: E: ", "afterwards: ok", "end: Ok(())"]);
}

const TRACEBACKS: &str = r#"written: true
Traceback (most recent call last):
  File "<string>", line 3, in <module>
  File "<string>", line 1, in f
ZeroDivisionError: division by zero

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "<string>", line 5, in <module>
ValueError: outer
Traceback (most recent call last):
  File "<string>", line 3, in <module>
decimal.InvalidOperation: [<class 'decimal.ConversionSyntax'>]

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "<string>", line 5, in <module>
ZeroDivisionError: division by zero
Traceback (most recent call last):
  File "<string>", line 1, in <module>
  File "FILE", line 2, in deep
    if n: deep(n - 1)
  File "FILE", line 2, in deep
    if n: deep(n - 1)
  File "FILE", line 2, in deep
    if n: deep(n - 1)
  [Previous line repeated 6 more times]
  File "FILE", line 3, in deep
    raise KeyError('deep')
KeyError: 'deep'
Traceback (most recent call last):
  File "<string>", line 7, in <module>
ValueError: noted
first
second
ValueError: b

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "<string>", line 4, in <module>
ValueError: a
removed: true
end: Ok(())"#;

#[test]
fn exceptions_have_the_traceback_that_python_prints() {
    tells("tracebacks", &TRACEBACKS.lines().collect::<Vec<_>>());
}

#[test]
fn settings_and_run_modes_are_those_of_python() {
    const USUAL: [&str; 4] = [
        "[''] False False True",
        "['script.py'] False False True",
        "main stays as it was: Bool(false)",
        "near: ImportError: No module named near",
    ];
    const CHANGED: [&str; 4] = [
        "['program', 'é'] True True False",
        "['script.py', 'é'] True True False",
        "main stays as it was: Bool(false)",
        "near: SystemExit: 3",
    ];
    const MISSING: &str = "FileNotFoundError: [Errno 2] No such file or directory: 'FOLDER/nothing.py'";
    let lines = [&USUAL[..], &[MISSING], &CHANGED, &[MISSING, "bytecode: true", "end: Ok(())"]].concat();
    tells("settings", &lines);
}

#[test]
fn packages_of_a_virtual_environment_can_be_had() {
    tells("virtual-environment", &["Int(42) Bool(true)", "end: Ok(())"]);
}

const VALUES: &str = r#"None: None
True: Bool(true)
-2 ** 63: Int(-9223372036854775808)
2 ** 63: the result is a `int` that can't be a Value; convert it in Python, or use PyO3
0.5: Float(0.5)
'é': Text("é")
'\udc80': the result is a `str` that can't be a Value; convert it in Python, or use PyO3
b'\0': Bytes([0])
(1, ['a']): List([Int(1), List([Text("a")])])
{}: the result is a `dict` that can't be a Value; convert it in Python, or use PyO3
nothing: NameError: name 'nothing' is not defined
loop: the result is a `list` that can't be a Value; convert it in Python, or use PyO3
List([None, Bool(true), Int(1), Float(0.5), Text("a"), Bytes([0])])
Int(256)
no module: ModuleNotFoundError: No module named 'nowhere'
no function: AttributeError: module 'math' has no attribute 'f'
end: Ok(())"#;

#[test]
fn values_come_and_go() {
    tells("values", &VALUES.lines().collect::<Vec<_>>());
}

#[test]
fn pyo3_can_be_used_in_the_main_interpreter() {
    let refused = "in a sub-interpreter: PyO3 can be used in the main interpreter only; use `eval` and `call`";
    tells("pyo3", &["Ok(42)", "Int(8)", "Ok(())", "Int(3)", refused, "in attach: 3", "end: Ok(())"]);
}

#[test]
fn a_module_can_be_registered_for_every_initialization() {
    let names = |names: &[&str]| format!("List({:?})", names.iter().map(|name| Text(name)).collect::<Vec<_>>());
    let (first, second) = (names(&["late", "stays"]), names(&["goes", "stays"]));
    tells("every-initialization", &[&first, &second, "Bool(false)", "Bool(true)", "end: Ok(())"]);
}

/// As `extproof_embed::Value` is printed.
#[derive(Debug)]
struct Text<'a>(#[expect(dead_code, reason = "printed")] &'a str);

#[test]
fn a_refused_name_is_free_again() {
    let registered = |name| format!("module `{name}` is registered already; a name can stand for one module only");
    let refused = "a library: a module `own_gil` is imported already; register it before, or remove the other one from sys.modules";
    let missing = "a missing one: shared library /nowhere of module `twice` can't be read: No such file or directory (os error 2)";
    let [sub, other] = [("a sub-interpreter", "fires"), ("its other module", "calls")]
        .map(|(what, name)| format!("{what}: {}", registered(name)));
    tells("name-of-refused", &[refused, "another of its name: ok", &sub, missing, &other, "end: Ok(())"]);
}

#[test]
fn what_was_busy_can_end_later() {
    let [finalize, end] = ["finalize", "end"].map(|what| format!("{what}: {BUSY}"));
    tells("busy-then-ended", &[&finalize, &end, "end: Ok(())"]);
}

#[test]
fn no_call_in_any_situation_ends_the_process() {
    for python in pythons() {
        let adversary = Adversary::new(python);
        let listed = Command::new(&adversary.program).arg("pairs").output().unwrap();
        let pairs = String::from_utf8(listed.stdout).unwrap();
        let pairs: Vec<(&str, &str)> = pairs.lines().map(|line| line.split_once(' ').unwrap()).collect();
        assert_eq!(pairs.len(), PAIRS, "the number that harness/embed/README.md states");
        let (queue, failed) = (Mutex::new(pairs.iter()), Mutex::new(Vec::new()));
        thread::scope(|scope| {
            for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
                scope.spawn(|| {
                    while let Some((situation, call)) = next(&queue) {
                        let output = adversary.run(&["pair", situation, call]);
                        let printed = String::from_utf8_lossy(&output.stdout);
                        if !output.status.success() || !printed.ends_with("over\n") {
                            failed.lock().unwrap().push(format!("{situation} {call}: {output:?}"));
                        }
                    }
                });
            }
        });
        let failed = failed.into_inner().unwrap();
        assert!(failed.is_empty(), "on Python {}, {} pairs:\n{}", adversary.name, failed.len(), failed.join("\n"));
    }
}

const PAIRS: usize = 948;

fn next<'a>(queue: &Mutex<impl Iterator<Item = &'a (&'a str, &'a str)>>) -> Option<(&'a str, &'a str)> {
    queue.lock().unwrap().next().copied()
}

#[test]
fn the_readme_states_the_number_of_pairs() {
    let readme: &Path = &Project::of_checkout().unwrap().root.join("harness/embed/README.md");
    let text = std::fs::read_to_string(readme).unwrap();
    assert!(text.contains(&format!("{PAIRS} pairs")), "harness/embed/README.md doesn't state {PAIRS} pairs");
}
