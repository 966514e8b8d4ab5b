//! The probe as bytecode, because compiling it in every run would take longer.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::key::Key;
use super::store::WantedBuild;
use super::{BuildError, tools};
use crate::isolate::{self, Interrupt};
use crate::plan::PROBE;
use crate::project::Project;
use crate::python::Python;

/// Its file name in the store's folder.
const FILE: &str = "probe.marshal";

const COMPILE: &str = "import marshal, sys; \
    sys.stdout.buffer.write(marshal.dumps(compile(sys.stdin.buffer.read(), '<probe>', 'exec')))";

/// Compiles the probe for a Python, without any fixtures, or finds it compiled. `tell` reports what is being built.
///
/// # Errors
/// When the Python can't be started, or the folder can't be written.
pub fn build_probe(
    project: &Project,
    python: &Python,
    interrupt: &Interrupt,
    tell: &dyn Fn(&str),
) -> Result<PathBuf, BuildError> {
    let key = || {
        let mut key = Key::default();
        key.text(PROBE).stamp(python.library());
        Ok(key)
    };
    let name = python.version.to_string();
    let what = format!("the probe for Python {name}");
    let shelf = project.work.join("probes");
    let wanted = WantedBuild { shelf: &shelf, name: &name, what: &what, key: &key, interrupt, tell };
    Ok(wanted.get(|folder| compile(python, folder, interrupt))?.join(FILE))
}

/// Compiles the probe into a folder.
fn compile(python: &Python, folder: &Path, interrupt: &Interrupt) -> Result<(), BuildError> {
    let failed = |message: String| BuildError::Probe {
        python: python.version.to_string(),
        executable: python.executable.clone(),
        message,
    };
    let mut command = Command::new(&python.executable);
    command.args(["-I", "-S", "-c", COMPILE]).env_clear();
    let called = tools::call(&mut command, PROBE.as_bytes(), interrupt).map_err(|error| match error {
        isolate::Error::Spawn { source, .. } => failed(source.to_string()),
        error => BuildError::Isolate(error),
    })?;
    if !called.succeeded() {
        let [_, said] = called.said();
        return Err(failed(format!("{said}it {}", tools::ended(&called))));
    }
    let target = folder.join(FILE);
    fs::write(&target, called.stdout.bytes).map_err(BuildError::file("write", target))
}
