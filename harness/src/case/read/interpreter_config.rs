//! The configuration of a new interpreter.

use extproof_contract::{InterpreterConfig, InterpreterGil};

use crate::document::{Table, wrong_type};

/// Reads the key `config`: a word, or a table.
pub(super) fn read(table: &Table<'_, '_>) -> Option<InterpreterConfig> {
    let value = table.get("config")?;
    if value.get_ref().is_str() {
        return table.one_of("config", &["isolated", "strict"], |name| match name {
            "isolated" => Some(InterpreterConfig::ISOLATED),
            "strict" => Some(InterpreterConfig::STRICT),
            _ => None,
        });
    }
    let Some(inner) = value.get_ref().as_table() else {
        wrong_type(value, "config", "a word or a table", table.problems);
        return None;
    };
    let keys = [
        "use_main_obmalloc",
        "allow_fork",
        "allow_exec",
        "allow_threads",
        "allow_daemon_threads",
        "check_multi_interp_extensions",
        "gil",
    ];
    let inner = Table::new(inner, value.span(), "`config`", &keys, table.problems);
    let base = InterpreterConfig::ISOLATED;
    let flag = |key: &str, otherwise: bool| inner.boolean(key).unwrap_or(otherwise);
    Some(InterpreterConfig {
        use_main_obmalloc: flag("use_main_obmalloc", base.use_main_obmalloc),
        allow_fork: flag("allow_fork", base.allow_fork),
        allow_exec: flag("allow_exec", base.allow_exec),
        allow_threads: flag("allow_threads", base.allow_threads),
        allow_daemon_threads: flag("allow_daemon_threads", base.allow_daemon_threads),
        check_multi_interp_extensions: flag("check_multi_interp_extensions", base.check_multi_interp_extensions),
        gil: inner.one_of("gil", &["default", "shared", "own"], interpreter_gil).unwrap_or(base.gil),
    })
}

fn interpreter_gil(name: &str) -> Option<InterpreterGil> {
    match name {
        "default" => Some(InterpreterGil::Default),
        "shared" => Some(InterpreterGil::Shared),
        "own" => Some(InterpreterGil::Own),
        _ => None,
    }
}
