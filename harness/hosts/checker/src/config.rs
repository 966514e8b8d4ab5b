//! Starting Python without knowing the layout of `PyConfig`, which differs in every version.
//!
//! Everything is said in words that all versions understand: arguments of the command line, which `PyConfig` parses itself,
//! and environment variables.

use std::env;
use std::ffi::{CStr, CString, c_char};

use extproof_host::{Scenario, StartOptions, c_path, c_text};

use crate::isolated;
use crate::own;
use crate::python::{
    Py_InitializeFromConfig, PyConfig, PyConfig_Clear, PyConfig_InitPythonConfig, PyConfig_SetBytesArgv,
};
use crate::role::{Role, role};
use crate::status::check;

/// Without site and user site, in UTF-8 mode, without writing bytecode.
const ARGUMENTS: [&CStr; 5] = [c"-S", c"-s", c"-B", c"-X", c"utf8"];

/// What has no argument. To be called while there is only one thread.
pub(crate) fn set_environment(scenario: &Scenario) {
    // SAFETY: no other thread reads the environment: there is none yet.
    unsafe {
        env::set_var("PYTHONHOME", &scenario.home);
        env::set_var("PYTHONSAFEPATH", "1");
    }
}

/// `Py_InitializeFromConfig`; the command is for `Py_RunMain`.
pub(crate) fn initialize(scenario: &Scenario, options: &StartOptions, command: Option<&CStr>) -> Result<(), String> {
    match role() {
        Role::Checker => {
            own::register()?;
            Config::new().start(&arguments(scenario, options, &ARGUMENTS, command)?)
        }
        Role::Loaded(_) => isolated::initialize(scenario, options, command),
    }
}

/// The arguments of the command line.
pub(crate) fn arguments(
    scenario: &Scenario,
    options: &StartOptions,
    usual: &[&CStr],
    command: Option<&CStr>,
) -> Result<Vec<CString>, String> {
    let mut arguments: Vec<CString> = vec![c_path(&scenario.executable)?];
    arguments.extend(usual.iter().copied().map(CStr::to_owned));
    for (flag, values) in [(c"-X", &options.xoptions), (c"-W", &options.warnoptions)] {
        for value in values {
            arguments.extend([flag.to_owned(), c_text(value)?]);
        }
    }
    arguments.extend(command.iter().flat_map(|command| [c"-c", command]).map(CStr::to_owned));
    Ok(arguments)
}

/// A `PyConfig` that is cleared when it is dropped.
pub(crate) struct Config(Box<Room>);

// It has about 500 bytes: there is room for one many times as large.
#[repr(C, align(16))]
struct Room([u8; 16 << 10]);

impl Config {
    pub(crate) fn new() -> Self {
        let mut config = Self(Box::new(Room([0; 16 << 10])));
        // SAFETY: the call writes every field of a PyConfig, for which there is room, aligned for any type of C.
        unsafe { PyConfig_InitPythonConfig(config.pointer()) };
        config
    }

    pub(crate) fn pointer(&mut self) -> *mut PyConfig {
        (&raw mut *self.0).cast()
    }

    /// Has the arguments parsed, and starts Python.
    pub(crate) fn start(&mut self, arguments: &[CString]) -> Result<(), String> {
        let arguments: Vec<*const c_char> = arguments.iter().map(|argument| argument.as_ptr()).collect();
        // SAFETY: the configuration is initialized, and both calls copy what they need of it and of the arguments.
        unsafe {
            check(PyConfig_SetBytesArgv(self.pointer(), arguments.len() as isize, arguments.as_ptr()))?;
            check(Py_InitializeFromConfig(self.pointer()))
        }
    }
}

impl Drop for Config {
    fn drop(&mut self) {
        // SAFETY: the configuration was initialized, and is not used again.
        unsafe { PyConfig_Clear(self.pointer()) }
    }
}
