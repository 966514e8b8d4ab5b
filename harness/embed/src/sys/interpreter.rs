//! Interpreters, as a thread sees them.

use std::cell::Cell;
use std::ffi::CStr;
use std::ptr;
use std::rc::Rc;

use pyo3_ffi::{
    Py_EndInterpreter, Py_NewInterpreter, Py_file_input, PyImport_AddModule, PyModule_GetDict, PyRun_StringFlags,
    PyThreadState, PyThreadState_Get, PyThreadState_Swap,
};

use super::exception::{self, Raised};
use super::importer::{self, Module, Setting};
use super::life;
use super::object::Owned;
use super::thread::Thread;

/// An interpreter with the state that a thread has in it.
pub(crate) struct Interpreter {
    thread: Rc<Thread>,
    state: *mut PyThreadState,
    is_live: Cell<bool>,
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
        Self { thread: thread.clone(), state: thread.home, is_live: Cell::new(true) }
    }

    /// The thread that it was made on.
    pub(crate) fn thread(&self) -> &Rc<Thread> {
        &self.thread
    }

    /// Whether it is gone.
    pub(super) fn mark_ended(&self) {
        self.is_live.set(false);
    }

    /// Does something while attached to this interpreter.
    pub(super) fn enter<R>(&self, act: impl FnOnce() -> R) -> Result<R, Refusal> {
        struct Back<'a>(&'a Thread, *mut PyThreadState);
        impl Drop for Back<'_> {
            fn drop(&mut self) {
                self.0.depth.set(self.0.depth.get() - 1);
                // SAFETY: it is the state that this thread was attached to before.
                unsafe { PyThreadState_Swap(self.1) };
            }
        }
        self.check()?;
        // SAFETY: the thread is attached, and this is a state of its own in an interpreter that lives. Where interpreters have
        // their own GILs, the swap releases one and takes the other.
        let before = unsafe { PyThreadState_Swap(self.state) };
        self.thread.depth.set(self.thread.depth.get() + 1);
        let back = Back(&self.thread, before);
        let result = act();
        drop(back);
        Ok(result)
    }

    fn check(&self) -> Result<(), Refusal> {
        match (self.is_live.get(), Thread::is_attached()) {
            (false, _) => Err(Refusal::Ended),
            (true, false) => Err(Refusal::Detached),
            (true, true) => Ok(()),
        }
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
            let sub = Rc::new(Self { thread: self.thread.clone(), state, is_live: Cell::new(true) });
            // The thread is attached to the new one now.
            let installed = importer::install(setting);
            self.thread.subs.borrow_mut().push(sub.clone());
            match installed {
                Ok(()) => Ok(sub),
                Err(raised) => {
                    // SAFETY: the thread is attached to the new interpreter, and goes back to that from which it came.
                    unsafe { PyThreadState_Swap(self.state) };
                    // It ends with the thread if it can't end now.
                    let _ = sub.end();
                    Err(format!("can't install the importer: {}: {}", raised.kind, raised.message))
                }
            }
        })
    }

    /// Ends a sub-interpreter.
    pub(crate) fn end(&self) -> Result<(), Refusal> {
        self.check()?;
        if self.state == self.thread.home {
            return Err(Refusal::Busy);
        }
        // SAFETY: the thread is attached, and this is a state of its own in an interpreter that lives.
        let before = unsafe { PyThreadState_Swap(self.state) };
        let is_idle = before != self.state && life::is_idle(self.state);
        if is_idle {
            self.mark_ended();
            // SAFETY: the thread is attached to this state, and it is the only one of its interpreter. Afterwards it is attached
            // to none.
            unsafe { Py_EndInterpreter(self.state) };
            self.thread.subs.borrow_mut().retain(|sub| sub.is_live.get());
        }
        // SAFETY: it is the state that this thread was attached to before.
        unsafe { PyThreadState_Swap(before) };
        if is_idle { Ok(()) } else { Err(Refusal::Busy) }
    }
}

/// Attaches the thread to a new interpreter; if there is none, it stays where it is.
fn create(settings: Option<&SubSettings>) -> Result<*mut PyThreadState, String> {
    // SAFETY: the thread is attached.
    let before = unsafe { PyThreadState_Get() };
    let Some(settings) = settings else {
        // SAFETY: the thread is attached.
        let state = unsafe { Py_NewInterpreter() };
        if state.is_null() {
            // SAFETY: it is the state that the thread was attached to.
            unsafe { PyThreadState_Swap(before) };
            return Err("Py_NewInterpreter: NULL".to_owned());
        }
        return Ok(state);
    };
    create_from(settings)
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
    let status = unsafe { pyo3_ffi::Py_NewInterpreterFromConfig(&mut state, &config) };
    super::start::check(status).map(|()| state)
}

#[cfg(not(Py_3_12))]
fn create_from(_: &SubSettings) -> Result<*mut PyThreadState, String> {
    Err("this Python has no Py_NewInterpreterFromConfig".to_owned())
}
