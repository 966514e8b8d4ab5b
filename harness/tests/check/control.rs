//! What excuses a module: that this Python itself ends in the same way, in the same step, and as often.

use std::fs;

use crate::support::bench::Bench;
use crate::support::checks::{check, library, package, trial, verdicts};
use crate::support::pythons::pythons;

/// The second import by a process dies. What is imported without the module is the file `beside.py`, which looks like a
/// module of the standard library here.
const DIES: &str = "
import importlib.machinery, os, signal, sys, types
beside = types.ModuleType('beside')
beside.__spec__ = importlib.machinery.ModuleSpec('beside', None, origin=os.__file__)
sys.modules['beside'] = beside
second = os.environ['HOME'] + '/second'
if os.path.exists(second): os.kill(os.getpid(), signal.SIGABRT)
open(second, 'w').close()
";

/// The beginning of a `beside.py` that does something from its second import by a process.
const BESIDE: &str = "
import os, signal, time
def die(): os.kill(os.getpid(), signal.SIGABRT)
second = os.environ['HOME'] + '/beside'
first = not os.path.exists(second)
open(second, 'w').close()
";

/// The verdict of `reinit` on each Python, where the control does this.
fn verdict_of_reinit(beside: &str, wanted: &str) {
    let bench = Bench::new();
    for python in pythons() {
        let site = bench.path(&python.version.to_string());
        let package = package(&site, python, "dies", DIES);
        fs::write(site.join("beside.py"), format!("{BESIDE}{beside}")).unwrap();
        let arguments = [package.to_str().unwrap(), "--trial", "reinit", "--timeout", "5", "--format", "json"];
        let called = check(&bench, python, &arguments);
        assert_eq!(verdicts(&called)["dies.multi_phase"]["reinit"], wanted, "{called:?}");
    }
}

#[test]
fn the_same_end_in_the_same_step_excuses_a_crash() {
    verdict_of_reinit("if not first: die()", "n/a");
}

#[test]
fn a_control_that_is_not_done_in_time_excuses_no_crash() {
    verdict_of_reinit("if not first: time.sleep(1000)", "crashed");
}

/// Where Python itself dies, no module can go on. On 3.12.1, `datetime` damages memory in a second initialization, and chance decides by
/// which signal the process ends.
#[test]
fn another_signal_in_the_same_step_excuses_a_crash() {
    verdict_of_reinit("if not first: os.kill(os.getpid(), signal.SIGSEGV)", "n/a");
}

#[test]
fn the_same_end_in_another_step_excuses_no_crash() {
    verdict_of_reinit("if first: die()", "crashed");
}

#[test]
fn an_end_that_comes_once_in_a_while_excuses_no_crash() {
    // The folder of the file is the same for all of them.
    let once = "
calls = __file__ + '.calls'
count = os.path.getsize(calls) if os.path.exists(calls) else 0
if not first:
    with open(calls, 'a') as file: file.write('x')
    if count == 0: die()";
    verdict_of_reinit(once, "crashed");
}

/// gh-116510, in docs/findings.md: of two interpreters, the one that imported such a module first must not end before the other.
#[test]
fn what_python_does_to_every_module_of_a_kind_excuses_a_crash() {
    let bench = Bench::new();
    for python in pythons().iter().filter(|python| python.version.minor == 12 && python.version.micro < 7) {
        let file = library(python, "single_phase");
        let called = check(&bench, python, &[file.to_str().unwrap(), "--trial", "two-subs", "--format", "json"]);
        let trial = trial(&called, "two-subs");
        assert_eq!(
            (&trial["verdict"], &trial["reason"]),
            (&"n/a".into(), &"pythons-own-with-kind".into()),
            "{called:?}"
        );
    }
}
