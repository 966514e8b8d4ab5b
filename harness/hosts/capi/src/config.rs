//! Starting Python, isolated from the machine it runs on.

use std::ffi::CStr;
use std::mem::{MaybeUninit, offset_of};
use std::ptr;

use extproof_host::{Scenario, StartOptions, c_path, c_text};
use extproof_host_capi::check;
use pyo3_ffi::{
    Py_DecodeLocale, Py_InitializeFromConfig, Py_PreInitialize, PyConfig, PyConfig_Clear, PyConfig_InitIsolatedConfig,
    PyConfig_SetBytesString, PyMem_RawFree, PyPreConfig_InitIsolatedConfig, PyWideStringList, PyWideStringList_Append,
};

/// `Py_InitializeFromConfig`; the command is for `Py_RunMain`.
pub(crate) fn initialize(scenario: &Scenario, options: &StartOptions, command: Option<&CStr>) -> Result<(), String> {
    let mut config = Config::new(scenario, options)?;
    if let Some(command) = command {
        config.set(offset_of!(PyConfig, run_command), command)?;
    }
    // SAFETY: the configuration is complete. Python copies it, and judges the call itself.
    check(unsafe { Py_InitializeFromConfig(&config.0) })
}

/// A `PyConfig` that is cleared when it is dropped.
struct Config(PyConfig);

impl Config {
    fn new(scenario: &Scenario, options: &StartOptions) -> Result<Self, String> {
        preinitialize()?;
        let mut config = MaybeUninit::uninit();
        // SAFETY: PyConfig_InitIsolatedConfig writes every field.
        let mut config = Self(unsafe {
            PyConfig_InitIsolatedConfig(config.as_mut_ptr());
            config.assume_init()
        });
        config.0.site_import = 0;
        config.0.install_signal_handlers = 0;
        config.0.write_bytecode = 0;
        config.set(offset_of!(PyConfig, home), &c_path(options.home.as_ref().unwrap_or(&scenario.home))?)?;
        let executable = c_path(&scenario.executable)?;
        config.set(offset_of!(PyConfig, executable), &executable)?;
        config.set(offset_of!(PyConfig, program_name), &executable)?;
        append(&mut config.0.xoptions, &options.xoptions)?;
        append(&mut config.0.warnoptions, &options.warnoptions)?;
        Ok(config)
    }

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

/// Sets UTF-8 mode: an isolated Python before 3.15 stays in the C locale, and would take file names as ASCII.
fn preinitialize() -> Result<(), String> {
    let mut config = MaybeUninit::uninit();
    // SAFETY: PyPreConfig_InitIsolatedConfig writes every field.
    let mut config = unsafe {
        PyPreConfig_InitIsolatedConfig(config.as_mut_ptr());
        config.assume_init()
    };
    config.utf8_mode = 1;
    // SAFETY: the configuration is complete. The call does nothing if Python is preinitialized.
    check(unsafe { Py_PreInitialize(&config) })
}

fn append(list: &mut PyWideStringList, items: &[String]) -> Result<(), String> {
    for item in items {
        let item = c_text(item)?;
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
