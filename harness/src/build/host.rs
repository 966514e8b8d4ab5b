//! Prepares hosts, so that they can be started.

use std::env;
use std::path::{Path, PathBuf};

use super::key::Key;
use super::order::Order;
use super::store::WantedBuild;
use super::{BuildError, Materials, build_checker, cargo, command, library, link, static_libpython};
use crate::host::{Argument, HostKind, Making, Placeholder};
use crate::isolate::{Interrupt, Program};
use crate::project::Project;
use crate::python::Python;

/// A host for one Python, or the reason why there is none.
#[derive(Clone, Debug)]
pub enum BuiltHost {
    /// How it is started.
    Ready(Launch),
    /// Why it isn't available for this Python.
    NotAvailable(String),
}

/// How a host is started.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The executable.
    pub program: PathBuf,
    /// Its first arguments.
    pub arguments: Vec<String>,
}

impl Launch {
    /// A host that is an executable.
    pub fn executable(program: impl Into<PathBuf>) -> Self {
        Self { program: program.into(), arguments: Vec::new() }
    }

    /// The call of the host without the argument that the contract defines.
    pub fn alone(&self) -> Program {
        self.arguments.iter().fold(Program::new(&self.program), |program, word| program.arg(word))
    }

    /// The call of the host with an argument: a scenario, or `--describe`.
    pub fn with(&self, argument: impl AsRef<Path>) -> Program {
        self.alone().arg(argument.as_ref())
    }

    /// The host's file: the executable, or the script that it interprets.
    pub fn file(&self) -> &Path {
        self.arguments.iter().rev().map(Path::new).find(|path| path.is_absolute()).unwrap_or(&self.program)
    }
}

pub(super) const EXECUTABLE: &str = "host";

/// Builds a host for a Python, or finds it built. `tell` reports what is being built.
///
/// # Errors
/// When a host of the suite can't be built. Any other host is then not available.
pub fn build_host(
    project: &Project,
    kind: &HostKind,
    python: &Python,
    materials: &Materials,
    interrupt: &Interrupt,
    tell: &dyn Fn(&str),
) -> Result<BuiltHost, BuildError> {
    if let Some(reason) = kind.manifest.refuses(&python.version) {
        return Ok(BuiltHost::NotAvailable(reason));
    }
    if let Making::Program { run } = &kind.manifest.making {
        return there(project, kind, run, python, interrupt, tell);
    }
    let arguments = match link::arguments(python, materials, kind.link) {
        Ok(arguments) => arguments,
        Err(reason) => return Ok(BuiltHost::NotAvailable(reason)),
    };
    let order = Order { project, kind, python, link_arguments: &arguments, interrupt };
    match stored(&order, tell) {
        Err(error @ BuildError::StaticLibpython { .. }) => Ok(BuiltHost::NotAvailable(error.to_string())),
        Err(error) if error.is_of_host() && !kind.manifest.suite => Ok(BuiltHost::NotAvailable(error.reason())),
        built => built,
    }
}

/// A prebuilt host.
fn there(
    project: &Project,
    kind: &HostKind,
    run: &[Argument],
    python: &Python,
    interrupt: &Interrupt,
    tell: &dyn Fn(&str),
) -> Result<BuiltHost, BuildError> {
    let has = |word| run.iter().any(|argument| argument.has(word));
    if has(Placeholder::Libpython) && python.shared_library.is_none() {
        return Ok(BuiltHost::NotAvailable(link::NO_SHARED_LIBRARY.to_owned()));
    }
    let checker = match has(Placeholder::Checker).then(|| build_checker(project, interrupt, tell)).transpose() {
        Err(error) if error.is_of_host() && !kind.manifest.suite => {
            return Ok(BuiltHost::NotAvailable(error.reason()));
        }
        checker => checker?.map(|checker| started(&checker, python)).unwrap_or_default(),
    };
    let fact = |word| match word {
        Placeholder::Checker => checker.clone(),
        word => command::fact(kind, python, word),
    };
    let mut words = run.iter().flat_map(|argument| argument.fill(&fact));
    // The program's path is relative to the manifest.
    let program = kind.manifest.folder().join(words.next().unwrap_or_default());
    if !program.exists() {
        return Ok(BuiltHost::NotAvailable(format!("{} does not exist", program.display())));
    }
    Ok(BuiltHost::Ready(Launch { program, arguments: words.collect() }))
}

/// The command that starts a program that loads this Python. A Python with its own C library needs its own dynamic
/// linker.
fn started(program: &Path, python: &Python) -> Vec<String> {
    let program = program.to_string_lossy().into_owned();
    if !python.own_c_library {
        return vec![program];
    }
    let folders = env::join_paths(&python.runtime_library_dirs).unwrap_or_default();
    let linker = python.elf_interpreter.to_string_lossy().into_owned();
    vec![linker, "--library-path".to_owned(), folders.to_string_lossy().into_owned(), program]
}

fn stored(order: &Order<'_>, tell: &dyn Fn(&str)) -> Result<BuiltHost, BuildError> {
    let Order { project, kind, python, interrupt, .. } = order;
    let shelf = project.work.join("hosts");
    let name = format!("{}-{}", kind.name, python.version);
    let what = format!("host {} for Python {}", kind.name, python.version);
    let wanted = WantedBuild { shelf: &shelf, name: &name, what: &what, key: &|| key(order), interrupt, tell };
    let folder = wanted.get(|folder| {
        static_libpython::check(order)?;
        let output = folder.join(EXECUTABLE);
        match &kind.manifest.making {
            Making::Cargo(package) => cargo::program(order, package, &output),
            Making::Library { package, main } => library::program(order, package, main, &output, tell),
            Making::Command { compile, build } => command::program(order, compile.as_deref(), build, &output, tell),
            Making::Program { .. } => Ok(()),
        }
    })?;
    Ok(BuiltHost::Ready(Launch::executable(folder.join(EXECUTABLE))))
}

/// Everything that the host depends on.
fn key(order: &Order<'_>) -> Result<Key, BuildError> {
    let Order { kind, python, link_arguments, .. } = order;
    let mut key = order.sources()?;
    match &kind.manifest.making {
        Making::Cargo(package) => cargo::add_workspace(&mut key, order, package)?,
        Making::Library { package, .. } => {
            cargo::add_workspace(&mut key, order, package)?;
            key.compilers().variable("LDFLAGS");
        }
        Making::Command { compile, build } => {
            key.compilers().variable("LDFLAGS");
            for arguments in compile.iter().chain([build]) {
                key.program(&command::name(order, arguments));
            }
            key.headers(python);
        }
        Making::Program { .. } => {}
    }
    key.text(link::pyo3_config(python, kind.link)).text(link_arguments.join("\n")).stamp(python.library());
    Ok(key)
}
