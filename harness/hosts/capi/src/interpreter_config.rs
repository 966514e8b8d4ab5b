//! The configuration of a sub-interpreter, for C.

use extproof_host::{InterpreterConfig, InterpreterGil};
use pyo3_ffi::{
    PyInterpreterConfig, PyInterpreterConfig_DEFAULT_GIL, PyInterpreterConfig_OWN_GIL, PyInterpreterConfig_SHARED_GIL,
};

/// The structure that C takes.
pub(crate) fn convert(config: &InterpreterConfig) -> PyInterpreterConfig {
    PyInterpreterConfig {
        use_main_obmalloc: config.use_main_obmalloc.into(),
        allow_fork: config.allow_fork.into(),
        allow_exec: config.allow_exec.into(),
        allow_threads: config.allow_threads.into(),
        allow_daemon_threads: config.allow_daemon_threads.into(),
        check_multi_interp_extensions: config.check_multi_interp_extensions.into(),
        gil: match config.gil {
            InterpreterGil::Default => PyInterpreterConfig_DEFAULT_GIL,
            InterpreterGil::Shared => PyInterpreterConfig_SHARED_GIL,
            InterpreterGil::Own => PyInterpreterConfig_OWN_GIL,
        },
    }
}
