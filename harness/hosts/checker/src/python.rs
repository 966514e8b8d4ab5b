//! The C API of the libpython that is loaded at run time, under the names that it has in C.

#![allow(non_camel_case_types, non_snake_case, non_upper_case_globals, reason = "the names are those of C")]

use std::error::Error;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::Path;
use std::sync::OnceLock;

use libloading::os::unix::{Library, RTLD_NOW};

use libc::wchar_t;

use crate::processes;
use crate::role::role;

pub(crate) enum PyObject {}
pub(crate) enum PyThreadState {}
pub(crate) enum PyInterpreterState {}
pub(crate) enum PyConfig {}
pub(crate) enum PyCompilerFlags {}

/// Has this layout since Python 3.8.
#[repr(C)]
pub(crate) struct PyStatus {
    pub(crate) _type: _PyStatus_TYPE,
    pub(crate) func: *const c_char,
    pub(crate) err_msg: *const c_char,
    pub(crate) exitcode: c_int,
}

#[repr(C)]
#[allow(dead_code, clippy::enum_variant_names, reason = "Python makes them")]
pub(crate) enum _PyStatus_TYPE {
    _PyStatus_TYPE_OK = 0,
    _PyStatus_TYPE_ERROR = 1,
    _PyStatus_TYPE_EXIT = 2,
}

/// Has this layout since Python 3.8, but on Windows.
#[repr(C)]
pub(crate) struct PyPreConfig {
    pub(crate) _config_init: c_int,
    pub(crate) parse_argv: c_int,
    pub(crate) isolated: c_int,
    pub(crate) use_environment: c_int,
    pub(crate) configure_locale: c_int,
    pub(crate) coerce_c_locale: c_int,
    pub(crate) coerce_c_locale_warn: c_int,
    pub(crate) utf8_mode: c_int,
    pub(crate) dev_mode: c_int,
    pub(crate) allocator: c_int,
}

/// Has this layout since Python 3.12.
#[repr(C)]
pub(crate) struct PyInterpreterConfig {
    pub(crate) use_main_obmalloc: c_int,
    pub(crate) allow_fork: c_int,
    pub(crate) allow_exec: c_int,
    pub(crate) allow_threads: c_int,
    pub(crate) allow_daemon_threads: c_int,
    pub(crate) check_multi_interp_extensions: c_int,
    pub(crate) gil: c_int,
}

pub(crate) const PyInterpreterConfig_DEFAULT_GIL: c_int = 0;
pub(crate) const PyInterpreterConfig_SHARED_GIL: c_int = 1;
pub(crate) const PyInterpreterConfig_OWN_GIL: c_int = 2;

/// Has this layout in every version.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) struct _inittab {
    pub(crate) name: *const c_char,
    pub(crate) initfunc: Option<unsafe extern "C" fn() -> *mut PyObject>,
}

type FromConfig = unsafe extern "C" fn(*mut *mut PyThreadState, *const PyInterpreterConfig) -> PyStatus;

/// Declares functions that every supported version has: the table of their addresses, and each by its name.
macro_rules! functions {
    ($(fn $name:ident($($argument:ident: $type:ty),*) $(-> $result:ty)?;)*) => {
        struct Functions { $($name: unsafe extern "C" fn($($type),*) $(-> $result)?,)* }

        impl Functions {
            fn find(library: &Library) -> Result<Self, libloading::Error> {
                // SAFETY: the types are those that the documentation and headers of Python give.
                Ok(unsafe { Self { $($name: *library.get(stringify!($name))?,)* } })
            }
        }

        $(
            pub(crate) unsafe fn $name($($argument: $type),*) $(-> $result)? {
                // SAFETY: the caller keeps the rules of the function in C.
                let result = unsafe { (loaded().functions.$name)($($argument),*) };
                processes::end_child();
                result
            }
        )*
    };
}

functions! {
    fn Py_GetVersion() -> *const c_char;
    fn Py_IsInitialized() -> c_int;
    fn Py_DecodeLocale(text: *const c_char, length: *mut usize) -> *mut wchar_t;
    fn PyMem_RawFree(memory: *mut c_void);
    fn PyPreConfig_InitIsolatedConfig(config: *mut PyPreConfig);
    fn Py_PreInitialize(config: *const PyPreConfig) -> PyStatus;
    fn Py_SetPythonHome(home: *const wchar_t);
    fn PyConfig_InitPythonConfig(config: *mut PyConfig);
    fn PyConfig_SetBytesArgv(config: *mut PyConfig, count: isize, arguments: *const *const c_char) -> PyStatus;
    fn PyConfig_Clear(config: *mut PyConfig);
    fn Py_InitializeFromConfig(config: *const PyConfig) -> PyStatus;
    fn Py_FinalizeEx() -> c_int;
    fn Py_RunMain() -> c_int;
    fn PyRun_SimpleStringFlags(code: *const c_char, flags: *mut PyCompilerFlags) -> c_int;
    fn Py_NewInterpreter() -> *mut PyThreadState;
    fn Py_EndInterpreter(state: *mut PyThreadState);
    fn PyInterpreterState_Main() -> *mut PyInterpreterState;
    fn PyThreadState_New(interpreter: *mut PyInterpreterState) -> *mut PyThreadState;
    fn PyThreadState_Get() -> *mut PyThreadState;
    fn PyThreadState_Swap(state: *mut PyThreadState) -> *mut PyThreadState;
    fn PyThreadState_Clear(state: *mut PyThreadState);
    fn PyThreadState_DeleteCurrent();
    fn PyEval_SaveThread() -> *mut PyThreadState;
    fn PyEval_RestoreThread(state: *mut PyThreadState);
    fn PyModule_GetDef(module: *mut PyObject) -> *const PyObject;
    fn PyImport_AppendInittab(name: *const c_char, init: Option<unsafe extern "C" fn() -> *mut PyObject>) -> c_int;
    fn PyImport_ExtendInittab(table: *mut _inittab) -> c_int;
    fn PyModuleDef_Init(definition: *mut PyObject) -> *mut PyObject;
    fn PyUnicode_FromStringAndSize(text: *const c_char, length: isize) -> *mut PyObject;
    fn PyUnicode_AsUTF8AndSize(text: *mut PyObject, length: *mut isize) -> *const c_char;
    fn Py_IncRef(object: *mut PyObject);
    fn PyLong_AsUnsignedLongLong(number: *mut PyObject) -> u64;
    fn PyBytes_AsStringAndSize(bytes: *mut PyObject, start: *mut *mut c_char, length: *mut isize) -> c_int;
    fn PyErr_Occurred() -> *mut PyObject;
    fn PyErr_SetString(kind: *mut PyObject, message: *const c_char);
}

struct Loaded {
    functions: Functions,
    from_config: Option<FromConfig>,
    inittab: *mut *mut _inittab,
    module_def_type: *const PyObject,
    value_error: *const *mut PyObject,
}

// SAFETY: the pointers are addresses of libpython, which is never unloaded. What is done with them is up to their users.
unsafe impl Send for Loaded {}
// SAFETY: as above.
unsafe impl Sync for Loaded {}

static LOADED: OnceLock<Loaded> = OnceLock::new();

/// Loads a libpython. Everything else here needs it.
pub(crate) fn load(path: &Path) -> Result<(), String> {
    let loaded = open(path).map_err(|error| match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    })?;
    LOADED.get_or_init(|| loaded);
    Ok(())
}

fn open(path: &Path) -> Result<Loaded, libloading::Error> {
    let open = |flags: &i32| {
        // SAFETY: it is libpython, whose initializers need nothing.
        unsafe { Library::open(Some(path), RTLD_NOW | flags) }
    };
    let libraries = role().flags().iter().map(open).collect::<Result<Vec<_>, _>>()?;
    let library = &libraries[0];
    // SAFETY: the types are those of Python's headers.
    let loaded = unsafe {
        Loaded {
            functions: Functions::find(library)?,
            from_config: library.get("Py_NewInterpreterFromConfig").map(|symbol| *symbol).ok(),
            inittab: *library.get::<*mut *mut _inittab>("PyImport_Inittab")?,
            module_def_type: *library.get::<*const PyObject>("PyModuleDef_Type")?,
            value_error: *library.get::<*const *mut PyObject>("PyExc_ValueError")?,
        }
    };
    // Never closed, as the addresses are kept.
    std::mem::forget(libraries);
    Ok(loaded)
}

fn loaded() -> &'static Loaded {
    LOADED.get().expect("libpython is loaded before anything else is done")
}

/// Whether this Python has `Py_NewInterpreterFromConfig`.
pub(crate) fn has_configs() -> bool {
    loaded().from_config.is_some()
}

pub(crate) unsafe fn Py_NewInterpreterFromConfig(
    state: *mut *mut PyThreadState,
    config: *const PyInterpreterConfig,
) -> PyStatus {
    match loaded().from_config {
        // SAFETY: the caller keeps the rules of the function in C.
        Some(function) => unsafe { function(state, config) },
        None => PyStatus {
            _type: _PyStatus_TYPE::_PyStatus_TYPE_ERROR,
            func: c"Py_NewInterpreterFromConfig".as_ptr(),
            err_msg: c"this Python doesn't have it".as_ptr(),
            exitcode: 0,
        },
    }
}

/// The address of `PyImport_Inittab`.
pub(crate) fn inittab() -> *mut *mut _inittab {
    loaded().inittab
}

/// The address of `PyModuleDef_Type`.
pub(crate) fn module_def_type() -> *const PyObject {
    loaded().module_def_type
}

/// `PyExc_ValueError`, for a thread that is attached to an interpreter.
pub(crate) fn value_error() -> *mut PyObject {
    // SAFETY: the variable holds the exception type while Python runs.
    unsafe { *loaded().value_error }
}

/// The second number of its version.
pub(crate) fn minor() -> u32 {
    // SAFETY: the call may be made at any time, and returns a static string.
    let version = unsafe { CStr::from_ptr(Py_GetVersion()) };
    let minor = version.to_str().ok().and_then(|version| version.split('.').nth(1));
    minor.and_then(|minor| minor.parse().ok()).unwrap_or_default()
}
