//! Interpreters, as a thread sees them.

use std::cell::Cell;
use std::ffi::{CStr, CString};
use std::path::Path;
use std::ptr;
use std::rc::Rc;

use pyo3_ffi::{
    Py_EndInterpreter, Py_IsInitialized, Py_eval_input, Py_file_input, PyImport_AddModule, PyImport_ImportModule,
    PyModule_GetDict, PyRun_StringFlags, PyThreadState, PyThreadState_Get, PyThreadState_Swap,
};

use super::convert::{self, NoValue};
use super::era::Era;
use super::exception::{self, Raised};
use super::importer::{self, Module, Setting};
use super::object::Owned;
use super::runtime;
use super::thread::{ENTERED, Entered, Thread, Waiting};
use crate::Value;

/// An interpreter with the state that a thread has in it.
pub(crate) struct Interpreter {
    thread: Rc<Thread>,
    state: *mut PyThreadState,
    era: Era,
    is_live: Cell<bool>,
    /// How many calls into it are on the stack.
    visits: Cell<usize>,
}

/// Why nothing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The interpreter has ended.
    Ended,
    /// The thread is not attached to Python.
    Detached,
    /// Code is running in it, or other threads are in it.
    Busy,
    /// There is no memory for the thread's state.
    Memory,
}

/// The fields of `PyInterpreterConfig`.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(Py_3_12), allow(dead_code, reason = "from 3.12"))]
pub(crate) struct SubSettings {
    pub(crate) main_allocator: bool,
    pub(crate) allow_fork: bool,
    pub(crate) allow_exec: bool,
    pub(crate) allow_threads: bool,
    pub(crate) allow_daemon_threads: bool,
    pub(crate) check_extensions: bool,
    pub(crate) own_gil: bool,
}

impl Interpreter {
    /// The main interpreter, for a thread.
    pub(crate) fn main(thread: &Rc<Thread>) -> Self {
        Self::new(thread, thread.home)
    }

    fn new(thread: &Rc<Thread>, state: *mut PyThreadState) -> Self {
        Self { thread: thread.clone(), state, era: Era::now(), is_live: Cell::new(true), visits: Cell::new(0) }
    }

    /// Whether it is the main interpreter.
    pub(crate) fn is_main(&self) -> bool {
        self.state == self.thread.home
    }

    /// Its initialization.
    pub(super) fn era(&self) -> Era {
        self.era
    }

    /// Detaches this thread for the time of a call, so that others can attach.
    pub(crate) fn detached<R>(&self, act: impl FnOnce(&Waiting<'_>) -> R) -> R {
        Thread::detached(self.era, act)
    }

    /// The thread that it was made on.
    pub(super) fn thread(&self) -> &Rc<Thread> {
        &self.thread
    }

    /// Marks it as ended.
    pub(super) fn mark_ended(&self) {
        self.is_live.set(false);
    }

    /// Does something while attached to this interpreter.
    pub(crate) fn enter<R>(&self, act: impl FnOnce() -> R) -> Result<R, Refusal> {
        self.check()?;
        let visit = Visit::begin(self);
        let result = act();
        drop(visit);
        Ok(result)
    }

    fn check(&self) -> Result<(), Refusal> {
        if !self.is_there() {
            return Err(Refusal::Ended);
        }
        if Thread::is_attached() { Ok(()) } else { Err(Refusal::Detached) }
    }

    /// Whether the interpreter and the thread's state in it exist.
    pub(super) fn is_there(&self) -> bool {
        let goes_on = if self.is_main() { self.era.goes_on() } else { self.era == Era::now() };
        // SAFETY: this may be called at any time.
        let is_initialized = unsafe { Py_IsInitialized() } != 0;
        goes_on && self.is_live.get() && !self.thread.is_over.get() && is_initialized && self.thread.has_home()
    }

    /// Runs code in `__main__`.
    pub(crate) fn run(&self, code: &CStr) -> Result<Result<(), Raised>, Refusal> {
        self.enter(|| {
            // SAFETY: the thread is attached. The module and its dictionary are borrowed, the code is ended by NUL.
            let result = unsafe {
                let module = PyImport_AddModule(c"__main__".as_ptr());
                if module.is_null() {
                    return Err(exception::tell());
                }
                let globals = PyModule_GetDict(module);
                Owned::new(PyRun_StringFlags(code.as_ptr(), Py_file_input, globals, globals, ptr::null_mut()))
            };
            result.map(drop).ok_or_else(exception::tell)
        })
    }

    /// The value of an expression in `__main__`.
    pub(crate) fn eval(&self, code: &CStr) -> Result<Result<Value, NoValue>, Refusal> {
        self.value(|| {
            // SAFETY: the thread is attached. The module and its dictionary are borrowed, the code is ended by NUL.
            unsafe {
                let module = Owned::of_borrowed(PyImport_AddModule(c"__main__".as_ptr()))?;
                let globals = PyModule_GetDict(module.as_ptr());
                Owned::new(PyRun_StringFlags(code.as_ptr(), Py_eval_input, globals, globals, ptr::null_mut()))
            }
        })
    }

    /// Imports a module and calls a function in it.
    pub(crate) fn call(
        &self,
        module: &CStr,
        function: &[CString],
        arguments: &[Value],
    ) -> Result<Result<Value, NoValue>, Refusal> {
        self.value(|| {
            let function = function.iter().try_fold(import(module)?, |object, name| object.attribute(name))?;
            let arguments = arguments.iter().map(convert::to_python).collect::<Option<Vec<_>>>()?;
            function.call(arguments)
        })
    }

    /// Runs a file as `__main__`.
    pub(crate) fn run_file(&self, path: &Path) -> Result<Result<(), Raised>, Refusal> {
        self.run_by(c"run_path", || {
            Some(vec![importer::path_object(path)?, importer::none()?, Owned::text("__main__")?])
        })
    }

    /// Runs a module, or the `__main__` of a package, as `__main__`.
    pub(crate) fn run_module(&self, name: &str) -> Result<Result<(), Raised>, Refusal> {
        self.run_by(c"run_module", || {
            Some(vec![Owned::text(name)?, importer::none()?, Owned::text("__main__")?, importer::flag(true)?])
        })
    }

    /// Calls a function of `runpy`.
    fn run_by(
        &self,
        function: &CStr,
        arguments: impl FnOnce() -> Option<Vec<Owned>>,
    ) -> Result<Result<(), Raised>, Refusal> {
        self.enter(|| {
            let call = || import(c"runpy")?.attribute(function)?.call(arguments()?);
            call().map(drop).ok_or_else(exception::tell)
        })
    }

    fn value(&self, act: impl FnOnce() -> Option<Owned>) -> Result<Result<Value, NoValue>, Refusal> {
        self.enter(|| match act() {
            Some(object) => convert::to_rust(&object),
            None => Err(NoValue::Raised(exception::tell())),
        })
    }

    /// Adds a module; `false` if one of its name is loaded and is not to be replaced.
    pub(crate) fn add(&self, module: &Module) -> Result<Result<bool, Raised>, Refusal> {
        self.enter(|| importer::add(module))
    }

    /// Makes a sub-interpreter of this thread; without settings a legacy one.
    pub(crate) fn new_sub(
        &self,
        settings: Option<&SubSettings>,
        setting: &Setting,
    ) -> Result<Result<Rc<Self>, String>, Refusal> {
        self.enter(|| {
            let state = create(settings)?;
            let sub = self.with_sub(state);
            // The thread is attached to the new one now, and goes back to the one that it came from.
            let before = ENTERED.replace(Entered { state, home: self.thread.home });
            let installed = importer::install(setting);
            ENTERED.set(before);
            // SAFETY: it is a state of this thread.
            unsafe { PyThreadState_Swap(self.state) };
            match installed {
                Ok(()) => Ok(sub),
                Err(raised) => {
                    // It ends with the thread if it can't end now.
                    let _ = sub.end();
                    Err(format!("can't install the importer: {}: {}", raised.kind, raised.message))
                }
            }
        })
    }

    /// A sub-interpreter in which this thread has a state.
    pub(super) fn with_sub(&self, state: *mut PyThreadState) -> Rc<Self> {
        let sub = Rc::new(Self::new(&self.thread, state));
        self.thread.subs.borrow_mut().push(sub.clone());
        sub
    }

    /// Ends a sub-interpreter.
    pub(crate) fn end(&self) -> Result<(), Refusal> {
        let visit = Visit::alone(self)?;
        if !runtime::is_idle(self.state) {
            return Err(Refusal::Busy);
        }
        self.leave_thread();
        visit.end();
        Ok(())
    }

    /// Ends this handle of a sub-interpreter.
    pub(super) fn leave_thread(&self) {
        self.mark_ended();
        self.thread.subs.borrow_mut().retain(|sub| sub.is_live.get());
    }
}

fn import(name: &CStr) -> Option<Owned> {
    // SAFETY: the callers have attached the thread, and the name is ended by NUL. The call gives a new reference.
    unsafe { Owned::new(PyImport_ImportModule(name.as_ptr())) }
}

/// The time for which a thread is attached to an interpreter.
pub(super) struct Visit<'a> {
    interpreter: &'a Interpreter,
    /// The state to go back to.
    before: *mut PyThreadState,
    entered: Entered,
    /// The exception that was set in the interpreter: nothing may be called with one.
    exception: Option<Owned>,
}

impl<'a> Visit<'a> {
    /// Attaches the thread. It must be attached, and the interpreter there.
    fn begin(interpreter: &'a Interpreter) -> Self {
        let thread = &interpreter.thread;
        thread.depth.set(thread.depth.get() + 1);
        interpreter.visits.set(interpreter.visits.get() + 1);
        // SAFETY: the thread is attached, and this is a state of its own in an interpreter that lives. Where interpreters have
        // their own GILs, the swap releases one and takes the other.
        let before = unsafe { PyThreadState_Swap(interpreter.state) };
        let entered = ENTERED.replace(Entered { state: interpreter.state, home: thread.home });
        Self { interpreter, before, entered, exception: exception::take() }
    }

    /// Attaches the thread to a sub-interpreter in which no call of it is under way.
    pub(super) fn alone(interpreter: &'a Interpreter) -> Result<Self, Refusal> {
        interpreter.check()?;
        if interpreter.is_main() || interpreter.visits.get() > 0 {
            return Err(Refusal::Busy);
        }
        Ok(Self::begin(interpreter))
    }

    /// The state to which the thread is attached.
    pub(super) fn state(&self) -> *mut PyThreadState {
        self.interpreter.state
    }

    /// Drops what was put aside.
    pub(super) fn drop_exception(&mut self) {
        self.exception = None;
    }

    /// Ends the interpreter, which nothing else uses.
    fn end(mut self) {
        self.drop_exception();
        // SAFETY: the thread is attached to this state, and it is the only one of its interpreter. Afterwards it is attached to
        // none.
        unsafe { Py_EndInterpreter(self.interpreter.state) };
    }
}

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        if let Some(exception) = self.exception.take() {
            exception::set(exception);
        }
        let Interpreter { thread, visits, .. } = self.interpreter;
        visits.set(visits.get() - 1);
        thread.depth.set(thread.depth.get() - 1);
        ENTERED.set(self.entered);
        // SAFETY: it is the state that this thread was attached to before.
        unsafe { PyThreadState_Swap(self.before) };
    }
}

/// Attaches the thread to a new interpreter; if that fails, it stays where it is.
fn create(settings: Option<&SubSettings>) -> Result<*mut PyThreadState, String> {
    match settings {
        Some(settings) => create_from(settings),
        None => create_legacy(),
    }
}

/// From 3.12 by a configuration, because `Py_NewInterpreter` ends the process if the interpreter can't start.
#[cfg(Py_3_12)]
fn create_legacy() -> Result<*mut PyThreadState, String> {
    create_from(&SubSettings {
        main_allocator: true,
        allow_fork: true,
        allow_exec: true,
        allow_threads: true,
        allow_daemon_threads: true,
        check_extensions: cfg!(Py_GIL_DISABLED),
        own_gil: false,
    })
}

#[cfg(not(Py_3_12))]
fn create_legacy() -> Result<*mut PyThreadState, String> {
    check_standard_library()?;
    // SAFETY: the thread is attached.
    let (before, state) = unsafe { (PyThreadState_Get(), pyo3_ffi::Py_NewInterpreter()) };
    if state.is_null() {
        // SAFETY: it is the state that the thread was attached to.
        unsafe { PyThreadState_Swap(before) };
        return Err("Py_NewInterpreter: NULL".to_owned());
    }
    Ok(state)
}

#[cfg(Py_3_12)]
fn create_from(settings: &SubSettings) -> Result<*mut PyThreadState, String> {
    use pyo3_ffi::{PyInterpreterConfig, PyInterpreterConfig_OWN_GIL, PyInterpreterConfig_SHARED_GIL};
    let config = PyInterpreterConfig {
        use_main_obmalloc: settings.main_allocator.into(),
        allow_fork: settings.allow_fork.into(),
        allow_exec: settings.allow_exec.into(),
        allow_threads: settings.allow_threads.into(),
        allow_daemon_threads: settings.allow_daemon_threads.into(),
        check_multi_interp_extensions: settings.check_extensions.into(),
        gil: if settings.own_gil { PyInterpreterConfig_OWN_GIL } else { PyInterpreterConfig_SHARED_GIL },
    };
    let mut state = ptr::null_mut();
    // SAFETY: the thread is attached, and the configuration complete and one that Python takes.
    let (before, status) = unsafe {
        let before = PyThreadState_Get();
        (before, pyo3_ffi::Py_NewInterpreterFromConfig(&mut state, &config))
    };
    super::start::check(status).map(|()| state).inspect_err(|_| {
        // SAFETY: it is the state that the thread was attached to, and is again.
        unsafe { PyThreadState_Swap(before) };
    })
}

#[cfg(not(Py_3_12))]
fn create_from(_: &SubSettings) -> Result<*mut PyThreadState, String> {
    Err("this Python has no Py_NewInterpreterFromConfig".to_owned())
}

/// `Py_NewInterpreter` ends the process if the standard library has gone since Python started.
#[cfg(not(Py_3_12))]
fn check_standard_library() -> Result<(), String> {
    use pyo3_ffi::{PyDict_GetItemString, PyImport_GetModuleDict};
    // SAFETY: the thread is attached. Both are borrowed.
    let encodings =
        unsafe { Owned::of_borrowed(PyDict_GetItemString(PyImport_GetModuleDict(), c"encodings".as_ptr())) };
    let Some(file) = encodings.and_then(|encodings| encodings.attribute(c"__file__")) else {
        drop(exception::take());
        return Ok(());
    };
    let file = std::path::PathBuf::from(file.to_text());
    // What is in a zip file is below a file.
    if !file.is_absolute() || file.exists() || file.ancestors().any(std::path::Path::is_file) {
        return Ok(());
    }
    Err(format!("the standard library is gone: {}", file.display()))
}
