//! The table of built-in modules.

use std::error::Error;
use std::mem;
use std::path::Path;
use std::ptr;
use std::slice;

use extproof_host::{Entry, Init};
use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
use pyo3_ffi::{_inittab, PyImport_AppendInittab, PyImport_ExtendInittab, PyObject};

use crate::python::inittab;
use crate::status::check_int;

/// A module's init function.
pub type InitFunction = unsafe extern "C" fn() -> *mut PyObject;

const SENTINEL: _inittab = _inittab { name: ptr::null(), initfunc: None };

/// `PyImport_AppendInittab`.
///
/// # Errors
/// When Python refuses, or the function isn't found.
pub fn append(entry: Entry) -> Result<(), String> {
    let _inittab { name, initfunc } = resolve(entry)?;
    // SAFETY: the name lives as long as the process. Once Python is initialized, the call is an
    // error that Python detects or allows, depending on its version.
    let result = unsafe { PyImport_AppendInittab(name, initfunc) };
    check_int("PyImport_AppendInittab", result)
}

/// `PyImport_ExtendInittab`, with a table that is overwritten afterwards, because Python must have copied it.
///
/// # Errors
/// When Python refuses, or the function isn't found.
pub fn extend(entries: &[Entry]) -> Result<(), String> {
    let mut table = resolve_all(entries)?;
    table.push(SENTINEL);
    // SAFETY: the table is ended by a sentinel and its names live as long as the process. Once Python is initialized,
    // the same holds as for PyImport_AppendInittab.
    let result = unsafe { PyImport_ExtendInittab(table.as_mut_ptr()) };
    // SAFETY: the pointer and the length are the table's. A volatile write is not optimized away.
    table.iter_mut().for_each(|entry| unsafe { ptr::write_volatile(entry, SENTINEL) });
    check_int("PyImport_ExtendInittab", result)
}

/// Sets `PyImport_Inittab` to a table of the existing entries followed by these.
///
/// # Errors
/// When a function isn't found.
pub fn assign(entries: &[Entry]) -> Result<(), String> {
    let mut table = present().to_vec();
    table.extend(resolve_all(entries)?);
    table.push(SENTINEL);
    // SAFETY: the host changes the table from one thread at a time, and the new one lives as long
    // as the process.
    unsafe { *inittab() = table.leak().as_mut_ptr() };
    Ok(())
}

fn present() -> &'static [_inittab] {
    // SAFETY: the table is ended by a sentinel, and nothing changes it while the slice is in use.
    unsafe {
        let table = *inittab();
        if table.is_null() {
            return &[];
        }
        let length = (0..).take_while(|&index| !(*table.add(index)).name.is_null()).count();
        slice::from_raw_parts(table, length)
    }
}

fn resolve_all(entries: &[Entry]) -> Result<Vec<_inittab>, String> {
    entries.iter().copied().map(resolve).collect()
}

/// An entry as Python takes it.
///
/// # Errors
/// When the function isn't found.
pub fn resolve(entry: Entry) -> Result<_inittab, String> {
    let initfunc = match entry.init {
        Init::Linked(function) => {
            // SAFETY: by contract, the function returns an object of this Python.
            let function = unsafe { mem::transmute::<extproof_host::InitFunction, InitFunction>(function) };
            Some(function)
        }
        Init::Library { path, symbol } => Some(load(path, symbol)?),
        Init::Null => None,
    };
    Ok(_inittab { name: entry.name.as_ptr(), initfunc })
}

fn load(path: &Path, symbol: &str) -> Result<InitFunction, String> {
    // Binds all symbols at once, as Python does for extension modules. SAFETY: the library is an extension module,
    // whose initializers and finalizers need nothing.
    let library = unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL) }.map_err(explain)?;
    // Never closed, because the table keeps a pointer into it.
    let library: &'static Library = Box::leak(Box::new(library));
    // SAFETY: by contract, the symbol is an init function.
    let function = unsafe { library.get::<InitFunction>(symbol) };
    function.map(|function| *function).map_err(explain)
}

fn explain(error: libloading::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}
