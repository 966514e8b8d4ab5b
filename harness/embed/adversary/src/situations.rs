//! The situations in which calls are made.

use std::thread;

use extproof_embed::{Error, Python};
use pyo3::Python as PyO3;

use crate::calls::{self, Call};
use crate::modules;
use crate::stage::{self, OTHER, PYTHON, SUB};

/// A situation, by its name.
pub(crate) struct Situation {
    pub(crate) name: &'static str,
    act: fn(&'static Call) -> Result<(), Error>,
}

impl Situation {
    /// Whether the contract of `Config::initialize` allows the call.
    pub(crate) fn allows(&self, call: &Call) -> bool {
        !(self.name == "in-pyo3-attach" && ["Python::finalize", "Python-dropped"].contains(&call.name))
    }
}

pub(crate) const ALL: &[Situation] = &[
    Situation { name: "plain", act: plain },
    Situation { name: "in-python-code", act: |call| called(call, |main| main.run("import fires; fires.fire()")) },
    Situation { name: "in-code-of-sub", act: |call| called_in_sub(call, "import fires; fires.fire()") },
    Situation { name: "in-init-function", act: |call| called(call, |main| main.run("import calls")) },
    Situation { name: "in-init-function-of-sub", act: |call| called_in_sub(call, "import calls") },
    Situation { name: "in-atexit-of-sub", act: in_atexit_of_sub },
    Situation { name: "in-atexit", act: in_atexit },
    Situation { name: "in-destructor-of-sub", act: in_destructor_of_sub },
    Situation { name: "in-destructor", act: in_destructor },
    Situation { name: "after-fork", act: after_fork },
    Situation { name: "after-finalize", act: after_finalize },
    Situation { name: "in-next-initialization", act: in_next },
    Situation { name: "during-exception", act: |call| called(call, |main| main.run("import fires; fires.fail()")) },
    Situation { name: "during-exception-in-sub", act: |call| called_in_sub(call, "import fires; fires.fail()") },
    Situation { name: "during-panic", act: during_panic },
    Situation { name: "in-detached", act: in_detached },
    Situation { name: "in-attach", act: in_attach },
    Situation { name: "on-thread", act: on_thread },
    Situation { name: "on-attached-thread", act: on_attached_thread },
    Situation { name: "on-python-thread", act: on_python_thread },
    Situation { name: "on-thread-with-moved-sub", act: on_thread_with_moved },
    Situation { name: "beside-busy-sub", act: beside_busy_sub },
    Situation { name: "in-pyo3-attach", act: in_pyo3 },
    Situation { name: "in-pyo3-detach", act: in_pyo3_detach },
    Situation { name: "in-detached-in-pyo3-attach", act: in_detached_in_pyo3 },
    Situation { name: "in-pyo3-attach-on-thread", act: in_pyo3_on_thread },
];

/// Makes a call in a situation. `false` if one isn't there.
pub(crate) fn pair(situation: &str, call: &str) -> bool {
    let situation = ALL.iter().find(|known| known.name == situation);
    let call = calls::ALL.iter().find(|known| known.name == call);
    let (Some(situation), Some(call)) = (situation, call) else { return false };
    let done = stage::set().and_then(|()| (situation.act)(call));
    println!("then: {done:?}");
    // Another thread's daemon, or a handle of the situation, may still keep it.
    drop((SUB.take(), OTHER.take()));
    // No Python ends beside daemon threads in sub-interpreters, whoever made them.
    if situation.name != "beside-busy-sub" {
        stage::end();
    }
    drop(PYTHON.take());
    println!("over");
    true
}

fn plain(call: &'static Call) -> Result<(), Error> {
    call.make(None);
    Ok(())
}

fn in_detached(call: &'static Call) -> Result<(), Error> {
    shared(|python| python.detached(|_| call.make(None)));
    Ok(())
}

fn in_pyo3(call: &'static Call) -> Result<(), Error> {
    PyO3::attach(|_| call.make(None));
    Ok(())
}

fn in_pyo3_detach(call: &'static Call) -> Result<(), Error> {
    PyO3::attach(|py| py.detach(|| call.make(None)));
    Ok(())
}

/// Lets the modules make the call, and then does something.
fn called(call: &'static Call, act: impl Fn(&Python) -> Result<(), Error>) -> Result<(), Error> {
    modules::call_back(|| call.make(None));
    shared(act)
}

fn called_in_sub(call: &'static Call, code: &str) -> Result<(), Error> {
    modules::call_back(|| call.make(None));
    stage::sub().map_or(Ok(()), |sub| sub.run(code))
}

fn shared<R>(act: impl FnOnce(&Python) -> R) -> R {
    // It is set before.
    let python = stage::python().unwrap_or_else(|| std::process::exit(3));
    act(&python)
}

fn in_atexit_of_sub(call: &'static Call) -> Result<(), Error> {
    called_in_sub(call, "import atexit, fires; atexit.register(fires.fire)")?;
    drop(SUB.take());
    Ok(())
}

fn in_atexit(call: &'static Call) -> Result<(), Error> {
    called(call, |main| main.run("import atexit, fires; atexit.register(fires.fire)"))?;
    stage::end();
    Ok(())
}

const DESTRUCTOR: &str = "
import fires, sys
class Dying:
    def __del__(self, fire=fires.fire): fire()
sys.dying = Dying()
";

fn in_destructor_of_sub(call: &'static Call) -> Result<(), Error> {
    called_in_sub(call, DESTRUCTOR)?;
    drop(SUB.take());
    Ok(())
}

fn in_destructor(call: &'static Call) -> Result<(), Error> {
    called(call, |main| main.run(DESTRUCTOR))?;
    stage::end();
    Ok(())
}

const FORK: &str = "
import os, sys, time, warnings
warnings.simplefilter('ignore')
pid = os.fork()
if pid == 0: raise KeyboardInterrupt
for _ in range(200):
    time.sleep(0.05)
    done, status = os.waitpid(pid, os.WNOHANG)
    if done: break
else:
    os.kill(pid, 9); os.waitpid(pid, 0); status = 'it hangs'
if status != 0: os.write(1, ('the child: %s' % (status,)).encode()); os._exit(7)
";

fn after_fork(call: &'static Call) -> Result<(), Error> {
    println!("with sub-interpreters: {:?}", shared(|python| python.run(FORK)));
    drop((SUB.take(), OTHER.take()));
    let process = std::process::id();
    let forked = shared(|python| python.run(FORK));
    if std::process::id() != process {
        call.make(None);
    }
    forked
}

fn after_finalize(call: &'static Call) -> Result<(), Error> {
    stage::end();
    call.make(None);
    Ok(())
}

fn in_next(call: &'static Call) -> Result<(), Error> {
    stage::end();
    PYTHON.set(Some(stage::start()?.into()));
    call.make(None);
    Ok(())
}

fn during_panic(call: &'static Call) -> Result<(), Error> {
    struct Act(&'static Call);
    impl Drop for Act {
        fn drop(&mut self) {
            self.0.make(None);
        }
    }
    std::panic::set_hook(Box::new(|_| ()));
    let caught = std::panic::catch_unwind(|| {
        let _act = Act(call);
        panic!("on purpose")
    });
    println!("caught: {}", caught.is_err());
    Ok(())
}

fn in_attach(call: &'static Call) -> Result<(), Error> {
    shared(|python| python.detached(|remote| remote.attach(|main| call.make(Some(main)))))
}

fn on_thread(call: &'static Call) -> Result<(), Error> {
    shared(|python| python.detached(|_| join(|| call.make(None))));
    Ok(())
}

fn on_attached_thread(call: &'static Call) -> Result<(), Error> {
    shared(|python| {
        python.detached(|remote| {
            join(|| {
                let attached = remote.attach(|main| {
                    let sub = main.sub_interpreter(extproof_embed::SubConfig::legacy())?;
                    SUB.set(Some(sub.into()));
                    call.make(Some(main));
                    Ok::<_, Error>(())
                });
                println!("attached: {attached:?}");
            });
        });
    });
    Ok(())
}

fn on_thread_with_moved(call: &'static Call) -> Result<(), Error> {
    let sub = SUB.take().and_then(std::rc::Rc::into_inner).ok_or(Error::Ended)?.detach()?;
    shared(|python| {
        python.detached(|remote| {
            join(|| {
                let attached = remote.attach(|main| {
                    let (here, other) = (sub.attach(main)?, main.sub_interpreter(extproof_embed::SubConfig::legacy())?);
                    SUB.set(Some(here.into()));
                    OTHER.set(Some(other.into()));
                    call.make(Some(main));
                    Ok::<_, Error>(())
                });
                println!("attached: {attached:?}");
            });
        });
    });
    Ok(())
}

fn join(act: impl FnOnce() + Send) {
    thread::scope(|scope| {
        if scope.spawn(act).join().is_err() {
            println!("panic");
        }
    });
}

fn on_python_thread(call: &'static Call) -> Result<(), Error> {
    let code = "import fires, threading; t = threading.Thread(target=fires.fire); t.start(); t.join()";
    calls::choose(call);
    shared(|python| python.run(code))
}

fn beside_busy_sub(call: &'static Call) -> Result<(), Error> {
    let code = "import threading, time; threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()";
    stage::sub().map_or(Ok(()), |sub| sub.run(code))?;
    call.make(None);
    Ok(())
}

fn in_detached_in_pyo3(call: &'static Call) -> Result<(), Error> {
    shared(|python| python.detached(|_| PyO3::attach(|_| call.make(None))));
    Ok(())
}

fn in_pyo3_on_thread(call: &'static Call) -> Result<(), Error> {
    shared(|python| {
        python.detached(|remote| {
            join(|| {
                PyO3::attach(|_| println!("attached: {:?}", remote.attach(|_| ())));
                let attached = remote.attach(|main| PyO3::attach(|_| call.make(Some(main))));
                println!("attached: {attached:?}");
            });
        });
    });
    Ok(())
}
