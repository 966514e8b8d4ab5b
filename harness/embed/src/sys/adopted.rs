//! A Python that other code has started and will end. It isn't known when, so everything here is about noticing.

use std::cell::RefCell;
use std::ffi::CStr;
use std::process;
use std::ptr;
use std::rc::{Rc, Weak};
use std::thread::{self, ThreadId};

use pyo3_ffi::{
    METH_NOARGS, Py_AtExit, Py_IsInitialized, PyCFunction_NewEx, PyEval_RestoreThread, PyEval_SaveThread,
    PyGILState_Ensure, PyGILState_GetThisThreadState, PyGILState_Release, PyGILState_STATE, PyInterpreterState_Main,
    PyMethodDef, PyMethodDefPointer, PyObject, PyThreadState_Get, PyThreadState_GetInterpreter, PyThreadState_Swap,
};

use super::create;
use super::era::Era;
use super::exception::{self, Raised};
use super::fork;
use super::importer::{self, Method, Setting};
use super::interpreter::{Interpreter, Refusal};
use super::lock::{Lock, Taken};
use super::object::Owned;
use super::runtime::{self, Ending, NotFree};
use super::thread::Thread;

/// Why a Python can't be adopted.
#[derive(Clone, Debug)]
pub(crate) enum AdoptError {
    /// None runs.
    NotRunning,
    /// It is this library's, or lost.
    NotFree(NotFree),
    /// Modules can't be made in it.
    NoWay,
    /// The thread isn't attached to its main interpreter.
    NotInMain,
    /// Python is in no state for it.
    Refused(Refusal),
    /// There was an exception.
    Raised(Raised),
}

impl From<Refusal> for AdoptError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// How far this initialization is adopted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Not,
    /// A thread of a process prepares it. A forked process has only one of the threads.
    Preparing(u32, ThreadId),
    Done,
    /// Its owner ends it.
    Ending,
}

static STAGE: Lock<Stage> = Lock::new(Stage::Not);

fn stage() -> Taken<'static, Stage> {
    STAGE.take()
}

thread_local! {
    /// Those that have adopted it on this thread.
    static HERE: RefCell<Vec<Weak<Thread>>> = const { RefCell::new(Vec::new()) };
}

/// Whether one that others have started is adopted, or ends.
pub(super) fn is_there() -> bool {
    *stage() != Stage::Not
}

/// One thread's share in it.
pub(crate) struct Adopted(Rc<Interpreter>);

/// Adopts the Python that runs.
pub(crate) fn adopt() -> Result<Adopted, AdoptError> {
    runtime::others_run().map_err(AdoptError::NotFree)?;
    // SAFETY: this may be called at any time.
    if unsafe { Py_IsInitialized() } == 0 {
        return Err(AdoptError::NotRunning);
    }
    if !create::works_everywhere() {
        return Err(AdoptError::NoWay);
    }
    if !is_in_main() {
        return Err(AdoptError::NotInMain);
    }
    // PyGILState_Release, with which PyO3 detaches it, may take its state away. This keeps it.
    // SAFETY: the thread is attached to the one state that Python remembers for it.
    unsafe { PyGILState_Ensure() };
    let thread = Thread::of_others();
    let adopted = Adopted(Rc::new(Interpreter::main(&thread)));
    adopted.0.enter(prepare)??;
    // Where the thread's locals are gone, nothing is left to be noticed.
    let _ = HERE.try_with(|here| {
        let mut here = here.borrow_mut();
        here.retain(|other| other.strong_count() > 0);
        here.push(Rc::downgrade(&thread));
    });
    Ok(adopted)
}

/// Whether this thread is attached to the main interpreter, by the state that Python remembers for it.
fn is_in_main() -> bool {
    // SAFETY: these may be called while Python runs, the last ones with a state of this thread.
    unsafe {
        let own = PyGILState_GetThisThreadState();
        Thread::is_attached()
            && own == PyThreadState_Get()
            && PyThreadState_GetInterpreter(own) == PyInterpreterState_Main()
    }
}

/// Installs what each initialization needs once.
fn prepare() -> Result<(), AdoptError> {
    let me = Stage::Preparing(process::id(), thread::current().id());
    loop {
        let mut stage = stage();
        match *stage {
            Stage::Done => return Ok(()),
            Stage::Ending => return Err(Refusal::Ended.into()),
            Stage::Preparing(..) if *stage == me => return Err(Refusal::Busy.into()),
            Stage::Preparing(process, _) if process == process::id() => {
                drop(stage);
                create::let_others_run();
            }
            Stage::Not | Stage::Preparing(..) => {
                *stage = me;
                break;
            }
        }
    }
    let result = install();
    *stage() = if result.is_ok() { Stage::Done } else { Stage::Not };
    result.map_err(AdoptError::Raised)
}

static END: Method = Method(PyMethodDef {
    ml_name: c"end".as_ptr(),
    ml_meth: PyMethodDefPointer { PyCFunction: end },
    ml_flags: METH_NOARGS,
    ml_doc: ptr::null(),
});

fn install() -> Result<(), Raised> {
    // SAFETY: the function is static, and calls nothing of Python.
    if unsafe { Py_AtExit(Some(over)) } < 0 {
        exception::system_error("Python has no room for another function that is called when it has ended");
        return Err(exception::tell());
    }
    let register = || {
        let atexit = import(c"atexit")?.attribute(c"register")?;
        // SAFETY: the method is static. The call gives a new reference.
        let end =
            unsafe { Owned::new(PyCFunction_NewEx((&raw const END.0).cast_mut(), ptr::null_mut(), ptr::null_mut())) };
        fork::guard().then_some(())?;
        atexit.call(vec![end?])
    };
    register().ok_or_else(exception::tell)?;
    importer::install(&Setting { filesystem: true, path: Vec::new(), modules: Vec::new() })
}

fn import(name: &CStr) -> Option<Owned> {
    // SAFETY: the thread is attached, the name ended by NUL. The call gives a new reference.
    unsafe { Owned::new(pyo3_ffi::PyImport_ImportModule(name.as_ptr())) }
}

/// An exit function of Python, the last chance to end sub-interpreters: up to 3.12 Python aborts if there are any. Afterwards all handles
/// have ended.
unsafe extern "C" fn end(_: *mut PyObject, _: *mut PyObject) -> *mut PyObject {
    let here = HERE.try_with(RefCell::take).unwrap_or_default();
    for thread in here.iter().filter_map(Weak::upgrade) {
        thread.end_subs();
        thread.is_over.set(true);
    }
    *stage() = Stage::Ending;
    Era::turn();
    create::close();
    // SAFETY: the thread is attached to the main interpreter, as Python calls exit functions.
    runtime::end_left_behind(unsafe { PyThreadState_Get() });
    create::forget_runtime(true);
    importer::none().map_or(ptr::null_mut(), Owned::into_ptr)
}

/// What Python calls when it has ended, also if somebody has removed its exit functions.
extern "C" fn over() {
    Era::turn();
    create::forget_runtime(false);
    create::open();
    *stage() = Stage::Not;
}

impl Adopted {
    /// The main interpreter, for this thread.
    pub(crate) fn main(&self) -> &Rc<Interpreter> {
        &self.0
    }

    /// The initialization.
    pub(crate) fn era(&self) -> Era {
        self.0.era()
    }

    /// Ends the sub-interpreters of this handle. Python goes on.
    pub(crate) fn end(&self) -> Ending {
        self.attached(|thread| {
            if thread.depth.get() > 0 || !thread.end_subs() {
                return Ending::Busy;
            }
            thread.is_over.set(true);
            Ending::Clean
        })
    }

    /// Does something while attached; nothing if Python has ended.
    fn attached(&self, act: impl FnOnce(&Thread) -> Ending) -> Ending {
        let thread = self.0.thread();
        if !self.0.is_there() {
            return Ending::Clean;
        }
        let is_attached = Thread::is_attached();
        // SAFETY: it is a state of this thread, which is there. The thread may be in a sub-interpreter.
        let before = unsafe {
            if is_attached {
                PyThreadState_Swap(thread.home)
            } else {
                PyEval_RestoreThread(thread.home);
                ptr::null_mut()
            }
        };
        let ending = act(thread);
        // SAFETY: the thread is attached to its state, and goes back to where it was. If `act` has let go, nothing keeps the state any
        // more; whoever has attached the thread still does.
        unsafe {
            match (thread.is_over.get(), is_attached) {
                (true, true) => PyGILState_Release(PyGILState_STATE::PyGILState_LOCKED),
                (true, false) => PyGILState_Release(PyGILState_STATE::PyGILState_UNLOCKED),
                (false, true) => {}
                (false, false) => {
                    PyEval_SaveThread();
                }
            }
            if is_attached {
                PyThreadState_Swap(before);
            }
        }
        ending
    }
}

impl Drop for Adopted {
    fn drop(&mut self) {
        self.attached(|thread| {
            thread.leave_subs();
            thread.is_over.set(true);
            Ending::Clean
        });
    }
}
