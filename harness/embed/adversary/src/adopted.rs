//! Python that others have started.

use std::thread;

use extproof_embed::{Error, Python, SubConfig};
use pyo3::Python as PyO3;

use crate::stories::say;
use crate::{modules, owner, stage};

fn adopt() -> Result<Python, Error> {
    // SAFETY: nobody ends Python in a call, and the thread is in no sub-interpreter.
    unsafe { Python::adopt() }
}

pub(crate) fn nothing_to_adopt() -> Result<(), Error> {
    say("before", Some(adopt()));
    let python = stage::start()?;
    say("beside our own", Some(adopt()));
    python.finalize()?;
    say("after it", Some(adopt()));
    owner::start();
    let detached = PyO3::attach(|py| py.detach(|| adopt().map(drop)));
    say("detached", Some(detached));
    say(
        "a second one",
        Some(stage::config().and_then(|config| {
            // SAFETY: it fails.
            unsafe { config.initialize() }
        })),
    );
    owner::end();
    // Others have ended, and nothing was adopted.
    stage::start()?.run("pass")
}

const REFUSES_HOOKS: &str = "
import sys
def refuses(event, arguments):
    if event == 'sys.addaudithook': raise RuntimeError
sys.addaudithook(refuses)
";

pub(crate) fn beside_a_hook() -> Result<(), Error> {
    stage::adopt()?.finalize()?;
    owner::end();
    owner::start();
    owner::run(REFUSES_HOOKS);
    say("adopted", Some(adopt().map(drop)));
    owner::end();
    Ok(())
}

pub(crate) fn dropped_in_attach() -> Result<(), Error> {
    const CODE: &str = "x = [str(number) for number in range(1000)]";
    let python = stage::adopt()?;
    let done = python.detached(|remote| {
        let elsewhere = || {
            let kept = PyO3::attach(|_| adopt())?;
            remote.attach(|main| {
                PyO3::attach(|_| drop(kept));
                main.run(CODE)
            })??;
            remote.attach(|main| main.run(CODE))?
        };
        thread::scope(|scope| scope.spawn(elsewhere).join().unwrap_or(Err(Error::Ended)))
    });
    say("elsewhere", Some(done));
    python.run(CODE)?;
    python.finalize()?;
    owner::end();
    Ok(())
}

const IMPORTS: &str = "
import sys, types
package = sys.modules['package'] = types.ModuleType('package'); package.__path__ = []
import fires, calls, package.inner, own_gil
print(calls.__name__, package.inner.__name__, package.inner.__spec__.origin, 'calls' in sys.builtin_module_names, flush=True)
for name in 'calls', 'fires':
    first = sys.modules.pop(name); second = __import__(name)
    assert first is not second, name
";

pub(crate) fn registers() -> Result<(), Error> {
    let python = stage::adopt()?;
    python.add_extension_module(modules::calls_named("package.inner"))?;
    python.add_shared_library(stage::library())?;
    python.run(IMPORTS)?;
    say("again", Some(python.add_extension_module(modules::fires())));
    let sub = python.sub_interpreter(SubConfig::legacy())?;
    sub.run("import fires, own_gil")?;
    for (name, config) in [("shared", SubConfig::shared_gil()), ("own", SubConfig::own_gil())] {
        let done = python.sub_interpreter(config).and_then(|sub| {
            sub.run("import own_gil")?;
            say("single-phase", Some(sub.run("import calls")));
            Ok(sub.end()?)
        });
        say(name, Some(done));
    }
    python.finalize()?;
    // They stay.
    owner::run("import fires, calls, sys; assert 'fires' in sys.builtin_module_names");
    say("of one that was given back", Some(sub.run("pass")));
    owner::end();
    Ok(())
}

pub(crate) fn owner_ends() -> Result<(), Error> {
    let first = stage::adopt()?;
    let sub = first.sub_interpreter(SubConfig::legacy())?;
    sub.run("import atexit, fires; atexit.register(print, 'exit function of the sub-interpreter', flush=True)")?;
    first.run("import calls")?;
    owner::end();
    say("afterwards", Some(first.run("pass")));
    say("sub-interpreter", Some(sub.run("pass")));
    say("detached", Some(first.detached(|remote| remote.attach(|_| ()))));
    owner::start();
    say("in the next", Some(first.run("pass")));
    say("detached", Some(first.detached(|remote| remote.attach(|_| ()))));
    say("end", Some(sub.end()));
    let second = stage::adopt()?;
    second.run("import fires, calls; calls.__name__")?;
    drop(first);
    second.run("import fires")?;
    // Exit functions are gone, but not what Python calls at the very end.
    second.run("import atexit; atexit._clear()")?;
    owner::end();
    owner::start();
    say("in the third", Some(second.run("pass")));
    let third = stage::adopt()?;
    owner::end();
    say("third", Some(third.finalize()));
    stage::start()?.run("import fires")
}

pub(crate) fn twice() -> Result<(), Error> {
    let one = stage::adopt()?;
    let two = adopt()?;
    two.run("import fires")?;
    say("of the other", Some(two.add_extension_module(modules::fires())));
    let of_one = one.sub_interpreter(SubConfig::legacy())?;
    let of_two = two.sub_interpreter(SubConfig::legacy())?;
    two.finalize()?;
    say("its sub-interpreter", Some(of_two.run("pass")));
    say("the other's", Some(of_one.run("import fires")));
    let busy = of_one.run(
        "import threading; stop = threading.Event(); t = threading.Thread(target=stop.wait, daemon=True); t.start()",
    );
    busy?;
    let error = one.finalize().err();
    say("busy", error.as_ref().map(Err::<(), _>));
    of_one.run("stop.set(); t.join()")?;
    drop(error);
    say("after the drop", Some(of_one.run("pass")));
    adopt()?.run("import calls")?;
    owner::end();
    Ok(())
}

pub(crate) fn by_thread() -> Result<(), Error> {
    let python = stage::adopt()?;
    python.detached(|remote| {
        on_thread(|| say("not attached", Some(adopt())));
        on_thread(|| say("attached", remote.attach(|main| main.run("import fires")).ok()));
        on_thread(|| say("adopted", Some(on_strange_thread())));
    });
    python.run("import fires, calls")?;
    owner::end();
    Ok(())
}

fn on_thread(act: impl FnOnce() + Send) {
    thread::scope(|scope| scope.spawn(act).join().unwrap_or_else(|_| println!("panic")));
}

fn on_strange_thread() -> Result<(), Error> {
    let (python, sub) = PyO3::attach(|_| {
        let python = adopt()?;
        python.run("import calls")?;
        let sub = python.sub_interpreter(SubConfig::legacy())?;
        sub.run("import fires")?;
        Ok::<_, Error>((python, sub))
    })?;
    say("outside", Some(python.run("pass")));
    PyO3::attach(|_| {
        say("inside", Some(python.run("import sys")));
        say("its sub-interpreter", Some(sub.run("import fires")));
    });
    drop((python, sub));
    say("without", Some(PyO3::attach(|py| py.import("fires").map(drop))));
    Ok(())
}

pub(crate) fn kept_from_pyo3() -> Result<(), Error> {
    owner::start();
    let detach = || {
        let kept = PyO3::attach(|_| adopt());
        kept.inspect(|python| say("kept", Some(PyO3::attach(|_| python.run("pass")))))
    };
    // The owner's thread has a state without PyO3, another one only by it.
    let python = detach()?;
    python.detached(|_| on_thread(|| say("on a thread", Some(detach().map(drop)))));
    stage::PYTHON.set(Some(python.into()));
    PyO3::attach(|py| py.detach(|| drop(stage::PYTHON.take())));
    say("the owner is attached", Some(adopt()?.run("pass")));
    owner::end();
    Ok(())
}

/// The state of a thread goes with whoever has made it, and another may be made in its place.
pub(crate) fn state_deleted() -> Result<(), Error> {
    let python = stage::adopt()?;
    python.detached(|remote| {
        on_thread(|| {
            let kept = remote.attach(|_| {
                let python = adopt()?;
                let sub = python.sub_interpreter(SubConfig::legacy())?;
                Ok::<_, Error>((python, sub))
            });
            let Ok(Ok((python, sub))) = kept else { return };
            for _ in 0..3 {
                let used = remote.attach(|_| (python.run("pass"), sub.run("pass")));
                let Ok((of_main, of_sub)) = used else { return };
                say("main", Some(of_main));
                say("sub", Some(of_sub));
            }
            PyO3::attach(|_| drop(python));
            say("end", Some(sub.end()));
        });
    });
    owner::end();
    Ok(())
}

pub(crate) fn owner_ends_during_import() -> Result<(), Error> {
    let python = stage::adopt()?;
    python.run(
        "import threading, time\nthreading.Thread(target=lambda: __import__('slow'), daemon=True).start()\ntime.sleep(0.3)",
    )?;
    owner::end();
    say("afterwards", Some(python.run("pass")));
    Ok(())
}
