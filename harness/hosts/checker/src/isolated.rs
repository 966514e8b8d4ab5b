//! Starting Python isolated, as `capi` does, without knowing the layout of `PyConfig`.
//!
//! What `PyConfig` has no function for is said by its first fields and by arguments of the command line.

use std::ffi::{CStr, c_int};
use std::mem::MaybeUninit;
use std::ptr;

use extproof_host::{Scenario, StartOptions, c_path};

use crate::config::{self, Config};
use crate::python::{
    Py_DecodeLocale, Py_PreInitialize, Py_SetPythonHome, PyMem_RawFree, PyPreConfig, PyPreConfig_InitIsolatedConfig,
};
use crate::status::check;

/// Isolated, without site, without writing bytecode.
const ARGUMENTS: [&CStr; 3] = [c"-I", c"-S", c"-B"];

/// The first fields of `PyConfig`, which are the same since Python 3.8.
#[repr(C)]
struct Head {
    config_init: c_int,
    isolated: c_int,
    use_environment: c_int,
    dev_mode: c_int,
    install_signal_handlers: c_int,
}

/// `Py_InitializeFromConfig`; the command is for `Py_RunMain`.
pub(crate) fn initialize(scenario: &Scenario, options: &StartOptions, command: Option<&CStr>) -> Result<(), String> {
    preinitialize()?;
    set_home(&c_path(options.home.as_ref().unwrap_or(&scenario.home))?)?;
    let arguments = config::arguments(scenario, options, &ARGUMENTS, command)?;
    let mut config = Config::new();
    let head = config.pointer().cast::<Head>();
    // SAFETY: the configuration is initialized, and begins with these fields.
    unsafe { (*head).install_signal_handlers = 0 };
    config.start(&arguments)
}

/// Isolated, Python before 3.15 would take file names as ASCII whatever the locale.
fn preinitialize() -> Result<(), String> {
    let mut config = MaybeUninit::<PyPreConfig>::uninit();
    // SAFETY: PyPreConfig_InitIsolatedConfig writes every field. Python copies the configuration, and does nothing if it is
    // preinitialized.
    let status = unsafe {
        PyPreConfig_InitIsolatedConfig(config.as_mut_ptr());
        (*config.as_mut_ptr()).utf8_mode = 1;
        Py_PreInitialize(config.as_ptr())
    };
    check(status)
}

/// `Py_SetPythonHome`, which the stable ABI keeps. The home is that of the next configuration.
fn set_home(home: &CStr) -> Result<(), String> {
    // SAFETY: Python is preinitialized, which decoding needs. It copies the text, so that it can be freed, by its own allocator.
    unsafe {
        let wide = Py_DecodeLocale(home.as_ptr(), ptr::null_mut());
        if wide.is_null() {
            return Err("Py_DecodeLocale: NULL".to_owned());
        }
        Py_SetPythonHome(wide);
        PyMem_RawFree(wide.cast());
    }
    Ok(())
}
