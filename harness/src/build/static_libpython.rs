//! Whether a Python's static libpython can be linked. It depends on how it was built and packaged: Debian's of 3.14 refers
//! to objects that Debian doesn't ship.

use std::fs;

use extproof_contract::Link;

use super::order::Order;
use super::{BuildError, command};
use crate::isolate::Folder;

/// The smallest embedding program. It needs no header, so that only linking can fail.
const PROGRAM: &str = "\
int Py_BytesMain(int argc, char **argv);
int main(int argc, char **argv)
{
    return Py_BytesMain(argc, argv);
}
";

/// Links a program that only starts Python in the way in which the host is to be linked, so that a host's own faults
/// aren't taken for libpython's.
///
/// # Errors
/// [`BuildError::StaticLibpython`] if that fails.
pub(super) fn check(order: &Order<'_>) -> Result<(), BuildError> {
    const LINES: usize = 3;
    if !matches!(order.kind.link, Link::Exported | Link::Hidden) {
        return Ok(());
    }
    let folder = Folder::new(None)?;
    let source = folder.path().join("starts-python.c");
    fs::write(&source, PROGRAM).map_err(BuildError::file("write", &source))?;
    let mut command = command::c_compiler();
    command.arg("-o").arg(folder.path().join("starts-python")).arg(&source).args(order.link_arguments);
    let called = command::call_compiler(order, &mut command)?;
    if called.succeeded() {
        return Ok(());
    }
    let [_, said] = called.said();
    let lines: Vec<&str> = said.lines().collect();
    Err(BuildError::StaticLibpython { output: lines[lines.len().saturating_sub(LINES)..].join("\n  ") })
}
