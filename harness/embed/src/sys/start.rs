//! Starting Python.

use std::ffi::{CStr, CString, c_char, c_int};
use std::mem::{MaybeUninit, offset_of};
use std::ptr;
use std::rc::Rc;

use pyo3_ffi::{
    _PyStatus_TYPE, Py_DecodeLocale, Py_FinalizeEx, Py_InitializeFromConfig, Py_IsInitialized, Py_PreInitialize,
    PyConfig, PyConfig_Clear, PyConfig_InitIsolatedConfig, PyConfig_SetBytesString, PyMem_RawFree,
    PyPreConfig_InitIsolatedConfig, PyStatus, PyWideStringList, PyWideStringList_Append,
};

use super::create;
use super::era::Era;
use super::exception::Raised;
use super::fork;
use super::importer::{self, Setting};
use super::interpreter::Interpreter;
use super::runtime::{self, NotFree, Runtime};
use super::thread::Thread;

/// What Python is started with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) home: Option<CString>,
    pub(crate) executable: Option<CString>,
    pub(crate) site: bool,
    pub(crate) system_allocator: bool,
    pub(crate) arguments: Vec<CString>,
    pub(crate) bytecode: bool,
    pub(crate) signal_handlers: bool,
    pub(crate) buffered_output: bool,
    pub(crate) xoptions: Vec<CString>,
    pub(crate) warnoptions: Vec<CString>,
}

/// Why Python does not run.
#[derive(Clone, Debug)]
pub(crate) enum StartError {
    /// There can't be an instance now.
    NotFree(NotFree),
    /// Python refuses.
    Python(String),
    /// The importer can't be installed.
    Importer(Raised),
}

/// Begins a runtime.
pub(crate) fn start(settings: &Settings, setting: &Setting) -> Result<Runtime, StartError> {
    runtime::take().map_err(StartError::NotFree)?;
    Era::turn();
    if let Err(message) = create::around_start(|| initialize(settings)) {
        give_up(&message);
        return Err(StartError::Python(message));
    }
    if let Err(raised) = importer::install(setting) {
        give_up(&raised.message);
        return Err(StartError::Importer(raised));
    }
    // The thread that initializes Python is attached to its main interpreter.
    let thread = Thread::of_current();
    Ok(Runtime::new(Rc::new(Interpreter::main(&thread))))
}

/// After a failure: Python can start again unless it had begun to make its main interpreter, which it can neither
/// complete nor end.
fn give_up(message: &str) {
    // SAFETY: both may be called at any time; if Python is initialized, this thread is attached to its main interpreter.
    let is_partial = unsafe {
        if Py_IsInitialized() != 0 {
            create::forget_runtime(true);
            Py_FinalizeEx();
            false
        } else {
            !pyo3_ffi::compat::PyThreadState_GetUnchecked().is_null()
        }
    };
    create::forget_runtime(false);
    runtime::give_back(is_partial.then(|| format!("an instance before could not start: {message}")));
}

fn initialize(settings: &Settings) -> Result<(), String> {
    preinitialize(settings)?;
    fork::guard();
    let mut config = MaybeUninit::uninit();
    // SAFETY: PyConfig_InitIsolatedConfig writes every field.
    let mut config = Config(unsafe {
        PyConfig_InitIsolatedConfig(config.as_mut_ptr());
        config.assume_init()
    });
    config.0.site_import = settings.site.into();
    config.0.install_signal_handlers = settings.signal_handlers.into();
    config.0.write_bytecode = settings.bytecode.into();
    config.0.buffered_stdio = settings.buffered_output.into();
    config.0.pathconfig_warnings = 0;
    if let Some(home) = &settings.home {
        config.set(offset_of!(PyConfig, home), home)?;
    }
    if let Some(executable) = &settings.executable {
        config.set(offset_of!(PyConfig, executable), executable)?;
        config.set(offset_of!(PyConfig, program_name), executable)?;
    }
    append(&mut config.0.argv, &settings.arguments)?;
    append(&mut config.0.xoptions, &settings.xoptions)?;
    append(&mut config.0.warnoptions, &settings.warnoptions)?;
    // SAFETY: the configuration is complete. Python copies it.
    check(unsafe { Py_InitializeFromConfig(&config.0) })
}

/// A `PyConfig` that is cleared when it is dropped.
struct Config(PyConfig);

impl Config {
    /// Sets the string at an offset in the structure.
    fn set(&mut self, offset: usize, value: &CStr) -> Result<(), String> {
        let config = &raw mut self.0;
        // SAFETY: the offset is that of a string of the configuration, which Python allocates.
        check(unsafe { PyConfig_SetBytesString(config, config.byte_add(offset).cast(), value.as_ptr()) })
    }
}

impl Drop for Config {
    fn drop(&mut self) {
        // SAFETY: the configuration was initialized, and is not used again.
        unsafe { PyConfig_Clear(&mut self.0) }
    }
}

/// Of the enumeration `PyMemAllocatorName`.
const PYMEM_ALLOCATOR_MALLOC: c_int = 3;

/// Sets UTF-8 mode: an isolated Python before 3.15 stays in the C locale, and would take file names as ASCII.
fn preinitialize(settings: &Settings) -> Result<(), String> {
    let mut config = MaybeUninit::uninit();
    // SAFETY: PyPreConfig_InitIsolatedConfig writes every field.
    let mut config = unsafe {
        PyPreConfig_InitIsolatedConfig(config.as_mut_ptr());
        config.assume_init()
    };
    config.utf8_mode = 1;
    if settings.system_allocator {
        config.allocator = PYMEM_ALLOCATOR_MALLOC;
    }
    // SAFETY: the configuration is complete. The call does nothing if Python is preinitialized.
    check(unsafe { Py_PreInitialize(&config) })
}

fn append(list: &mut PyWideStringList, items: &[CString]) -> Result<(), String> {
    for item in items {
        // SAFETY: Python is preinitialized, which both calls need. The list copies the string,
        // so that it can be freed, by its own allocator.
        check(unsafe {
            let wide = Py_DecodeLocale(item.as_ptr(), ptr::null_mut());
            if wide.is_null() {
                return Err("Py_DecodeLocale: NULL".to_owned());
            }
            let status = PyWideStringList_Append(list, wide);
            PyMem_RawFree(wide.cast());
            status
        })?;
    }
    Ok(())
}

/// Checks the result of a call that returns a status.
pub(super) fn check(status: PyStatus) -> Result<(), String> {
    match status._type {
        _PyStatus_TYPE::_PyStatus_TYPE_OK => Ok(()),
        _PyStatus_TYPE::_PyStatus_TYPE_EXIT => Err(format!("exit code {}", status.exitcode)),
        _PyStatus_TYPE::_PyStatus_TYPE_ERROR => {
            let parts = [status.func, status.err_msg].into_iter().filter_map(text);
            Err(parts.collect::<Vec<_>>().join(": "))
        }
    }
}

fn text(pointer: *const c_char) -> Option<String> {
    if pointer.is_null() {
        return None;
    }
    // SAFETY: the strings of a status are static.
    Some(unsafe { CStr::from_ptr(pointer) }.to_string_lossy().into_owned())
}
