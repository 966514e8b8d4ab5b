//! The configuration of a sub-interpreter.

use serde::{Deserialize, Serialize};

/// The fields of `PyInterpreterConfig`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InterpreterConfig {
    /// Shares the main interpreter's object allocator.
    pub use_main_obmalloc: bool,
    /// `os.fork` works.
    pub allow_fork: bool,
    /// `os.exec*` work.
    pub allow_exec: bool,
    /// Threads can be started.
    pub allow_threads: bool,
    /// Daemon threads can be started.
    pub allow_daemon_threads: bool,
    /// Refuses extension modules that don't declare support.
    pub check_multi_interp_extensions: bool,
    /// Whose GIL.
    pub gil: InterpreterGil,
}

/// The field `gil` of `PyInterpreterConfig`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum InterpreterGil {
    /// `PyInterpreterConfig_DEFAULT_GIL`.
    Default,
    /// `PyInterpreterConfig_SHARED_GIL`.
    Shared,
    /// `PyInterpreterConfig_OWN_GIL`.
    Own,
}

impl InterpreterConfig {
    /// The settings of CPython's isolated interpreters: own GIL, strict check of extension modules.
    pub const ISOLATED: Self = Self {
        use_main_obmalloc: false,
        allow_fork: false,
        allow_exec: false,
        allow_threads: true,
        allow_daemon_threads: false,
        check_multi_interp_extensions: true,
        gil: InterpreterGil::Own,
    };

    /// A shared GIL with the strict check of extension modules.
    pub const STRICT: Self = Self {
        use_main_obmalloc: true,
        allow_fork: true,
        allow_exec: true,
        allow_threads: true,
        allow_daemon_threads: true,
        check_multi_interp_extensions: true,
        gil: InterpreterGil::Shared,
    };
}
