//! The holes that extproof-embed had, and what else was tried on it: each is a story that the adversary tells, and none ends the process. Those
//! about threads and forks are in `embed_threads.rs`, those about a Python of others in `embed_adopted.rs`.

use crate::support::adversary::{Adversary, tells};
use crate::support::pythons::pythons;

#[test]
fn only_init_functions_are_called() {
    let [rand, nothing] =
        ["rand: not a name of own_gil's init function", "PyInit_nothing: the library of own_gil doesn't have it"];
    tells("any-symbol", &[rand, nothing, "end: Ok(())"]);
}

#[test]
fn a_library_for_another_python_is_an_error() {
    for python in pythons() {
        let of = |tag: &str| format!("the library of own_gil is for {tag}");
        let stable = if python.version.free_threaded { of("abi3") } else { "ok".to_owned() };
        let lines = [
            "made: true".to_owned(),
            format!("cpython-38-x86_64-linux-gnu.so: {}", of("cpython-38")),
            format!("cp39t-win_amd64.pyd: {}", of("cp39t")),
            format!("pypy39-pp73-darwin.so: {}", of("pypy39")),
            format!("abi3.so: {stable}"),
            "cp.so: ok".to_owned(),
            "so: ok".to_owned(),
            "removed: true".to_owned(),
            "end: Ok(())".to_owned(),
        ];
        Adversary::new(python).tells("other-abi", &lines.iter().map(String::as_str).collect::<Vec<_>>());
    }
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
shared: the result is a `list` that can't be a Value; convert it in Python, or use PyO3
length: ValueError: no length
deep: ValueError: lists are nested too deep
file that waits: ZeroDivisionError: division by zero
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
    let pipe = ["a pipe is made: true", "a pipe is refused: true", "a pipe is removed: true"];
    let lines = [&[refused, "another of its name: ok", &sub, missing, &other], &pipe[..], &["end: Ok(())"]].concat();
    tells("name-of-refused", &lines);
}
