//! Calls an init function and judges what it returns.

use pyo3_ffi::{
    Py_DECREF, Py_TYPE, PyErr_Clear, PyErr_Occurred, PyModule_Check, PyModule_GetDef, PyModule_GetNameObject,
    PyModuleDef, PyModuleDef_Type, PyObject, PyObject_SetAttrString, PyObject_TypeCheck,
};

use super::super::entry::Entry;
use super::super::exception;
use super::super::object::Owned;

/// What an init function returned.
pub(super) enum Made {
    /// The definition of a multi-phase module. It is static.
    Definition(*mut PyModuleDef),
    /// A single-phase module, and its definition.
    #[cfg_attr(Py_3_15, allow(dead_code, reason = "from 3.15 Python finds the definition itself"))]
    Module(Owned, *mut PyModuleDef),
}

/// Calls an init function. `None` is an exception.
pub(super) fn call(entry: &Entry) -> Option<Made> {
    // SAFETY: the creator of the entry promised that this is an init function, and the thread is attached.
    let object = unsafe { (entry.init)() };
    let fail = |message: String| {
        exception::system_error(&message);
        None
    };
    let name = entry.name.to_string_lossy();
    let failed = |what: &str| fail(format!("initialization of {name} {what}"));
    // SAFETY: the thread is attached.
    let raised = unsafe { !PyErr_Occurred().is_null() };
    if object.is_null() {
        return if raised { None } else { failed("failed without raising an exception") };
    }
    // SAFETY: it is an object, but a definition that didn't go through PyModuleDef_Init has no type.
    let is_typed = unsafe { !Py_TYPE(object).is_null() };
    if !is_typed {
        // SAFETY: the thread is attached.
        unsafe { PyErr_Clear() };
        return fail(format!("init function of {name} returned uninitialized object"));
    }
    // SAFETY: it is an object with a type.
    if unsafe { PyObject_TypeCheck(object, &raw mut PyModuleDef_Type) } != 0 {
        // Definitions are static, and the reference is borrowed.
        return if raised { failed("raised unreported exception") } else { Some(Made::Definition(object.cast())) };
    }
    // SAFETY: anything else is a new reference.
    let module = unsafe { Owned::new(object) }?;
    if raised {
        let result = failed("raised unreported exception");
        drop_quietly(module);
        return result;
    }
    // SAFETY: it is an object with a type.
    if unsafe { PyModule_Check(object) } == 0 {
        return failed("did not return an extension module");
    }
    // SAFETY: it is a module.
    let definition = unsafe { PyModule_GetDef(object) };
    if definition.is_null() {
        return failed("did not return a valid extension module");
    }
    complete_name(&module, entry)?;
    Some(Made::Module(module, definition))
}

/// Puts the name of a module's package in front of the module's own. Python passes it only to the init functions of
/// shared libraries.
fn complete_name(module: &Owned, entry: &Entry) -> Option<()> {
    let full = entry.name.to_str().unwrap_or_default();
    let Some((_, last)) = full.rsplit_once('.') else { return Some(()) };
    // SAFETY: it is a module. The call gives a new reference.
    let own = unsafe { Owned::new(PyModule_GetNameObject(module.as_ptr())) }?;
    if own.to_text() == last {
        let full = Owned::text(full)?;
        // SAFETY: both are objects, the name is ended by NUL.
        if unsafe { PyObject_SetAttrString(module.as_ptr(), c"__name__".as_ptr(), full.as_ptr()) } < 0 {
            return None;
        }
    }
    Some(())
}

/// Drops a module while an exception is set.
fn drop_quietly(module: Owned) {
    let exception = exception::take();
    drop(module);
    if let Some(exception) = exception {
        exception::set(exception);
    }
}

/// Returns an object that Python owns from here on.
#[cfg_attr(not(Py_3_13), allow(dead_code, reason = "only Python's own protocol needs it"))]
pub(super) fn hand_over(made: Made) -> *mut PyObject {
    match made {
        Made::Definition(definition) => definition.cast(),
        Made::Module(module, _) => module.into_ptr(),
    }
}

/// Drops a module that is not wanted after all.
pub(super) fn reject(made: Made) {
    if let Made::Module(module, _) = made {
        let object = module.into_ptr();
        // SAFETY: it is one reference, and the thread is attached to its interpreter.
        unsafe { Py_DECREF(object) };
    }
}
