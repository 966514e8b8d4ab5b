//! Up to 3.12, and in a Python that others have started up to 3.14: the protocol of 3.13's import.c, with public functions.
//!
//! A module is first made in the main interpreter, because only then it is known whether it is single-phase. Other
//! imports of a single-phase module with global state (m_size -1) get a copy of its dictionary, which belongs to the
//! main interpreter, because that outlives all others. Python 3.9 to 3.12 take the copy from the first interpreter that
//! imports the module; 3.12 crashes when that one has ended.

use std::collections::BTreeMap;
use std::ptr;

use pyo3_ffi::{
    Py_DECREF, PyDict_Copy, PyDict_SetItem, PyDict_Update, PyGILState_GetThisThreadState, PyImport_AddModuleObject,
    PyImport_GetModuleDict, PyInterpreterState_Get, PyInterpreterState_Main, PyModule_FromDefAndSpec, PyModule_GetDict,
    PyModuleDef, PyObject, PyState_AddModule, PyState_FindModule, PyThreadState, PyThreadState_Clear,
    PyThreadState_Delete, PyThreadState_GetInterpreter, PyThreadState_New, PyThreadState_Swap,
};

use super::super::entry::Entry;
use super::super::exception;
use super::super::lock::Lock;
use super::super::object::Owned;
use super::call::Call;
use super::judge::Made;

/// What is known of a single-phase module that was made in this runtime.
#[derive(Clone, Copy)]
struct Known {
    definition: *mut PyModuleDef,
    /// The copy of its dictionary, a reference of the main interpreter; NULL if the init function is called each time.
    copy: *mut PyObject,
}

// SAFETY: the pointers are used only by threads that hold the main interpreter's GIL, except for the definition, which
// is static.
unsafe impl Send for Known {}

/// By the address of the entry.
static KNOWN: Lock<BTreeMap<usize, Known>> = Lock::new(BTreeMap::new());

/// Makes a module. `None` is an exception.
pub(super) fn create(spec: &Owned, entry: &'static Entry, _: &Owned) -> Option<Owned> {
    Call::make(entry, |call| {
        let known = match find(entry) {
            Some(known) => known,
            None => match first(call)? {
                First::Definition(definition) => {
                    // SAFETY: the definition went through PyModuleDef_Init. The call gives a new reference.
                    return unsafe { Owned::new(PyModule_FromDefAndSpec(definition, spec.as_ptr())) };
                }
                First::Here(module, known) => return keep(module, spec, known),
                First::Elsewhere(known) => known,
            },
        };
        allowed(spec)?;
        let module = if known.copy.is_null() { again(call)? } else { from_copy(spec, known)? };
        keep(module, spec, known)
    })
}

/// The result of the first call of the init function in this runtime.
enum First {
    Definition(*mut PyModuleDef),
    /// A module in the interpreter that asked.
    Here(Owned, Known),
    /// A module in the main interpreter, which did not ask and doesn't keep it.
    Elsewhere(Known),
}

fn first(call: &Call) -> Option<First> {
    let main = Main::enter()?;
    let (module, definition) = match call.run()? {
        Made::Definition(definition) => return Some(First::Definition(definition)),
        Made::Module(module, definition) => (module, definition),
    };
    let mut copy = ptr::null_mut();
    // SAFETY: the definition is that of a module that exists.
    if unsafe { (*definition).m_size } < 0 {
        // SAFETY: it is a module, whose dictionary is borrowed.
        let dictionary = unsafe { Owned::new(PyDict_Copy(PyModule_GetDict(module.as_ptr()))) };
        let Some(dictionary) = dictionary else {
            call.tell_elsewhere();
            return None;
        };
        copy = dictionary.into_ptr();
    }
    let known = Known { definition, copy };
    known_modules(|modules| modules.insert(address(call.entry), known));
    Some(if main.is_visit() { First::Elsewhere(known) } else { First::Here(module, known) })
}

/// Calls the init function once more, in the interpreter that asks.
fn again(call: &Call) -> Option<Owned> {
    match call.run()? {
        Made::Module(module, _) => Some(module),
        Made::Definition(_) => {
            exception::system_error("an init function gave a module before, and now a definition");
            None
        }
    }
}

/// A module with what the first one had in its dictionary when it was new.
fn from_copy(spec: &Owned, known: Known) -> Option<Owned> {
    let name = spec.attribute(c"name")?;
    // SAFETY: the name is an object; the module is borrowed from sys.modules. The copy is a dictionary of the main interpreter,
    // whose GIL this thread holds: interpreters with one of their own are never allowed a single-phase module.
    unsafe {
        let module = Owned::of_borrowed(PyImport_AddModuleObject(name.as_ptr()))?;
        let dictionary = PyModule_GetDict(module.as_ptr());
        if dictionary.is_null() || PyDict_Update(dictionary, known.copy) < 0 {
            return None;
        }
        Some(module)
    }
}

/// Puts a single-phase module where Python keeps it: into the interpreter's list of modules, and into `sys.modules`.
fn keep(module: Owned, spec: &Owned, known: Known) -> Option<Owned> {
    let name = spec.attribute(c"name")?;
    // SAFETY: the definition is that of a single-phase module that exists. To add the same module twice would end the
    // process. The dictionary of modules is borrowed.
    let kept = unsafe {
        let there = PyState_FindModule(known.definition) == module.as_ptr();
        (there || PyState_AddModule(module.as_ptr(), known.definition) == 0)
            && PyDict_SetItem(PyImport_GetModuleDict(), name.as_ptr(), module.as_ptr()) == 0
    };
    kept.then_some(module)
}

/// Whether the current interpreter accepts single-phase modules: Python is asked with a multi-phase one that doesn't
/// support sub-interpreters either.
#[cfg(Py_3_12)]
fn allowed(spec: &Owned) -> Option<()> {
    use pyo3_ffi::{
        Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED, Py_mod_multiple_interpreters, PyModuleDef_HEAD_INIT,
        PyModuleDef_Slot,
    };
    struct Definition(std::cell::UnsafeCell<PyModuleDef>);
    // SAFETY: Python itself guards what it changes in a definition.
    unsafe impl Sync for Definition {}
    struct Slots([PyModuleDef_Slot; 2]);
    // SAFETY: it is never changed.
    unsafe impl Sync for Slots {}

    static SLOTS: Slots = Slots([
        PyModuleDef_Slot { slot: Py_mod_multiple_interpreters, value: Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED },
        PyModuleDef_Slot { slot: 0, value: ptr::null_mut() },
    ]);
    static DEFINITION: Definition = Definition(std::cell::UnsafeCell::new(PyModuleDef {
        m_base: PyModuleDef_HEAD_INIT,
        m_name: c"single-phase".as_ptr(),
        m_doc: ptr::null(),
        m_size: 0,
        m_methods: ptr::null_mut(),
        m_slots: SLOTS.0.as_ptr().cast_mut(),
        m_traverse: None,
        m_clear: None,
        m_free: None,
    }));
    // SAFETY: the definition and its slots are static. The call gives a new reference, or an ImportError.
    unsafe { Owned::new(PyModule_FromDefAndSpec(DEFINITION.0.get(), spec.as_ptr())) }.map(drop)
}

/// Before 3.12 every interpreter does.
#[cfg(not(Py_3_12))]
fn allowed(_: &Owned) -> Option<()> {
    Some(())
}

/// A visit to the main interpreter, or nothing if the thread is there already.
struct Main {
    /// Where the thread came from; NULL if that is the main interpreter.
    from: *mut PyThreadState,
    /// The thread's state in the main interpreter.
    there: *mut PyThreadState,
    /// Whether that was made for this visit.
    is_new: bool,
}

impl Main {
    fn enter() -> Option<Self> {
        // SAFETY: the thread is attached, and again afterwards, to a state of its own. Where interpreters have their own GILs, the
        // swap releases one and takes the other.
        unsafe {
            let main = PyInterpreterState_Main();
            if PyInterpreterState_Get() == main {
                return Some(Self { from: ptr::null_mut(), there: ptr::null_mut(), is_new: false });
            }
            let mut there = PyGILState_GetThisThreadState();
            let is_new = there.is_null() || PyThreadState_GetInterpreter(there) != main;
            if is_new {
                there = PyThreadState_New(main);
                if there.is_null() {
                    exception::system_error("no memory for a thread state");
                    return None;
                }
            }
            Some(Self { from: PyThreadState_Swap(there), there, is_new })
        }
    }

    fn is_visit(&self) -> bool {
        !self.from.is_null()
    }
}

impl Drop for Main {
    fn drop(&mut self) {
        if self.is_visit() {
            // SAFETY: the thread is attached to the state in the main interpreter, and goes back to where it was.
            unsafe {
                if self.is_new {
                    PyThreadState_Clear(self.there);
                }
                PyThreadState_Swap(self.from);
                if self.is_new {
                    PyThreadState_Delete(self.there);
                }
            }
        }
    }
}

fn address(entry: &'static Entry) -> usize {
    ptr::from_ref(entry).addr()
}

fn find(entry: &'static Entry) -> Option<Known> {
    known_modules(|modules| modules.get(&address(entry)).copied())
}

fn known_modules<R>(act: impl FnOnce(&mut BTreeMap<usize, Known>) -> R) -> R {
    act(&mut KNOWN.take())
}

/// Starts Python; nothing has to be prepared.
#[cfg(not(Py_3_13))]
pub(in super::super) fn around_start<R>(start: impl FnOnce() -> R) -> R {
    start()
}

/// Whether modules can be made in a Python that others have started.
#[cfg(not(Py_3_13))]
pub(in super::super) fn works_everywhere() -> bool {
    true
}

/// Forgets the modules of a runtime. If it hasn't ended yet, the thread is attached to the main interpreter.
pub(in super::super) fn forget_runtime(attached: bool) {
    let modules = known_modules(std::mem::take);
    for known in modules.into_values().filter(|known| attached && !known.copy.is_null()) {
        // SAFETY: it is one reference of the main interpreter, to which the thread is attached.
        unsafe { Py_DECREF(known.copy) };
    }
}
