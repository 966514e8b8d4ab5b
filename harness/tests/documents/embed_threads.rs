//! What threads and forks could do to extproof-embed: stories that the adversary tells.

use crate::support::adversary::{Adversary, BUSY, DETACHED, tells};
use crate::support::pythons::pythons;

const NO_FORK: &str = "RuntimeError: can't fork while there are sub-interpreters, because Python crashes in the new process; end \
                       them first";

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
fn what_was_busy_can_end_later() {
    let [finalize, end] = ["finalize", "end"].map(|what| format!("{what}: {BUSY}"));
    tells("busy-then-ended", &[&finalize, &end, "end: Ok(())"]);
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

#[test]
fn an_instance_is_busy_while_a_thread_runs_in_a_sub_interpreter_with_a_gil_of_its_own() {
    for python in pythons().iter().filter(|python| python.version.minor >= 12) {
        Adversary::new(python).tells("finalize-beside-own-gil", &["each time: busy", "end: ok", "end: Ok(())"]);
    }
}

#[test]
fn a_sub_interpreter_is_found_while_others_come_and_go() {
    for python in pythons().iter().filter(|python| python.version.minor >= 12) {
        Adversary::new(python).tells("look-up-beside-own-gil", &["end: Ok(())"]);
    }
}

#[test]
fn a_thread_that_forks_attaches_again_in_the_new_process() {
    tells("forked-attached", &["child: ok", "child: ok", "child: ok", "the child ended: 0", "end: Ok(())"]);
}

#[test]
fn a_fork_waits_for_calls_of_the_library() {
    tells("forked-during-calls", &["each child ended", "end: Ok(())"]);
}
