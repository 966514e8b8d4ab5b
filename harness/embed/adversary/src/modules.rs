//! Extension modules that call back into the program.

use std::cell::RefCell;
use std::cell::UnsafeCell;
use std::ffi::{c_int, c_void};
use std::ptr;
use std::rc::Rc;
use std::thread;
use std::time::Duration;

use extproof_embed::{ExtensionModule, InitFunction};
use pyo3::ffi::{
    METH_NOARGS, Py_INCREF, Py_None, Py_mod_exec, PyErr_Occurred, PyErr_SetString, PyEval_RestoreThread,
    PyEval_SaveThread, PyExc_ValueError, PyMethodDef, PyMethodDefPointer, PyModule_AddFunctions, PyModule_Create,
    PyModuleDef, PyModuleDef_HEAD_INIT, PyModuleDef_Init, PyModuleDef_Slot, PyObject,
};

type Callback = Rc<dyn Fn()>;

thread_local! {
    static CALLBACK: RefCell<Option<Callback>> = const { RefCell::new(None) };
}

/// Sets what the modules call on this thread.
pub(crate) fn call_back(callback: impl Fn() + 'static) {
    CALLBACK.set(Some(Rc::new(callback)));
}

fn fire() {
    let callback = CALLBACK.with(|callback| callback.borrow().clone());
    match callback {
        Some(callback) => callback(),
        // A thread that Python made.
        None => crate::calls::on_strange_thread(),
    }
}

/// `fires.fire()` calls back, `fires.fail()` does so while an exception is set.
pub(crate) fn fires() -> ExtensionModule {
    // SAFETY: it is an init function.
    ExtensionModule::new("fires", unsafe { InitFunction::new(init_fires) })
}

/// Calls back in its init function, and is single-phase.
pub(crate) fn calls() -> ExtensionModule {
    calls_named("calls")
}

/// The same under any name.
pub(crate) fn calls_named(name: &str) -> ExtensionModule {
    // SAFETY: it is an init function.
    ExtensionModule::new(name, unsafe { InitFunction::new(init_calls) })
}

/// Lets others run for a second in its init function, and is single-phase.
pub(crate) fn slow() -> ExtensionModule {
    // SAFETY: it is an init function.
    ExtensionModule::new("slow", unsafe { InitFunction::new(init_slow) })
}

/// A module that does nothing, under any name.
pub(crate) fn other(name: &str) -> ExtensionModule {
    // SAFETY: it is an init function.
    ExtensionModule::new(name, unsafe { InitFunction::new(init_fires) })
}

struct Static<T>(UnsafeCell<T>);
// SAFETY: Python itself guards what it changes in a definition.
unsafe impl<T> Sync for Static<T> {}

const fn method(name: &'static std::ffi::CStr, function: Method) -> PyMethodDef {
    let ml_meth = PyMethodDefPointer { PyCFunction: function };
    PyMethodDef { ml_name: name.as_ptr(), ml_meth, ml_flags: METH_NOARGS, ml_doc: ptr::null() }
}

type Method = unsafe extern "C" fn(*mut PyObject, *mut PyObject) -> *mut PyObject;

static METHODS: Static<[PyMethodDef; 3]> =
    Static(UnsafeCell::new([method(c"fire", fire_method), method(c"fail", fail_method), PyMethodDef::zeroed()]));
static SLOTS: Static<[PyModuleDef_Slot; 2]> = Static(UnsafeCell::new([
    PyModuleDef_Slot { slot: Py_mod_exec, value: execute as *mut c_void },
    PyModuleDef_Slot { slot: 0, value: ptr::null_mut() },
]));
static FIRES: Static<PyModuleDef> =
    Static(UnsafeCell::new(PyModuleDef { m_slots: SLOTS.0.get().cast(), m_size: 0, ..definition(c"fires") }));
static CALLS: Static<PyModuleDef> = Static(UnsafeCell::new(definition(c"calls")));
static SLOW: Static<PyModuleDef> = Static(UnsafeCell::new(definition(c"slow")));

const fn definition(name: &'static std::ffi::CStr) -> PyModuleDef {
    PyModuleDef {
        m_base: PyModuleDef_HEAD_INIT,
        m_name: name.as_ptr(),
        m_doc: ptr::null(),
        m_size: -1,
        m_methods: ptr::null_mut(),
        m_slots: ptr::null_mut(),
        m_traverse: None,
        m_clear: None,
        m_free: None,
    }
}

unsafe extern "C" fn init_fires() -> *mut PyObject {
    // SAFETY: the definition is static.
    unsafe { PyModuleDef_Init(FIRES.0.get()) }
}

unsafe extern "C" fn execute(module: *mut PyObject) -> c_int {
    // SAFETY: the methods are static.
    unsafe { PyModule_AddFunctions(module, METHODS.0.get().cast()) }
}

unsafe extern "C" fn init_calls() -> *mut PyObject {
    fire();
    // SAFETY: the definition is static, and the thread attached.
    unsafe { PyModule_Create(CALLS.0.get()) }
}

unsafe extern "C" fn init_slow() -> *mut PyObject {
    // SAFETY: the definition is static, and the thread attached.
    unsafe {
        let state = PyEval_SaveThread();
        thread::sleep(Duration::from_secs(1));
        PyEval_RestoreThread(state);
        PyModule_Create(SLOW.0.get())
    }
}

unsafe extern "C" fn fire_method(_: *mut PyObject, _: *mut PyObject) -> *mut PyObject {
    fire();
    // SAFETY: the thread is attached.
    unsafe {
        Py_INCREF(Py_None());
        Py_None()
    }
}

unsafe extern "C" fn fail_method(_: *mut PyObject, _: *mut PyObject) -> *mut PyObject {
    // SAFETY: the thread is attached.
    unsafe { PyErr_SetString(PyExc_ValueError, c"on its way".as_ptr()) };
    fire();
    // SAFETY: the thread is attached.
    if unsafe { PyErr_Occurred() }.is_null() {
        println!("the exception is lost");
        // SAFETY: the thread is attached.
        unsafe { PyErr_SetString(PyExc_ValueError, c"lost".as_ptr()) };
    }
    ptr::null_mut()
}
