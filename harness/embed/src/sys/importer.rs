//! The importer that is installed in each interpreter: `importer.py`, and what it calls.

use std::ffi::CStr;
use std::path::{Path, PathBuf};
use std::ptr;

use pyo3_ffi::{
    METH_VARARGS, Py_False, Py_None, Py_True, Py_file_input, Py_ssize_t, PyCFunction_NewEx, PyCapsule_New,
    PyDict_GetItemString, PyDict_New, PyDict_SetItemString, PyEval_GetBuiltins, PyInterpreterState_Get,
    PyInterpreterState_GetDict, PyMethodDef, PyMethodDefPointer, PyRun_StringFlags, PyTuple_GetItem,
};

#[cfg(not(Py_3_13))]
use pyo3_ffi::PyInterpreterState;

use super::create::{CAPSULE, create};
use super::entry::Entry;
use super::exception::{self, Raised};
use super::object::Owned;

const SOURCE: &CStr = match CStr::from_bytes_with_nul(concat!(include_str!("importer.py"), "\0").as_bytes()) {
    Ok(source) => source,
    Err(_) => c"",
};
/// Where an interpreter keeps its importer.
const KEY: &CStr = c"extproof_embed";
/// Places of its functions.
const ADD: Py_ssize_t = 1;
const WAIT: Py_ssize_t = 2;
const EXIT: Py_ssize_t = 3;

/// A module that is to be importable in an interpreter.
#[derive(Clone, Debug)]
pub(crate) struct Module {
    /// The name to import it by.
    pub(crate) name: String,
    /// Its init function; `None` leaves the library to Python's own loader.
    pub(crate) entry: Option<&'static Entry>,
    /// The shared library that it is in, if it is in one.
    pub(crate) file: Option<PathBuf>,
    /// Whether it takes the place of a module of the same name that is loaded.
    pub(crate) replace: bool,
}

/// The initial state of an interpreter.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    /// Whether modules are searched on `sys.path`.
    pub(crate) filesystem: bool,
    /// What is put in front of `sys.path`.
    pub(crate) path: Vec<PathBuf>,
    /// The modules.
    pub(crate) modules: Vec<Module>,
}

pub(super) struct Method(pub(super) PyMethodDef);
// SAFETY: it is never changed.
unsafe impl Sync for Method {}

static CREATE: Method = Method(PyMethodDef {
    ml_name: c"create".as_ptr(),
    ml_meth: PyMethodDefPointer { PyCFunction: create },
    ml_flags: METH_VARARGS,
    ml_doc: ptr::null(),
});

/// Installs the importer in the current interpreter.
pub(super) fn install(setting: &Setting) -> Result<(), Raised> {
    try_install(setting).ok_or_else(exception::tell)?;
    for module in &setting.modules {
        add(module)?;
    }
    Ok(())
}

fn try_install(setting: &Setting) -> Option<()> {
    // SAFETY: the thread is attached to an interpreter. Each call gives a new reference, or NULL and an exception; builtins and
    // items of a dictionary are borrowed. The source is ended by NUL, and the method static.
    unsafe {
        let namespace = Owned::new(PyDict_New())?;
        set(&namespace, c"__name__", &Owned::text("extproof_embed")?)?;
        set(&namespace, c"__builtins__", &Owned::of_borrowed(PyEval_GetBuiltins())?)?;
        let globals = namespace.as_ptr();
        drop(Owned::new(PyRun_StringFlags(SOURCE.as_ptr(), Py_file_input, globals, globals, ptr::null_mut()))?);
        let make = Owned::of_borrowed(PyDict_GetItemString(globals, c"make".as_ptr()))?;
        let method = (&raw const CREATE.0).cast_mut();
        let create = Owned::new(PyCFunction_NewEx(method, ptr::null_mut(), ptr::null_mut()))?;
        let importer = make.call(vec![create])?;
        let store = Owned::of_borrowed(PyInterpreterState_GetDict(PyInterpreterState_Get()))?;
        set(&store, KEY, &importer)?;
        let install = Owned::of_borrowed(PyTuple_GetItem(importer.as_ptr(), 0))?;
        drop(install.call(vec![flag(setting.filesystem)?, list(&setting.path)?])?);
    }
    Some(())
}

/// Whether an interpreter has an importer.
#[cfg(not(Py_3_13))]
pub(super) fn is_in(interpreter: *mut PyInterpreterState) -> bool {
    // SAFETY: the thread is attached, and the interpreter exists. Both are borrowed.
    unsafe {
        let store = PyInterpreterState_GetDict(interpreter);
        !store.is_null() && !PyDict_GetItemString(store, KEY.as_ptr()).is_null()
    }
}

/// Adds a module to the current interpreter; `false` if a module of this name is loaded and is not to be replaced.
pub(super) fn add(module: &Module) -> Result<bool, Raised> {
    try_add(module).ok_or_else(exception::tell)
}

/// A function of the current interpreter's importer, if it has one.
fn function(index: Py_ssize_t) -> Option<Owned> {
    // SAFETY: the thread is attached. Items of dictionaries and tuples are borrowed.
    unsafe {
        let store = PyInterpreterState_GetDict(PyInterpreterState_Get());
        let importer = Owned::of_borrowed(PyDict_GetItemString(store, KEY.as_ptr()))?;
        Owned::of_borrowed(PyTuple_GetItem(importer.as_ptr(), index))
    }
}

/// Waits for threads of the current interpreter that end by themselves; if no daemon thread may be left and there is one, for none.
pub(super) fn wait_for_threads(refuse_daemons: bool) {
    let waited = function(WAIT).and_then(|wait| wait.call(vec![flag(refuse_daemons)?]));
    forget(waited);
}

/// Calls the exit functions of the current interpreter, which report their exceptions.
pub(super) fn call_exit_functions() {
    forget(function(EXIT).and_then(|call| call.call(Vec::new())));
}

fn forget(result: Option<Owned>) {
    if result.is_none() {
        drop(exception::take());
    }
}

fn try_add(module: &Module) -> Option<bool> {
    // SAFETY: the thread is attached to an interpreter whose importer was installed. An entry is never freed.
    unsafe {
        let add = function(ADD)?;
        let entry = match module.entry {
            Some(entry) => {
                let pointer = ptr::from_ref(entry).cast_mut().cast();
                Owned::new(PyCapsule_New(pointer, CAPSULE.as_ptr(), None))?
            }
            None => none()?,
        };
        let file = match &module.file {
            Some(path) => path_object(path)?,
            None => none()?,
        };
        let added = add.call(vec![Owned::text(&module.name)?, entry, file, flag(module.replace)?])?;
        Some(added.is_true())
    }
}

fn set(dictionary: &Owned, key: &CStr, value: &Owned) -> Option<()> {
    // SAFETY: both are objects, and the key is ended by NUL.
    let result = unsafe { PyDict_SetItemString(dictionary.as_ptr(), key.as_ptr(), value.as_ptr()) };
    (result == 0).then_some(())
}

fn list(paths: &[PathBuf]) -> Option<Owned> {
    // SAFETY: the list is new, and each item an object.
    unsafe {
        let list = Owned::new(pyo3_ffi::PyList_New(0))?;
        for path in paths {
            if pyo3_ffi::PyList_Append(list.as_ptr(), path_object(path)?.as_ptr()) < 0 {
                return None;
            }
        }
        Some(list)
    }
}

#[cfg(unix)]
pub(super) fn path_object(path: &Path) -> Option<Owned> {
    use std::os::unix::ffi::OsStrExt;
    Owned::path(path.as_os_str().as_bytes())
}

/// Windows has surrogates in paths as Python has them, which Rust shows as three bytes each.
#[cfg(not(unix))]
pub(super) fn path_object(path: &Path) -> Option<Owned> {
    Owned::path(path.as_os_str().as_encoded_bytes())
}

pub(super) fn flag(value: bool) -> Option<Owned> {
    // SAFETY: both are objects that always exist.
    unsafe { Owned::of_borrowed(if value { Py_True() } else { Py_False() }) }
}

pub(super) fn none() -> Option<Owned> {
    // SAFETY: it is an object that always exists.
    unsafe { Owned::of_borrowed(Py_None()) }
}
