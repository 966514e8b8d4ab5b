//! The configuration of a sub-interpreter, as the library takes it.

use extproof_embed::SubConfig;
use extproof_host::{InterpreterConfig, InterpreterGil};

/// The same configuration.
pub(crate) fn convert(config: &InterpreterConfig) -> SubConfig {
    let base = match config.gil {
        InterpreterGil::Own => SubConfig::own_gil(),
        InterpreterGil::Default | InterpreterGil::Shared => SubConfig::shared_gil(),
    };
    base.main_allocator(config.use_main_obmalloc)
        .allow_fork(config.allow_fork)
        .allow_exec(config.allow_exec)
        .allow_threads(config.allow_threads)
        .allow_daemon_threads(config.allow_daemon_threads)
        .check_extensions(config.check_multi_interp_extensions)
}
