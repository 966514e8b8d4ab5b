//! Hosts whose package is a static library. Cargo compiles it once for a Python; then the C compiler links it with the
//! fixtures and libpython, so that another fixture or link configuration needs no cargo.

use std::path::{Path, PathBuf};

use super::key::Key;
use super::order::Order;
use super::store::WantedBuild;
use super::{BuildError, cargo, command, link, tools};
use crate::host::Package;

const LIBRARY: &str = "libhost.a";

/// What the C library and the unwinder of Rust's standard library need.
const NEEDED: [&str; 6] = ["-lgcc_s", "-lutil", "-lrt", "-lpthread", "-lm", "-ldl"];

/// Builds a host and puts its executable at `output`.
pub(super) fn program(
    order: &Order<'_>,
    package: &Package,
    main: &str,
    output: &Path,
    tell: &dyn Fn(&str),
) -> Result<(), BuildError> {
    let library = compiled(order, package, tell)?;
    let mut command = command::c_compiler();
    command.arg("-o").arg(output);
    // Only what `main` needs is taken from the library.
    command.args([format!("-Wl,--undefined={main}"), format!("-Wl,--defsym=main={main}")]);
    command
        .args(["-Wl,--gc-sections", "-Wl,--strip-debug", "-Wl,-z,now"])
        .arg(&library)
        .args(order.link_arguments)
        .args(NEEDED);
    let done = command::call_compiler(order, &mut command)?;
    if !done.succeeded() {
        return Err(order.failed(&done, &format!("the linker {}", tools::ended(&done))));
    }
    Ok(())
}

/// The static library, the same for all variants of a host.
fn compiled(order: &Order<'_>, package: &Package, tell: &dyn Fn(&str)) -> Result<PathBuf, BuildError> {
    let host = &order.kind.manifest.name;
    let shelf = order.project.work.join("host-libraries");
    let name = format!("{host}-{}", order.python.version);
    let what = format!("the library of host {host} for Python {}", order.python.version);
    let key = || key(order, package);
    let wanted = WantedBuild { shelf: &shelf, name: &name, what: &what, key: &key, interrupt: order.interrupt, tell };
    let folder = wanted.get(|folder| cargo::library(order, package, &folder.join(LIBRARY)))?;
    Ok(folder.join(LIBRARY))
}

/// Everything that the library depends on.
fn key(order: &Order<'_>, package: &Package) -> Result<Key, BuildError> {
    let mut key = order.sources()?;
    cargo::add_workspace(&mut key, order, package)?;
    key.text(link::pyo3_config(order.python, cargo::LIBRARY_LINK));
    Ok(key)
}
