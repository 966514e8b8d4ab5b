//! Building hosts with a command of their own.

use std::env;
use std::path::Path;
use std::process::Command;

use super::order::Order;
use super::{BuildError, tools};
use crate::host::{Argument, HostKind, Placeholder};
use crate::isolate::tool::Called;
use crate::python::Python;

/// Builds a host in a folder; the command has to make the executable `output`.
pub(super) fn build(order: &Order<'_>, build: &[Argument], folder: &Path, output: &Path) -> Result<(), BuildError> {
    let value = |word: Placeholder| match word {
        Placeholder::Output => vec![output.to_string_lossy().into_owned()],
        Placeholder::LinkArgs => order.link_arguments.to_vec(),
        word => fact(order.kind, order.python, word),
    };
    let mut words = build.iter().flat_map(|argument| argument.fill(&value));
    let program = words.next().unwrap_or_default();
    let mut command = Command::new(&program);
    command.args(words).current_dir(folder);
    order.tell(&mut command)?;
    let advice = format!("install it, or change `build` in {}", order.kind.manifest.path.display());
    let done = tools::call(&mut command, &[], order.interrupt).map_err(BuildError::tool(&order.kind.name, advice))?;
    if !done.succeeded() {
        return Err(order.failed(&done, &format!("`{program}` {}", tools::ended(&done))));
    }
    if !output.is_file() {
        return Err(order.failed(&done, &format!("`{program}` succeeded, but didn't make {}", output.display())));
    }
    Ok(())
}

/// The program that builds a host.
pub(super) fn program(order: &Order<'_>, build: &[Argument]) -> String {
    let words = build.iter().flat_map(|argument| argument.fill(&|word| fact(order.kind, order.python, word)));
    words.into_iter().next().unwrap_or_default()
}

/// What a placeholder stands for, if that depends only on host and Python.
pub(super) fn fact(kind: &HostKind, python: &Python, word: Placeholder) -> Vec<String> {
    let one = |path: &Path| vec![path.to_string_lossy().into_owned()];
    match word {
        Placeholder::Source => one(kind.manifest.folder()),
        Placeholder::Python => one(&python.executable),
        Placeholder::Version => vec![python.version.minor_name()],
        Placeholder::Link => vec![kind.link.name().to_owned()],
        Placeholder::Host => vec![kind.name.clone()],
        Placeholder::Cc => compiler("CC", "cc"),
        Placeholder::Cxx => compiler("CXX", "c++"),
        Placeholder::Includes => python.include_dirs.iter().map(|path| format!("-I{}", path.display())).collect(),
        Placeholder::Libpython => python.shared_library.iter().flat_map(|library| one(&library.path)).collect(),
        Placeholder::Output | Placeholder::LinkArgs | Placeholder::Checker => Vec::new(),
    }
}

/// The call of the C compiler.
pub(super) fn c_compiler() -> Command {
    let words = compiler("CC", "cc");
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]);
    command
}

/// Calls the C compiler for a host.
pub(super) fn call_compiler(order: &Order<'_>, command: &mut Command) -> Result<Called, BuildError> {
    let advice = "install a C compiler, or set CC to one";
    tools::call(command, &[], order.interrupt).map_err(BuildError::tool(&order.kind.name, advice))
}

/// A compiler can be named with arguments, as in `CC="ccache gcc"`.
fn compiler(variable: &str, usual: &str) -> Vec<String> {
    let named = env::var(variable).unwrap_or_default();
    let words: Vec<String> = named.split_whitespace().map(str::to_owned).collect();
    if words.is_empty() { vec![usual.to_owned()] } else { words }
}
