//! The configuration of a sub-interpreter.

use crate::fields::Fields;

/// The fields of `PyInterpreterConfig`.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "each is described in CPython's documentation")]
pub struct InterpreterConfig {
    pub use_main_obmalloc: bool,
    pub allow_fork: bool,
    pub allow_exec: bool,
    pub allow_threads: bool,
    pub allow_daemon_threads: bool,
    pub check_multi_interp_extensions: bool,
    pub gil: Gil,
}

/// Whose GIL a sub-interpreter has.
#[derive(Clone, Copy, Debug)]
pub enum Gil {
    /// `PyInterpreterConfig_DEFAULT_GIL`.
    Default,
    /// `PyInterpreterConfig_SHARED_GIL`.
    Shared,
    /// `PyInterpreterConfig_OWN_GIL`.
    Own,
}

impl InterpreterConfig {
    /// Takes a configuration from the fields of an object.
    pub(crate) fn parse(fields: &Fields) -> Result<Self, String> {
        Ok(Self {
            use_main_obmalloc: fields.flag("use_main_obmalloc")?,
            allow_fork: fields.flag("allow_fork")?,
            allow_exec: fields.flag("allow_exec")?,
            allow_threads: fields.flag("allow_threads")?,
            allow_daemon_threads: fields.flag("allow_daemon_threads")?,
            check_multi_interp_extensions: fields.flag("check_multi_interp_extensions")?,
            gil: match fields.text("gil")? {
                "default" => Gil::Default,
                "shared" => Gil::Shared,
                "own" => Gil::Own,
                other => return Err(format!("`gil` is {other:?}, not default, shared or own")),
            },
        })
    }
}
