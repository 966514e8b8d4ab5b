//! Forks.

use std::process;
use std::rc::Rc;

use extproof_embed::{Error, SubConfig};

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
