//! Starting Python from a `PyInitConfig`, which can have modules.

use std::ffi::{CStr, CString, c_char, c_int};
use std::ptr;

use extproof_host::{Entry, Scenario, StartOptions, c_path, c_text};
use extproof_host_capi::inittab::{self, InitFunction};
use pyo3_ffi::{
    _inittab, Py_InitializeFromInitConfig, PyInitConfig, PyInitConfig_Create, PyInitConfig_Free, PyInitConfig_GetError,
    PyInitConfig_SetInt, PyInitConfig_SetStr, PyInitConfig_SetStrList,
};

unsafe extern "C" {
    /// pyo3-ffi's declaration has no NULL function.
    #[link_name = "PyInitConfig_AddModule"]
    fn add_module(config: *mut PyInitConfig, name: *const c_char, function: Option<InitFunction>) -> c_int;
}

/// A `PyInitConfig` that is freed when it is dropped.
pub(crate) struct InitConfig(*mut PyInitConfig);

impl InitConfig {
    pub(crate) fn new() -> Result<Self, String> {
        // SAFETY: the call may be made at any time.
        let config = unsafe { PyInitConfig_Create() };
        if config.is_null() { Err("PyInitConfig_Create: NULL".to_owned()) } else { Ok(Self(config)) }
    }

    /// `PyInitConfig_AddModule`.
    pub(crate) fn add_module(&mut self, entry: Entry) -> Result<(), String> {
        let _inittab { name, initfunc } = inittab::resolve(entry)?;
        // SAFETY: the configuration lives, and the name lives as long as the process.
        let result = unsafe { add_module(self.0, name, initfunc) };
        self.check("PyInitConfig_AddModule", result)
    }

    /// `Py_InitializeFromInitConfig`, with the settings that the other way to start has.
    pub(crate) fn initialize(&mut self, scenario: &Scenario, options: &StartOptions) -> Result<(), String> {
        for (name, value) in
            [(c"utf8_mode", 1), (c"site_import", 0), (c"install_signal_handlers", 0), (c"write_bytecode", 0)]
        {
            // SAFETY: the configuration lives, and the name is a string of C.
            let result = unsafe { PyInitConfig_SetInt(self.0, name.as_ptr(), value) };
            self.check("PyInitConfig_SetInt", result)?;
        }
        let executable = c_path(&scenario.executable)?;
        let home = c_path(options.home.as_ref().unwrap_or(&scenario.home))?;
        for (name, value) in [(c"home", &home), (c"executable", &executable), (c"program_name", &executable)] {
            // SAFETY: the configuration lives, and name and value are strings of C, which it copies.
            let result = unsafe { PyInitConfig_SetStr(self.0, name.as_ptr(), value.as_ptr()) };
            self.check("PyInitConfig_SetStr", result)?;
        }
        self.set_list(c"xoptions", &options.xoptions)?;
        self.set_list(c"warnoptions", &options.warnoptions)?;
        // SAFETY: the configuration lives. Python judges the call itself.
        let result = unsafe { Py_InitializeFromInitConfig(self.0) };
        self.check("Py_InitializeFromInitConfig", result)
    }

    fn set_list(&mut self, name: &CStr, items: &[String]) -> Result<(), String> {
        let items: Vec<CString> = items.iter().map(|item| c_text(item)).collect::<Result<_, _>>()?;
        let mut pointers: Vec<*const c_char> = items.iter().map(|item| item.as_ptr()).collect();
        // SAFETY: the configuration lives, and there are so many strings of C, which it copies.
        let result = unsafe { PyInitConfig_SetStrList(self.0, name.as_ptr(), pointers.len(), pointers.as_mut_ptr()) };
        self.check("PyInitConfig_SetStrList", result)
    }

    /// The error of a call, if it is one.
    fn check(&self, call: &str, result: c_int) -> Result<(), String> {
        if result == 0 {
            return Ok(());
        }
        let mut message = ptr::null();
        // SAFETY: the configuration lives, and there is a place for the message, which lives as long.
        unsafe {
            PyInitConfig_GetError(self.0, &raw mut message);
            let message = if message.is_null() { c"-1" } else { CStr::from_ptr(message) };
            Err(format!("{call}: {}", message.to_string_lossy()))
        }
    }
}

impl Drop for InitConfig {
    fn drop(&mut self) {
        // SAFETY: nothing uses the configuration after that.
        unsafe { PyInitConfig_Free(self.0) }
    }
}
