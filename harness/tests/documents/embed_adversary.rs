//! The holes that extproof-embed had, and what else was tried on it: each is a story that the adversary tells, and none ends the process.

use extproof::python::Python;

use crate::support::adversary::Adversary;
use crate::support::pythons::pythons;

const DETACHED: &str =
    "this thread is not attached to Python, or was attached already; use the handle that `detached` or `attach` gives";
const BUSY: &str = "interpreter still in use; join its threads first";
const NO_FORK: &str = "RuntimeError: can't fork while there are sub-interpreters, because Python crashes in the new process; end \
                       them first";

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

#[test]
fn what_was_busy_can_end_later() {
    let [finalize, end] = ["finalize", "end"].map(|what| format!("{what}: {BUSY}"));
    tells("busy-then-ended", &[&finalize, &end, "end: Ok(())"]);
}

const ENDED: &str = "the interpreter has ended";
const SECOND: &str = "Python runs already in this process; end that instance first";
const NOT_RUNNING: &str = "Python doesn't run in this process; start it with `Config::initialize`, or adopt it later";
const NOT_IN_MAIN: &str = "this thread is not attached to Python's main interpreter; adopt it where it is";
const NOT_ADOPTABLE: &str =
    "this free-threaded Python can be given modules only if this library starts it; use `Config::initialize`";

#[test]
fn adopting_what_is_not_there_or_ours_is_an_error() {
    for python in pythons() {
        let adversary = Adversary::new(python);
        let [before, beside, after, second] =
            [("before", NOT_RUNNING), ("beside our own", SECOND), ("after it", NOT_RUNNING), ("a second one", SECOND)]
                .map(|(when, error)| format!("{when}: {error}"));
        let detached = format!("detached: {}", if adversary.adopts { NOT_IN_MAIN } else { NOT_ADOPTABLE });
        let lines = [&before, &beside, &after, &detached, &second, "the owner ends: 0", "end: Ok(())"];
        adversary.tells("nothing-to-adopt", &lines);
    }
}

/// What happens where a Python of others can be adopted.
#[track_caller]
fn tells_of_adopted(story: &str, expected: impl Fn(&Python) -> Vec<String>) {
    for python in pythons() {
        let adversary = Adversary::new(python);
        let lines = if adversary.adopts { expected(python) } else { vec!["end: Err(NotAdoptable)".to_owned()] };
        adversary.tells(story, &lines.iter().map(String::as_str).collect::<Vec<_>>());
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.replace("ENDED", ENDED).replace("BUSY", BUSY).replace("DETACHED", DETACHED)).collect()
}

const ADOPTED: &str = "calls calls built-in True
again: module `fires` is registered already; a name can stand for one module only
SUBS
the owner runs code: 0
of one that was given back: ENDED
the owner ends: 0
end: Ok(())";
const REFUSED_SUBS: &str = "shared: can't make a sub-interpreter: only legacy ones are there before Python 3.12
own: can't make a sub-interpreter: only legacy ones are there before Python 3.12";
const SUBS: &str = "single-phase: ImportError: module calls does not support loading in subinterpreters
shared: ok
single-phase: ImportError: module calls does not support loading in subinterpreters
own: ok";

#[test]
fn modules_are_registered_in_a_python_that_others_have_started() {
    tells_of_adopted("adopted", |python| {
        lines(&ADOPTED.replace("SUBS", if python.version.minor < 12 { REFUSED_SUBS } else { SUBS }))
    });
}

#[test]
fn a_handle_may_be_dropped_while_its_thread_is_attached_in_another_way() {
    tells_of_adopted("dropped-in-attach", |_| lines("elsewhere: ok\nthe owner ends: 0\nend: Ok(())"));
}

#[test]
fn where_forks_could_not_be_refused_nothing_is_adopted() {
    let refused = "adopted: RuntimeError: an audit hook doesn't allow others; without one, forks beside sub-interpreters would crash";
    tells_of_adopted("beside-a-hook", |_| {
        lines(&format!("the owner ends: 0\nthe owner runs code: 0\n{refused}\nthe owner ends: 0\nend: Ok(())"))
    });
}

#[test]
fn handles_notice_that_the_owner_has_ended_python() {
    let told = "exit function of the sub-interpreter
the owner ends: 0
afterwards: ENDED
sub-interpreter: ENDED
detached: ENDED
in the next: ENDED
detached: ENDED
end: ENDED
the owner ends: 0
in the third: ENDED
the owner ends: 0
third: ok
end: Ok(())";
    tells_of_adopted("owner-ends", |_| lines(told));
    tells_of_adopted("owner-ends-during-import", |_| lines("the owner ends: 0\nafterwards: ENDED\nend: Ok(())"));
}

#[test]
fn handles_of_one_python_share_what_is_registered() {
    let told = "of the other: module `fires` is registered already; a name can stand for one module only
its sub-interpreter: ENDED
the other's: ok
busy: BUSY
after the drop: ENDED
the owner ends: 0
end: Ok(())";
    tells_of_adopted("adopted-twice", |_| lines(told));
}

#[test]
fn a_handle_outlives_what_attached_its_thread() {
    let told = "not attached: NOT_IN_MAIN
attached: ok
outside: DETACHED
inside: ok
its sub-interpreter: ok
without: ok
adopted: ok
the owner ends: 0
end: Ok(())";
    tells_of_adopted("adopted-by-thread", |_| lines(&told.replace("NOT_IN_MAIN", NOT_IN_MAIN)));
    let told = "kept: ok
kept: ok
on a thread: ok
the owner is attached: ok
the owner ends: 0
end: Ok(())";
    tells_of_adopted("kept-from-pyo3", |_| lines(told));
    let told = format!("{}end: ENDED\nthe owner ends: 0\nend: Ok(())", "main: ENDED\nsub: ENDED\n".repeat(3));
    tells_of_adopted("state-deleted", |_| lines(&told));
}

#[test]
fn a_sub_interpreter_goes_to_other_threads() {
    let gone = "the local value of the first thread is gone";
    tells("sub-moved", &[gone, "Int(3)", "its exit function", "end: Ok(())"]);
    tells("moved-sub-waits", &["elsewhere: ok", "back: ok", "end: Ok(())"]);
    tells("moved-to-the-next", &["in the next: the interpreter has ended", "end: Ok(())"]);
    let [detached, busy] = [format!("detached: {DETACHED}"), format!("busy: {BUSY}")];
    let ended = "to one that has ended: the interpreter has ended";
    tells("sub-left-on-the-way", &[&detached, ended, &busy, "kept: ok", "end: Ok(())"]);
}

#[test]
fn interpreters_with_gils_of_their_own_run_on_threads_at_once() {
    for python in pythons().iter().filter(|python| python.version.minor >= 12) {
        Adversary::new(python).tells("subs-at-once", &[&["Int(19999900000)"; 4][..], &["end: Ok(())"]].concat());
    }
}
