//! Forks.

use std::process;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use extproof_embed::{Config, Error, Interpreter, SubConfig};

use crate::modules;
use crate::stage::{self, PYTHON, SUB};
use crate::stories::say;

/// The exception leads the child back to Rust.
const FORKS: &str = "
import os, time, warnings
warnings.simplefilter('ignore')
pid = os.fork()
if pid == 0: raise SystemExit
for _ in range(2000):
    time.sleep(0.005)
    done, status = os.waitpid(pid, os.WNOHANG)
    if done: break
else:
    os.kill(pid, 9); status = 'it hangs'
";

/// Forks, and lets the child do something and end. `Ok` in the parent, which knows how the child ended.
fn fork(interpreter: &Interpreter, child: impl FnOnce()) -> Result<(), Error> {
    let process = process::id();
    let forked = interpreter.run(FORKS);
    if process::id() == process {
        return forked;
    }
    child();
    process::exit(0)
}

const TELLS: &str = "print('the child ended:', status, flush=True)";

fn beside_subs(act: fn()) -> Result<(), Error> {
    stage::set()?;
    let python = stage::python().ok_or(Error::Ended)?;
    say("with sub-interpreters", Some(python.run(FORKS)));
    drop((SUB.take(), stage::OTHER.take()));
    let process = process::id();
    let forked = python.run(FORKS);
    if process::id() == process {
        forked?;
        let told = python.run(TELLS);
        drop((python, PYTHON.take()));
        return told;
    }
    drop(python);
    act();
    drop(PYTHON.take());
    process::exit(0)
}

pub(crate) fn drops() -> Result<(), Error> {
    beside_subs(|| drop(PYTHON.take()))
}

pub(crate) fn uses() -> Result<(), Error> {
    beside_subs(|| say("child", stage::python().map(|python| python.run("pass"))))
}

pub(crate) fn makes_sub() -> Result<(), Error> {
    beside_subs(|| say("child", stage::python().map(|python| python.sub_interpreter(SubConfig::legacy()).map(drop))))
}

pub(crate) fn finalizes() -> Result<(), Error> {
    beside_subs(|| say("child", PYTHON.take().and_then(Rc::into_inner).map(|python| python.finalize())))
}

/// A thread forks while it is attached. In the child, it is the only one, and attaches again.
pub(crate) fn attaches_again() -> Result<(), Error> {
    let python = stage::start()?;
    python.detached(|remote| {
        let forks = || {
            let process = process::id();
            let forked = remote.attach(|main| main.run(FORKS))?;
            if process::id() != process {
                for _ in 0..3 {
                    say(
                        "child",
                        Some(remote.attach(|main| main.run("import json; json.dumps([1])")).and_then(|run| run)),
                    );
                }
                process::exit(0);
            }
            forked?;
            remote.attach(|main| main.run(TELLS))?
        };
        thread::scope(|scope| scope.spawn(forks).join().unwrap_or(Err(Error::Ended)))
    })?;
    Ok(python.finalize()?)
}

const TIMES: usize = 50;

/// Another thread registers modules without a break, which needs no Python.
pub(crate) fn during_calls() -> Result<(), Error> {
    let python = stage::start()?;
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    drop(register());
                }
            });
        }
        let forked = (0..TIMES).try_for_each(|_| {
            fork(&python, || drop(register()))?;
            python.run("assert status == 0, status")
        });
        stop.store(true, Ordering::Relaxed);
        forked
    })?;
    println!("each child ended");
    Ok(python.finalize()?)
}

fn register() -> Result<Config, Error> {
    Config::new().extra_extension_modules((0..50).map(|number| modules::other(&format!("other{number}"))))
}
