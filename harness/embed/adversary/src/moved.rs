//! Sub-interpreters that go from one thread to another.

use std::sync::Barrier;
use std::thread;

use extproof_embed::{DetachedSub, EndError, Error, Interpreter, Python, SubConfig, SubInterpreter};

use crate::stage;
use crate::stories::say;

/// On another thread, while the owner of the instance waits.
fn elsewhere<R: Send>(python: &Python, act: impl FnOnce(&Interpreter) -> Result<R, Error> + Send) -> Result<R, Error> {
    python.detached(|remote| {
        thread::scope(|scope| scope.spawn(|| remote.attach(act)?).join().unwrap_or(Err(Error::Ended)))
    })
}

/// Lets another thread run code in it, and comes back.
fn go_and_come(python: &Python, sub: SubInterpreter, code: &str) -> Result<SubInterpreter, Error> {
    let detached = sub.detach()?;
    let back = elsewhere(python, |main| {
        let sub = detached.attach(main)?;
        sub.run(code)?;
        Ok(sub.detach()?)
    })?;
    Ok(back.attach(python)?)
}

const STAYS: &str = "
import threading
class Dies:
    def __del__(self): print('the local value of the first thread is gone', flush=True)
local = threading.local(); local.value = Dies()
first = threading.get_ident()
stop = threading.Event(); thread = threading.Thread(target=stop.wait); thread.start()
";

pub(crate) fn to_threads_and_back() -> Result<(), Error> {
    let python = stage::start()?;
    let sub = python.sub_interpreter(SubConfig::legacy())?;
    sub.run(STAYS)?;
    let code = "assert threading.get_ident() != first and not hasattr(local, 'value')\nimport fires\ncount = 1";
    let sub = go_and_come(&python, sub, code)?;
    sub.run("assert threading.get_ident() == first; count += 1; stop.set(); thread.join()")?;
    let sub = go_and_come(&python, sub, "count += 1")?;
    println!("{:?}", sub.eval("count")?);
    sub.run("import atexit; atexit.register(print, 'its exit function', flush=True)")?;
    let detached = sub.detach()?;
    elsewhere(&python, |main| Ok(detached.attach(main)?.end()?))?;
    // One that is made on another thread stays when that goes.
    let made = elsewhere(&python, |main| Ok(main.sub_interpreter(SubConfig::legacy())?.detach()?))?;
    made.attach(&python)?.run("import fires")?;
    Ok(python.finalize()?)
}

/// The end waits for threads that end by themselves.
pub(crate) fn ends_with_threads() -> Result<(), Error> {
    const SLEEPS: &str =
        "import threading, time; threading.Thread(target=time.sleep, args=(0.3,), daemon=False).start()";
    let python = stage::start()?;
    let make = || {
        let sub = python.sub_interpreter(SubConfig::legacy())?;
        sub.run("import threading").map(|()| sub)
    };
    let detached = make()?.detach()?;
    elsewhere(&python, |main| {
        let sub = detached.attach(main)?;
        sub.run(SLEEPS)?;
        say("elsewhere", Some(sub.end()));
        Ok(())
    })?;
    let back = go_and_come(&python, make()?, "pass")?;
    back.run(SLEEPS)?;
    say("back", Some(back.end()));
    Ok(python.finalize()?)
}

pub(crate) fn own_gils_at_once() -> Result<(), Error> {
    let python = stage::start()?;
    let make = |_| Ok::<_, Error>(python.sub_interpreter(SubConfig::own_gil())?.detach()?);
    let subs: Vec<DetachedSub> = (0..4).map(make).collect::<Result<_, _>>()?;
    let at_once = Barrier::new(subs.len());
    let works = |remote: &extproof_embed::Remote<'_>, sub: DetachedSub| {
        at_once.wait();
        remote.attach(|main| {
            let sub = sub.attach(main)?;
            sub.run("total = 0\nfor i in range(200000): total += i")?;
            Ok::<_, Error>((sub.eval("total")?, sub.detach()?))
        })?
    };
    let worked = python.detached(|remote| {
        thread::scope(|scope| {
            let threads: Vec<_> = subs.into_iter().map(|sub| scope.spawn(move || works(remote, sub))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap_or(Err(Error::Ended))).collect::<Result<Vec<_>, _>>()
        })
    })?;
    for (total, sub) in worked {
        println!("{total:?}");
        sub.attach(&python)?.end()?;
    }
    Ok(python.finalize()?)
}

pub(crate) fn left_on_the_way() -> Result<(), Error> {
    let python = stage::start()?;
    let make = || {
        let sub = python.sub_interpreter(SubConfig::legacy())?;
        // Whoever ends it must not wait for this thread.
        sub.run("import threading")?;
        Ok::<_, Error>(sub.detach()?)
    };
    let (kept, wrong, busy) = (make()?, make()?, python.sub_interpreter(SubConfig::legacy())?);
    drop(make()?);
    let wrong = python.detached(|_| {
        wrong.attach(&python).map_err(|error| {
            println!("detached: {error}");
            error.into_handle()
        })
    });
    let wrong = wrong.err().flatten().ok_or(Error::Ended)?;
    let ended = python.detached(|remote| remote.attach(|main| main.sub_interpreter(SubConfig::legacy())))??;
    let wrong = wrong.attach(&ended).map_err(|error| {
        println!("to one that has ended: {error}");
        error.into_handle()
    });
    wrong.err().flatten().ok_or(Error::Ended)?.attach(&python)?.run("pass")?;
    busy.run("import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()")?;
    let busy = busy.detach()?.attach(&python)?;
    let error = busy.end().err();
    say("busy", error.as_ref().map(Err::<(), _>));
    let busy = error.and_then(EndError::into_handle).ok_or(Error::Ended)?;
    // Its daemon thread stays in it.
    drop(busy.detach()?);
    let python = python.finalize().err().and_then(EndError::into_handle).ok_or(Error::Ended)?;
    say("kept", Some(kept.attach(&python).map(drop)));
    Ok(())
}

pub(crate) fn in_the_next() -> Result<(), Error> {
    let python = stage::start()?;
    let kept = python.sub_interpreter(SubConfig::legacy())?.detach()?;
    python.finalize()?;
    let python = stage::start()?;
    let other = python.sub_interpreter(SubConfig::legacy())?;
    say("in the next", Some(kept.attach(&python).map(drop)));
    other.run("pass")?;
    Ok(python.finalize()?)
}
