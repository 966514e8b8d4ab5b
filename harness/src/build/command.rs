//! Building hosts with a command of their own.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::order::Order;
use super::store::WantedBuild;
use super::{BuildError, cargo, tools};
use crate::host::{Argument, HostKind, Placeholder};
use crate::isolate::tool::Called;
use crate::python::Python;

/// Builds a host. The command has to make the executable `output`, in a folder of its own.
pub(super) fn program(
    order: &Order<'_>,
    compile: Option<&[Argument]>,
    build: &[Argument],
    output: &Path,
    tell: &dyn Fn(&str),
) -> Result<(), BuildError> {
    let objects = compile.map(|compile| compiled(order, compile, tell)).transpose()?;
    let value = |word: Placeholder| match word {
        Placeholder::Output => vec![output.to_string_lossy().into_owned()],
        Placeholder::Objects => objects.iter().map(|folder| folder.to_string_lossy().into_owned()).collect(),
        Placeholder::LinkArgs => order.link_arguments.to_vec(),
        word => fact(order.kind, order.python, word),
    };
    let mut command = command(build, &value);
    order.tell(&mut command)?;
    let done = call(order, "build", command.current_dir(output.parent().unwrap_or(output)))?;
    if !output.is_file() {
        let program = command.get_program().display();
        return Err(order.failed(&done, &format!("`{program}` succeeded, but didn't make {}", output.display())));
    }
    Ok(())
}

/// The folder of what doesn't depend on the fixtures, the same for all variants of a host.
fn compiled(order: &Order<'_>, compile: &[Argument], tell: &dyn Fn(&str)) -> Result<PathBuf, BuildError> {
    let host = &order.kind.manifest.name;
    let shelf = order.project.work.join("host-objects");
    let name = format!("{host}-{}", order.python.version);
    let what = format!("the objects of host {host} for Python {}", order.python.version);
    let key = || {
        let mut key = order.sources()?;
        key.compilers().program(&self::name(order, compile)).stamp(order.python.library()).headers(order.python);
        Ok(key)
    };
    let wanted = WantedBuild { shelf: &shelf, name: &name, what: &what, key: &key, interrupt: order.interrupt, tell };
    wanted.get(|folder| {
        let value = |word: Placeholder| match word {
            Placeholder::Objects => vec![folder.to_string_lossy().into_owned()],
            word => fact(order.kind, order.python, word),
        };
        let mut command = command(compile, &value);
        order.tell_python(&mut command, cargo::LIBRARY_LINK)?;
        call(order, "compile", command.current_dir(folder)).map(drop)
    })
}

fn command(arguments: &[Argument], value: &dyn Fn(Placeholder) -> Vec<String>) -> Command {
    let mut words = arguments.iter().flat_map(|argument| argument.fill(value));
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}

/// Runs the command of a key of the manifest.
fn call(order: &Order<'_>, key: &str, command: &mut Command) -> Result<Called, BuildError> {
    let advice = format!("install it, or change `{key}` in {}", order.kind.manifest.path.display());
    let done = tools::call(command, &[], order.interrupt).map_err(BuildError::tool(&order.kind.name, advice))?;
    if !done.succeeded() {
        let problem = format!("`{}` {}", command.get_program().display(), tools::ended(&done));
        return Err(order.failed(&done, &problem));
    }
    Ok(done)
}

/// The name of a command's program.
pub(super) fn name(order: &Order<'_>, arguments: &[Argument]) -> String {
    let words = arguments.iter().flat_map(|argument| argument.fill(&|word| fact(order.kind, order.python, word)));
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
        Placeholder::Output | Placeholder::Objects | Placeholder::LinkArgs | Placeholder::Checker => Vec::new(),
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
