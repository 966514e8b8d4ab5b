//! What could happen to a Python that others have started: stories that the adversary tells.

use extproof::python::Python;

use crate::support::adversary::{Adversary, BUSY, DETACHED, ENDED};
use crate::support::pythons::pythons;

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
