//! The probe as bytecode: it would take longer to compile it in every run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::BuildError;
use super::key::Key;
use super::store::Wanted;
use crate::plan::PROBE;
use crate::project::Project;
use crate::python::Python;

/// Its name in the folder where it was compiled.
pub(super) const FILE: &str = "probe.marshal";

const COMPILE: &str = "import marshal, sys; \
    sys.stdout.buffer.write(marshal.dumps(compile(sys.stdin.buffer.read(), '<probe>', 'exec')))";

/// Compiles the probe for a Python, without any fixtures, or finds it compiled. `tell` hears of what is being built.
///
/// # Errors
/// When the Python can't be started, or the folder can't be written.
pub fn build_probe(project: &Project, python: &Python, tell: &dyn Fn(&str)) -> Result<PathBuf, BuildError> {
    let key = || {
        let mut key = Key::default();
        key.text(PROBE).stamp(python.library());
        Ok(key)
    };
    let name = python.version.to_string();
    let what = format!("the probe for Python {name}");
    let wanted = Wanted { shelf: &project.work.join("probes"), name: &name, what: &what, key: &key, tell };
    Ok(wanted.get(|folder| compile(python, folder))?.join(FILE))
}

/// Compiles the probe into a folder.
pub(super) fn compile(python: &Python, folder: &Path) -> Result<(), BuildError> {
    let failed = |message: String| BuildError::Probe {
        python: python.version.to_string(),
        executable: python.executable.clone(),
        message,
    };
    let source = folder.join("probe.py");
    fs::write(&source, PROBE).map_err(BuildError::file("write", &source))?;
    let input = fs::File::open(&source).map_err(BuildError::file("read", &source))?;
    let output = Command::new(&python.executable)
        .args(["-I", "-S", "-c", COMPILE])
        .env_clear()
        .stdin(input)
        .output()
        .map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        return Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
    }
    let target = folder.join(FILE);
    fs::write(&target, output.stdout).map_err(BuildError::file("write", target))
}
