//! The configuration of a sub-interpreter.

use std::ffi::c_int;

use pyo3_ffi::{
    PyInterpreterConfig, PyInterpreterConfig_DEFAULT_GIL, PyInterpreterConfig_OWN_GIL, PyInterpreterConfig_SHARED_GIL,
};

use crate::fields::Fields;

/// Takes a configuration from the fields of an object.
pub(crate) fn parse(fields: &Fields) -> Result<PyInterpreterConfig, String> {
    let flag = |key| fields.flag(key).map(c_int::from);
    Ok(PyInterpreterConfig {
        use_main_obmalloc: flag("use_main_obmalloc")?,
        allow_fork: flag("allow_fork")?,
        allow_exec: flag("allow_exec")?,
        allow_threads: flag("allow_threads")?,
        allow_daemon_threads: flag("allow_daemon_threads")?,
        check_multi_interp_extensions: flag("check_multi_interp_extensions")?,
        gil: match fields.text("gil")? {
            "default" => PyInterpreterConfig_DEFAULT_GIL,
            "shared" => PyInterpreterConfig_SHARED_GIL,
            "own" => PyInterpreterConfig_OWN_GIL,
            other => return Err(format!("`gil` is {other:?}, not default, shared or own")),
        },
    })
}
