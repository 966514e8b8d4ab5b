//! What `--declared` prints: what a module says of itself in its definition.

use std::ffi::{CStr, OsStr, c_char, c_int, c_void};
use std::io::{self, Write};
use std::path::Path;

use extproof_host::{Key, Operation, Scenario, c_text};
use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
use serde_json::{Value, json};

use crate::config;
use crate::fixtures::InitFunction;
use crate::python::{Py_GetVersion, PyModule_GetDef, PyObject, PyRun_SimpleStringFlags, module_def_type};
use crate::status::check_int;

const EXPORT: &str = "PyModExport_";

/// Calls the init or export function of a module, and prints what it returned.
///
/// The function of a multi-phase module only returns its definition. That of a single-phase module makes the module.
pub(crate) fn print(scenario: &Scenario, library: &Path, symbol: &OsStr) -> Result<(), String> {
    prepare(scenario)?;
    let symbol = symbol.to_str().ok_or("the symbol isn't UTF-8")?;
    // SAFETY: the library is an extension module, whose initializers need nothing.
    let library = unsafe { Library::open(Some(library), RTLD_NOW | RTLD_LOCAL) }.map_err(|error| error.to_string())?;
    // SAFETY: by its name, the symbol is an init or export function; both have no arguments and return a pointer.
    let function = unsafe { library.get::<InitFunction>(symbol) }.map(|function| *function);
    let function = function.map_err(|error| error.to_string())?;
    // Never closed: what it returned points into it.
    std::mem::forget(library);
    // SAFETY: Python is initialized, and this thread attached to its main interpreter.
    let result = unsafe { function() };
    let declared = if result.is_null() {
        json!({"init": "failed"})
    } else if symbol.starts_with(EXPORT) {
        // SAFETY: an export function returns an array of PySlot.
        json!({"init": "export", "slots": unsafe { slots(result.cast()) }})
    } else if is_definition(result) {
        // SAFETY: it is a module definition.
        json!({"init": "multi-phase", "slots": unsafe { definition_slots(result) }})
    } else {
        // SAFETY: a single-phase module was made, whose definition, if it has one, lives as long as its library.
        json!({"init": "single-phase", "size": unsafe { size_of_state(result) }})
    };
    let declared = declared.to_string();
    let signature = scenario
        .key
        .as_deref()
        .map(Key::parse)
        .transpose()?
        .map(|key| key.sign(declared.as_bytes()) + " ")
        .unwrap_or_default();
    // The module may have begun a line.
    writeln!(io::stdout(), "\n{signature}{declared}").map_err(|error| format!("stdout: {error}"))?;
    // Ends here and now: taking down what was made in so unusual a way says nothing about the module.
    std::process::exit(0)
}

/// Does what the scenario says, which is to start Python and to tell it where modules are.
fn prepare(scenario: &Scenario) -> Result<(), String> {
    for step in &scenario.steps {
        match &step.operation {
            Operation::Initialize(options) => config::initialize(scenario, options, None)?,
            Operation::Execute { code } => {
                let code = c_text(code)?;
                // SAFETY: the step before has initialized Python, and this thread is attached to its main interpreter.
                let result = unsafe { PyRun_SimpleStringFlags(code.as_ptr(), std::ptr::null_mut()) };
                check_int("PyRun_SimpleString", result)?;
            }
            _ => return Err("a step that is not needed here".to_owned()),
        }
    }
    Ok(())
}

/// The head of every object. The stable ABI fixes it, and with it the layout of a module definition.
#[repr(C)]
pub(crate) struct Head {
    pub(crate) count: isize,
    pub(crate) kind: *const PyObject,
}

/// The head of every object of a free-threaded Python.
#[repr(C)]
pub(crate) struct FreeThreadedHead {
    pub(crate) thread: usize,
    pub(crate) flags: [u8; 8],
    pub(crate) count: isize,
    pub(crate) kind: *const PyObject,
}

/// A module definition behind its head.
#[repr(C)]
pub(crate) struct Definition {
    pub(crate) init: *const c_void,
    pub(crate) index: isize,
    pub(crate) copy: *const PyObject,
    pub(crate) name: *const c_char,
    pub(crate) doc: *const c_char,
    pub(crate) size: isize,
    pub(crate) methods: *const c_void,
    pub(crate) slots: *const Slot,
}

/// `PyModuleDef_Slot`, and `PySlot` as far as numbers and pointers go.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) struct Slot {
    /// With the flags of a `PySlot` in its upper half.
    pub(crate) number: c_int,
    pub(crate) value: *const c_void,
}

/// Whether objects have the longer head.
pub(crate) fn free_threaded() -> bool {
    // SAFETY: the call returns a static string.
    let version = unsafe { CStr::from_ptr(Py_GetVersion()) };
    version.to_string_lossy().contains("free-threading build")
}

fn is_definition(object: *const PyObject) -> bool {
    // SAFETY: it is an object, with one of these heads.
    let kind = unsafe {
        if free_threaded() { (*object.cast::<FreeThreadedHead>()).kind } else { (*object.cast::<Head>()).kind }
    };
    kind == module_def_type()
}

/// The `m_size` of a module that an init function has made; nothing if it made something else, or the module has no definition.
///
/// # Safety
/// It must be an object.
unsafe fn size_of_state(module: *mut PyObject) -> Option<isize> {
    // SAFETY: the call takes any object; this thread is attached to an interpreter.
    let definition = unsafe { PyModule_GetDef(module) };
    // SAFETY: what isn't NULL is the module's definition.
    (!definition.is_null()).then(|| unsafe { (*behind_head(definition)).size })
}

/// What a module definition has behind its head.
///
/// # Safety
/// It must be one.
unsafe fn behind_head(definition: *const PyObject) -> *const Definition {
    let head = if free_threaded() { size_of::<FreeThreadedHead>() } else { size_of::<Head>() };
    // SAFETY: the definition goes on behind its head.
    unsafe { definition.byte_add(head).cast() }
}

/// The slots of a module definition.
///
/// # Safety
/// It must be one.
unsafe fn definition_slots(object: *const PyObject) -> Vec<Value> {
    // SAFETY: it is a definition, and its slots are NULL or an array.
    unsafe { slots((*behind_head(object)).slots) }
}

/// Number and value of the slots that declare something.
///
/// # Safety
/// It must be NULL or an array that is ended by a slot 0.
unsafe fn slots(mut slot: *const Slot) -> Vec<Value> {
    let mut found = Vec::new();
    // SAFETY: the array goes on up to a slot 0.
    while let Some(Slot { number, value }) = unsafe { slot.as_ref() }.copied() {
        match number & 0xffff {
            0 => break,
            // Python 3.15 gave the slots new numbers, and knows the old ones.
            3 | 86 => found.push(json!(["interpreters", value.addr()])),
            4 | 87 => found.push(json!(["gil", value.addr()])),
            _ => {}
        }
        // SAFETY: this wasn't the end.
        slot = unsafe { slot.add(1) };
    }
    found
}
