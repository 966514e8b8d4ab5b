//! A CPython in the folder in which it was built, laid out as if it were installed: hosts give Python its home, and below
//! that it looks for a standard library in one folder, which a build doesn't have.

use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::Xxh3;

use super::facts::Facts;
use crate::shell::quoted;

/// What the build writes beside its executable.
const MARK: &str = "pybuilddir.txt";

/// The folder of an executable that wasn't installed. A shared libpython is there, too, where only its users look.
pub(super) fn build_folder(executable: &Path) -> Option<&Path> {
    executable.parent().filter(|folder| folder.join(MARK).is_file())
}

/// The executable of a build in a folder.
pub(super) fn executable_in(folder: &Path) -> Option<PathBuf> {
    Some(folder.join("python")).filter(|path| path.is_file() && build_folder(path).is_some())
}

/// The facts of a build, as they are after it has been laid out below a folder. Others stay as they are.
pub(super) fn installed(facts: &Facts, folder: &Path) -> io::Result<Facts> {
    let Some(modules) = &facts.built_modules else { return Ok(facts.clone()) };
    let below = facts.built_stdlib.strip_prefix(&facts.prefix).unwrap_or(Path::new("lib/python"));
    let names = names(&facts.stdlib)?;
    let mut key = Xxh3::new();
    let told = [&facts.executable, &facts.stdlib, modules].map(|path| path.as_os_str());
    for part in told.into_iter().chain(names.iter().map(OsString::as_os_str)) {
        key.update(part.as_bytes());
        key.update(b"\0");
    }
    let prefix = folder.join(format!("{:016x}", key.digest()));
    if !prefix.is_dir() {
        fs::create_dir_all(folder)?;
        remove_stale(folder, below);
        let new = tempfile::tempdir_in(folder)?;
        lay_out(new.path(), below, facts, modules, &names)?;
        match fs::rename(new.path(), &prefix) {
            // Another process was faster.
            Err(error) if !matches!(error.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists) => {
                return Err(error);
            }
            _ => {}
        }
    }
    let stdlib = prefix.join(below);
    Ok(Facts { built_stdlib: stdlib.clone(), stdlib, prefix, ..facts.clone() })
}

/// What starts a build with a shared libpython that has been laid out.
pub(super) fn starter(facts: &Facts) -> Option<PathBuf> {
    facts.built_modules.as_ref().filter(|_| facts.shared).map(|_| facts.prefix.join(STARTER))
}

/// Removes what was laid out for builds that are gone.
fn remove_stale(folder: &Path, below: &Path) {
    for prefix in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        let modules = prefix.join(below).join(MODULES);
        if modules.is_symlink() && !modules.exists() {
            // What remains is tried again next time.
            drop(fs::remove_dir_all(prefix));
        }
    }
}

/// The folder of modules in C, below the standard library.
const MODULES: &str = "lib-dynload";

const STARTER: &str = "bin/python";

/// Everything is a link, so that what is built later counts, too.
fn lay_out(prefix: &Path, below: &Path, facts: &Facts, modules: &Path, names: &[OsString]) -> io::Result<()> {
    let stdlib = prefix.join(below);
    fs::create_dir_all(&stdlib)?;
    for name in names.iter().filter(|name| *name != MODULES) {
        symlink(facts.stdlib.join(name), stdlib.join(name))?;
    }
    symlink(modules, stdlib.join(MODULES))?;
    if facts.shared {
        let starter = prefix.join(STARTER);
        fs::create_dir_all(prefix.join("bin"))?;
        let folder = facts.executable.parent().unwrap_or(Path::new("/"));
        let [folder, executable] = [folder, &facts.executable].map(|path| quoted(&path.to_string_lossy()));
        let text = format!("#!/bin/sh\nLD_LIBRARY_PATH={folder} exec {executable} \"$@\"\n");
        fs::write(&starter, text)?;
        fs::set_permissions(&starter, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

fn names(folder: &Path) -> io::Result<Vec<OsString>> {
    let mut names: Vec<_> = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>()?;
    // It comes and goes.
    names.retain(|name| name != "__pycache__");
    names.sort();
    Ok(names)
}
