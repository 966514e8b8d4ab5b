//! The calls: every public function that does something.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::OnceLock;
use std::thread::LocalKey;

use extproof_embed::{Config, EndError, Error, Interpreter, Python, SubConfig, SubInterpreter};

use crate::modules;
use crate::stage::{self, OTHER, PYTHON, SUB};

/// A call, by its name.
pub(crate) struct Call {
    pub(crate) name: &'static str,
    /// `main` is the main interpreter of a thread that doesn't own the instance.
    act: fn(main: Option<&Interpreter>) -> Outcome,
}

/// `None` if Rust's types don't let anybody make the call here.
type Outcome = Option<Result<(), Error>>;

pub(crate) const ALL: &[Call] = &[
    Call { name: "Config::initialize", act: |_| Some(stage::config().and_then(start)) },
    Call { name: "Config::extra_extension_module", act: |_| Some(stage::config().map(drop)) },
    Call { name: "Config::shared_library", act: |_| Some(Config::new().shared_library(stage::library()).map(drop)) },
    Call { name: "run", act: |main| in_main(main, run) },
    Call { name: "run-in-sub", act: |_| in_sub(run) },
    Call { name: "import", act: |main| in_main(main, |main| main.run("import fires, own_gil")) },
    Call { name: "import-in-sub", act: |_| in_sub(|sub| sub.run("import fires, own_gil")) },
    Call { name: "eval", act: |main| in_main(main, |main| main.eval("[str(i) for i in range(100)]").map(drop)) },
    Call { name: "eval-in-sub", act: |_| in_sub(|sub| sub.eval("[str(i) for i in range(100)]").map(drop)) },
    Call { name: "call", act: |main| in_main(main, |main| main.call("math", "sqrt", &[4.0.into()]).map(drop)) },
    Call { name: "call-in-sub", act: |_| in_sub(|sub| sub.call("json", "loads", &["[1]".into()]).map(drop)) },
    Call {
        name: "with_pyo3",
        act: |main| in_main(main, |main| main.with_pyo3(|py| py.import("math").is_ok()).map(drop)),
    },
    Call { name: "with_pyo3-in-sub", act: |_| in_sub(|sub| sub.with_pyo3(|_| ())) },
    Call { name: "run_module", act: |main| in_main(main, |main| main.run_module("this")) },
    Call { name: "run_module-in-sub", act: |_| in_sub(|sub| sub.run_module("this")) },
    Call { name: "run_file", act: |main| in_main(main, |main| main.run_file("/dev/null")) },
    Call { name: "run_file-in-sub", act: |_| in_sub(|sub| sub.run_file("/dev/null")) },
    Call { name: "raise", act: |main| in_main(main, |main| main.run("raise ValueError(1)")) },
    Call { name: "raise-in-sub", act: |_| in_sub(|sub| sub.run("raise ValueError(1)")) },
    Call { name: "add_extension_module", act: |main| in_main(main, add) },
    Call { name: "add_extension_module-in-sub", act: |_| in_sub(add) },
    Call { name: "add_shared_library", act: |main| in_main(main, |main| main.add_shared_library(stage::library())) },
    Call { name: "add_shared_library-in-sub", act: |_| in_sub(|sub| sub.add_shared_library(stage::library())) },
    Call { name: "sub_interpreter", act: |main| in_main(main, |main| make(main, SubConfig::legacy())) },
    Call { name: "sub_interpreter-of-sub", act: |_| in_sub(|sub| make(sub, SubConfig::legacy())) },
    Call { name: "sub_interpreter-shared_gil", act: |main| in_main(main, |main| make(main, SubConfig::shared_gil())) },
    Call { name: "sub_interpreter-own_gil", act: |main| in_main(main, |main| make(main, SubConfig::own_gil())) },
    Call { name: "SubInterpreter::end", act: |_| end(&SUB) },
    Call { name: "SubInterpreter::end-other", act: |_| end(&OTHER) },
    Call { name: "SubInterpreter-dropped", act: |_| take(&OTHER, drop) },
    Call { name: "SubInterpreter-leaked", act: |_| take(&OTHER, std::mem::forget) },
    Call { name: "SubInterpreter::detach", act: |_| end_by(&SUB, |sub| sub.detach().map(drop)) },
    Call { name: "SubInterpreter::detach-other", act: |_| end_by(&OTHER, |sub| sub.detach().map(drop)) },
    Call { name: "DetachedSub::attach", act: |main| move_here(main) },
    Call { name: "Python::finalize", act: |_| finalize() },
    Call { name: "Python-dropped", act: |_| take(&PYTHON, drop) },
    Call { name: "Python::adopt", act: |_| Some(adopt().and_then(|python| use_adopted(&python))) },
    Call { name: "Python::adopt-and-keep", act: |_| Some(adopt().map(|python| KEPT.set(Some(python)))) },
    Call { name: "Python::detached", act: |_| in_python(|python| python.detached(|_| Ok(()))) },
    Call { name: "Remote::attach", act: |_| in_python(|python| python.detached(|remote| remote.attach(run)?)) },
    Call { name: "Remote::attach-twice", act: |_| in_python(twice) },
    Call { name: "Remote::attach-and-keep-sub", act: |_| in_python(keep) },
    Call { name: "Remote::attach-on-thread", act: |_| in_python(on_thread) },
];

impl Call {
    /// Makes the call, and prints what comes of it.
    pub(crate) fn make(&self, main: Option<&Interpreter>) {
        match (self.act)(main) {
            None => println!("not possible"),
            Some(Ok(())) => println!("ok"),
            Some(Err(error)) => println!("{error}"),
        }
    }
}

/// What a callback on a thread does that Python has made: nothing of the program's is there.
pub(crate) fn on_strange_thread() {
    if let Some(call) = THERE.get() {
        call.make(None);
    }
}

/// Chooses the call that such a thread makes.
pub(crate) fn choose(call: &'static Call) {
    // It is called once.
    let _ = THERE.set(call);
}

static THERE: OnceLock<&Call> = OnceLock::new();

thread_local! {
    static KEPT: RefCell<Option<Python>> = const { RefCell::new(None) };
}

fn adopt() -> Result<Python, Error> {
    // SAFETY: nobody ends Python in a call, and the thread is in no sub-interpreter but this library's.
    unsafe { Python::adopt() }
}

fn use_adopted(python: &Python) -> Result<(), Error> {
    run(python)?;
    add(python)?;
    make(python, SubConfig::legacy())
}

fn in_main(main: Option<&Interpreter>, act: impl Fn(&Interpreter) -> Result<(), Error>) -> Outcome {
    match (main, stage::python()) {
        (Some(main), _) => Some(act(main)),
        (None, Some(python)) => Some(act(&python)),
        (None, None) => None,
    }
}

fn in_sub(act: impl Fn(&Interpreter) -> Result<(), Error>) -> Outcome {
    stage::sub().map(|sub| act(&sub))
}

fn in_python(act: impl Fn(&Python) -> Result<(), Error>) -> Outcome {
    stage::python().map(|python| act(&python))
}

fn run(interpreter: &Interpreter) -> Result<(), Error> {
    interpreter.run("x = [str(i) for i in range(1000)]; del x")
}

fn add(interpreter: &Interpreter) -> Result<(), Error> {
    interpreter.add_extension_module(modules::other("added"))?;
    interpreter.run("import added; added.fail")
}

fn make(interpreter: &Interpreter, config: SubConfig) -> Result<(), Error> {
    let sub = interpreter.sub_interpreter(config)?;
    sub.run("import fires")?;
    Ok(sub.end()?)
}

fn start(config: Config) -> Result<(), Error> {
    // SAFETY: nothing else starts Python at this moment, or keeps anything of it.
    let python = unsafe { config.initialize() }?;
    run(&python)?;
    Ok(python.finalize()?)
}

fn end(sub: &'static LocalKey<RefCell<Option<Rc<SubInterpreter>>>>) -> Outcome {
    end_by(sub, SubInterpreter::end)
}

fn end_by(
    sub: &'static LocalKey<RefCell<Option<Rc<SubInterpreter>>>>,
    act: impl Fn(SubInterpreter) -> Result<(), EndError<SubInterpreter>>,
) -> Outcome {
    owned(sub).map(|owned| ended(sub, act(owned)))
}

/// Detaches a sub-interpreter, and attaches it again.
fn move_here(main: Option<&Interpreter>) -> Outcome {
    let detached = match owned(&OTHER)?.detach() {
        Ok(detached) => detached,
        Err(error) => return Some(ended(&OTHER, Err(error))),
    };
    let attached = match (main, stage::python()) {
        (Some(main), _) => detached.attach(main),
        (None, Some(python)) => detached.attach(&python),
        (None, None) => return None,
    };
    Some(attached.map_err(Error::from).and_then(|sub| {
        let ran = run(&sub);
        OTHER.set(Some(Rc::new(sub)));
        ran
    }))
}

fn take<T>(place: &'static LocalKey<RefCell<Option<Rc<T>>>>, act: fn(Rc<T>)) -> Outcome {
    let handle = place.take()?;
    act(handle);
    Some(Ok(()))
}

fn finalize() -> Outcome {
    owned(&PYTHON).map(|owned| ended(&PYTHON, owned.finalize()))
}

/// Takes a handle, if nobody borrows it.
fn owned<T>(place: &'static LocalKey<RefCell<Option<Rc<T>>>>) -> Option<T> {
    place.with_borrow_mut(|place| {
        let shared = place.take()?;
        Rc::try_unwrap(shared).map_err(|shared| *place = Some(shared)).ok()
    })
}

/// Puts the handle back, if it goes on.
fn ended<T>(place: &'static LocalKey<RefCell<Option<Rc<T>>>>, result: Result<(), EndError<T>>) -> Result<(), Error> {
    result.map_err(|error| {
        let text = error.to_string();
        match error.into_handle() {
            Some(handle) => place.set(Some(Rc::new(handle))),
            None => println!("ended: {text}"),
        }
        Error::Busy
    })
}

fn twice(python: &Python) -> Result<(), Error> {
    python.detached(|remote| remote.attach(|_| remote.attach(run)?)?)
}

fn keep(python: &Python) -> Result<(), Error> {
    let sub = python.detached(|remote| remote.attach(|main| main.sub_interpreter(SubConfig::legacy())))??;
    sub.run("pass")
}

fn on_thread(python: &Python) -> Result<(), Error> {
    python.detached(|remote| {
        let attach = || remote.attach(|main| run(main).and_then(|()| make(main, SubConfig::legacy())))?;
        std::thread::scope(|scope| scope.spawn(attach).join().unwrap_or(Err(Error::Ended)))
    })
}
