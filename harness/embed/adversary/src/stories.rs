//! Holes that the library had.

use std::fs;
use std::process::Command;
use std::thread;
use std::time::Duration;

use extproof_embed::{Config, Error, SharedLibrary, SubConfig};
use pyo3::Python as PyO3;

use crate::adopted;
use crate::forks;
use crate::modules;
use crate::moved;
use crate::own_gil;
use crate::settings;
use crate::stage::{self, PYTHON, SUB};
use crate::values;

/// Tells a story. `false` if there is none of this name.
pub(crate) fn tell(name: &str) -> bool {
    let story: fn() -> Result<(), Error> = match name {
        "sub-kept-from-attach" => sub_kept_from_attach,
        "forked-drop" => forks::drops,
        "forked-use" => forks::uses,
        "forked-sub" => forks::makes_sub,
        "forked-finalize" => forks::finalizes,
        "forked-attached" => forks::attaches_again,
        "forked-during-calls" => forks::during_calls,
        "finalize-while-sub-ends" => finalize_while_sub_ends,
        "finalize-during-import" => finalize_during_import,
        "any-symbol" => any_symbol,
        "other-abi" => other_abi,
        "run-in-pyo3-detach" => run_in_pyo3_detach,
        "daemon-thread-left" => daemon_thread_left,
        "pyo3-thread-left" => pyo3_thread_left,
        "attach-in-pyo3" => attach_in_pyo3,
        "pyo3-in-attach" => pyo3_in_attach,
        "library-gone" => library_gone,
        "texts" => values::texts,
        "tracebacks" => values::tracebacks,
        "settings" => settings::settings,
        "virtual-environment" => settings::virtual_environment,
        "values" => values::values,
        "pyo3" => values::pyo3_values,
        "every-initialization" => every_initialization,
        "name-of-refused" => name_of_refused,
        "busy-then-ended" => busy_then_ended,
        "sub-moved" => moved::to_threads_and_back,
        "moved-sub-waits" => moved::ends_with_threads,
        "subs-at-once" => moved::own_gils_at_once,
        "sub-left-on-the-way" => moved::left_on_the_way,
        "moved-to-the-next" => moved::in_the_next,
        "finalize-beside-own-gil" => own_gil::finalized_beside,
        "look-up-beside-own-gil" => own_gil::looked_up_beside,
        "nothing-to-adopt" => adopted::nothing_to_adopt,
        "adopted" => adopted::registers,
        "owner-ends" => adopted::owner_ends,
        "dropped-in-attach" => adopted::dropped_in_attach,
        "beside-a-hook" => adopted::beside_a_hook,
        "adopted-twice" => adopted::twice,
        "adopted-by-thread" => adopted::by_thread,
        "kept-from-pyo3" => adopted::kept_from_pyo3,
        "state-deleted" => adopted::state_deleted,
        "owner-ends-during-import" => adopted::owner_ends_during_import,
        _ => return false,
    };
    println!("end: {:?}", story());
    true
}

pub(crate) fn say<T, E: std::fmt::Display>(what: &str, result: Option<Result<T, E>>) {
    match result {
        None => println!("{what}: nothing"),
        Some(Ok(_)) => println!("{what}: ok"),
        Some(Err(error)) => println!("{what}: {error}"),
    }
}

fn sub_kept_from_attach() -> Result<(), Error> {
    let python = stage::start()?;
    let sub = python.detached(|remote| {
        remote.attach(|main| {
            let sub = main.sub_interpreter(SubConfig::legacy())?;
            let code = "import threading, time; threading.Thread(target=time.sleep, args=(0.3,), daemon=True).start()";
            sub.run(code)?;
            Ok::<_, Error>(sub)
        })
    })??;
    say("afterwards", Some(sub.run("pass")));
    python.detached(|_| thread::sleep(Duration::from_secs(1)));
    say("finalize", Some(python.finalize()));
    let python = stage::start()?;
    say("in the next", Some(sub.run("pass")));
    say("end", Some(sub.end()));
    Ok(python.finalize()?)
}

fn finalize_while_sub_ends() -> Result<(), Error> {
    stage::set()?;
    stage::sub().ok_or(Error::Ended)?.run("import atexit, fires; atexit.register(fires.fire)")?;
    modules::call_back(|| {
        let python = PYTHON.take().and_then(std::rc::Rc::into_inner);
        match python.map(|python| python.finalize()) {
            Some(Err(error)) => {
                println!("in the exit function: {error}");
                PYTHON.set(error.into_handle().map(std::rc::Rc::new));
            }
            _ => println!("in the exit function: finalized"),
        }
    });
    say("end of the sub-interpreter", SUB.take().and_then(std::rc::Rc::into_inner).map(|sub| sub.end()));
    say("finalize", PYTHON.take().and_then(std::rc::Rc::into_inner).map(|python| python.finalize()));
    stage::start()?.run("pass")
}

fn finalize_during_import() -> Result<(), Error> {
    let python = stage::start()?;
    python.run(
        "import threading, time\nthreading.Thread(target=lambda: __import__('slow'), daemon=True).start()\ntime.sleep(0.3)",
    )?;
    let python = match python.finalize() {
        Ok(()) => return Err(Error::Ended),
        Err(error) => {
            println!("finalize: {error}");
            error.into_handle().ok_or(Error::Ended)?
        }
    };
    python.run("import time; time.sleep(1.5); import slow")?;
    Ok(python.finalize()?)
}

fn any_symbol() -> Result<(), Error> {
    for symbol in ["rand", "PyInit_nothing"] {
        let library = stage::library().init_function(symbol);
        match Config::new().home(stage::home()).shared_library(library) {
            Ok(_) => println!("{symbol}: ok"),
            Err(Error::InitFunctionName { name, symbol }) => println!("{symbol}: not a name of {name}'s init function"),
            Err(Error::BrokenLibrary { name, .. }) => println!("{symbol}: the library of {name} doesn't have it"),
            Err(error) => println!("{symbol}: {error}"),
        }
    }
    Ok(())
}

fn other_abi() -> Result<(), Error> {
    let folder = std::env::temp_dir().join(format!("adversary-{}", std::process::id()));
    let made = fs::create_dir(&folder);
    println!("made: {}", made.is_ok());
    let tags =
        ["cpython-38-x86_64-linux-gnu.so", "cp39t-win_amd64.pyd", "pypy39-pp73-darwin.so", "abi3.so", "cp.so", "so"];
    for tag in tags {
        let path = folder.join(format!("own_gil.{tag}"));
        let copied = fs::copy(stage::library_path(), &path);
        let config = Config::new().shared_library(SharedLibrary::new("own_gil", path));
        match config {
            Ok(_) => println!("{tag}: ok"),
            Err(Error::OtherAbi { name, tag: of, .. }) => println!("{tag}: the library of {name} is for {of}"),
            Err(error) => println!("{tag}: {} {error}", copied.is_ok()),
        }
    }
    let removed = fs::remove_dir_all(&folder);
    println!("removed: {}", removed.is_ok());
    stage::config()?.shared_library(stage::library()).map(drop)
}

fn run_in_pyo3_detach() -> Result<(), Error> {
    stage::set()?;
    PyO3::attach(|py| {
        py.detach(|| {
            say("main", stage::python().map(|python| python.run("pass")));
            say("sub", stage::sub().map(|sub| sub.run("pass")));
        });
        say("main", stage::python().map(|python| python.run("pass")));
        say("sub", stage::sub().map(|sub| sub.run("pass")));
    });
    Ok(())
}

fn daemon_thread_left() -> Result<(), Error> {
    let python = stage::start()?;
    python.run("import threading, time; threading.Thread(target=time.sleep, args=(0.5,), daemon=True).start()")?;
    python.finalize()?;
    again()
}

/// Another instance, in which a thread of the one before could come back.
fn again() -> Result<(), Error> {
    match stage::start() {
        Ok(python) => {
            python.detached(|_| thread::sleep(Duration::from_secs(1)));
            python.run("import threading; x = [str(i) for i in range(1000)]")?;
            println!("another: ok");
            Ok(python.finalize()?)
        }
        Err(Error::Lost { .. }) => {
            println!("another: lost");
            thread::sleep(Duration::from_secs(1));
            Ok(())
        }
        Err(error) => Err(error),
    }
}

fn pyo3_thread_left() -> Result<(), Error> {
    let python = stage::start()?;
    python.detached(|_| {
        // It breaks the contract of `initialize`, as far as that can be seen.
        thread::spawn(|| PyO3::attach(|py| py.detach(|| thread::sleep(Duration::from_millis(700)))));
        thread::sleep(Duration::from_millis(200));
    });
    python.finalize()?;
    again()
}

fn attach_in_pyo3() -> Result<(), Error> {
    let python = stage::start()?;
    python.detached(|remote| {
        PyO3::attach(|_| say("on the owner's thread", Some(remote.attach(|main| main.run("pass")))));
        thread::scope(|scope| {
            scope.spawn(|| PyO3::attach(|_| say("on another", Some(remote.attach(|main| main.run("pass"))))));
        });
    });
    Ok(python.finalize()?)
}

fn pyo3_in_attach() -> Result<(), Error> {
    let python = stage::start()?;
    let run = || PyO3::attach(|py| py.run(c"import sys", None, None).map_err(|error| error.to_string()));
    python.detached(|remote| {
        say("on the owner's thread", remote.attach(|_| run()).ok());
        thread::scope(|scope| {
            scope.spawn(|| say("on another", remote.attach(|_| run()).ok()));
        });
    });
    Ok(python.finalize()?)
}

fn library_gone() -> Result<(), Error> {
    let home = std::env::temp_dir().join(format!("adversary-{}", std::process::id()));
    let folder = std::env::var("ADVERSARY_LIBRARY").unwrap_or_default();
    let (from, to) = (stage::home().join(&folder), home.join(&folder));
    let made = to.parent().map(fs::create_dir_all);
    println!("made: {}", made.is_some_and(|made| made.is_ok()));
    // It fails where a link leads nowhere, and copies the rest.
    let copied = Command::new("cp").arg("-rL").arg(from).arg(&to).output();
    println!("copied: {}", copied.is_ok());
    // SAFETY: nothing else in this program uses Python.
    let python = unsafe { Config::new().home(&home).initialize() }?;
    let removed = fs::remove_dir_all(&home);
    println!("removed: {}", removed.is_ok());
    match python.sub_interpreter(SubConfig::legacy()) {
        Ok(_) => println!("sub-interpreter: ok"),
        Err(Error::SubInterpreter { .. }) => println!("sub-interpreter: can't be made"),
        Err(error) => println!("sub-interpreter: {error}"),
    }
    // Another thread takes the GIL, which this one must have.
    let code = "import _thread; lock = _thread.allocate_lock(); lock.acquire(); \
                _thread.start_new_thread(lock.release, ()); lock.acquire()";
    python.run(code)?;
    Ok(python.finalize()?)
}

fn name_of_refused() -> Result<(), Error> {
    let python = stage::start()?;
    python.run("import sys, types; sys.modules['own_gil'] = types.ModuleType('own_gil')")?;
    say("a library", Some(python.add_shared_library(stage::library())));
    python.run("del sys.modules['own_gil']")?;
    say("another of its name", Some(python.add_extension_module(modules::other("own_gil"))));
    python.run("import own_gil; own_gil.fire")?;
    let broken = SubConfig::legacy()
        .extra_extension_module(modules::other("twice"))?
        .extra_extension_module(modules::other("fires"))?;
    say("a sub-interpreter", Some(python.sub_interpreter(broken).map(drop)));
    let library = SharedLibrary::new("twice", "/nowhere");
    say("a missing one", Some(python.add_shared_library(library)));
    say("its other module", Some(python.add_extension_module(modules::calls())));
    let pipe = std::env::temp_dir().join(format!("adversary-pipe-{}", std::process::id()));
    println!("a pipe is made: {}", Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()));
    let refused = python.add_shared_library(SharedLibrary::new("piped", &pipe));
    println!("a pipe is refused: {}", matches!(refused, Err(Error::BrokenLibrary { .. })));
    let removed = fs::remove_file(&pipe);
    println!("a pipe is removed: {}", removed.is_ok());
    Ok(python.finalize()?)
}

fn busy_then_ended() -> Result<(), Error> {
    let python = stage::start()?;
    let sub = python.sub_interpreter(SubConfig::legacy())?;
    sub.run(
        "import threading; stop = threading.Event(); t = threading.Thread(target=stop.wait, daemon=True); t.start()",
    )?;
    let error = python.finalize().err();
    say("finalize", error.as_ref().map(Err::<(), _>));
    let python = error.and_then(extproof_embed::EndError::into_handle).ok_or(Error::Ended)?;
    let error = sub.end().err();
    say("end", error.as_ref().map(Err::<(), _>));
    let sub = error.and_then(extproof_embed::EndError::into_handle).ok_or(Error::Ended)?;
    sub.run("stop.set(); t.join()")?;
    sub.end()?;
    Ok(python.finalize()?)
}

fn every_initialization() -> Result<(), Error> {
    let start = |modules: [extproof_embed::ExtensionModule; 1]| {
        let config = Config::new().home(stage::home()).extra_extension_modules(modules)?;
        // SAFETY: nothing else in this program uses Python.
        unsafe { config.initialize() }
    };
    let names = "[name for name in __import__('sys').builtin_module_names if name in ('stays', 'goes', 'late')]";
    let python = start([modules::other("stays").for_every_initialization()])?;
    python.add_extension_module(modules::other("late"))?;
    println!("{:?}", python.eval(names)?);
    python.finalize()?;
    let python = start([modules::other("goes")])?;
    println!("{:?}", python.eval(names)?);
    python.run("import stays, goes")?;
    python.finalize()?;
    // Another module of the name is this instance's.
    let python = start([modules::calls_named("stays")])?;
    println!("{:?}", python.eval("hasattr(__import__('stays'), 'fire')")?);
    python.finalize()?;
    let python = start([modules::other("goes")])?;
    println!("{:?}", python.eval("hasattr(__import__('stays'), 'fire')")?);
    Ok(python.finalize()?)
}
