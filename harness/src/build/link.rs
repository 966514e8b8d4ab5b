//! How a host is linked with libpython: the arguments for the linker, and the file that tells pyo3-ffi.

use std::path::{Path, PathBuf};

use extproof_contract::Link;

use super::Materials;
use crate::python::Python;

pub(super) const NO_SHARED_LIBRARY: &str = "this Python has no shared libpython";

/// The arguments for the linker.
///
/// # Errors
/// The reason why this Python can't be linked in this way.
pub(super) fn arguments(python: &Python, materials: &Materials, link: Link) -> Result<Vec<String>, String> {
    let mut arguments = vec![text(&materials.archive)];
    match link {
        Link::Shared | Link::Local => {
            arguments.extend(shared(python).ok_or(NO_SHARED_LIBRARY)?);
        }
        Link::Exported => {
            let archive = static_library(python)?;
            // Only Python's own symbols are exported, not those of the linked fixtures: shared ones must find their own.
            arguments.push("-Wl,--exclude-libs,libextproof_fixtures.a".to_owned());
            arguments.push("-Wl,--whole-archive".to_owned());
            arguments.push(text(&archive));
            arguments.push("-Wl,--no-whole-archive".to_owned());
            arguments.push("-rdynamic".to_owned());
        }
        Link::Hidden => arguments.push(text(&static_library(python)?)),
    }
    if matches!(link, Link::Exported | Link::Hidden) {
        arguments.extend(python.static_link_flags.iter().cloned());
        arguments.extend(["-lm", "-ldl", "-lutil", "-lpthread"].map(str::to_owned));
    }
    if python.own_c_library {
        for folder in &python.runtime_library_dirs {
            arguments.push(format!("-Wl,-rpath,{}", folder.display()));
        }
        arguments.push("-Wl,--allow-shlib-undefined".to_owned());
        arguments.push(format!("-Wl,--dynamic-linker={}", python.elf_interpreter.display()));
    }
    arguments.push("-Wl,--disable-new-dtags".to_owned());
    Ok(arguments)
}

/// The arguments for the shared libpython.
pub(super) fn shared(python: &Python) -> Option<Vec<String>> {
    let library = python.shared_library.as_ref()?;
    let folder = library.dir.display();
    Some(vec![format!("-L{folder}"), format!("-l{}", library.link_name), format!("-Wl,-rpath,{folder}")])
}

fn static_library(python: &Python) -> Result<PathBuf, String> {
    let archive = python.static_library.as_ref().ok_or("this Python has no static libpython")?;
    // Debian ships a second archive that can be linked into position-independent executables.
    let independent = archive.with_file_name(
        archive.file_name().map_or(String::new(), |name| name.to_string_lossy().replace(".a", "-pic.a")),
    );
    Ok(if independent.is_file() { independent } else { archive.clone() })
}

/// The text of `PYO3_CONFIG_FILE`.
pub(super) fn pyo3_config(python: &Python, link: Link) -> String {
    let version = python.version;
    let is_shared = matches!(link, Link::Shared | Link::Local);
    let flags = [(version.free_threaded, "Py_GIL_DISABLED"), (version.debug, "Py_DEBUG")];
    let flags: Vec<&str> = flags.into_iter().filter(|(set, _)| *set).map(|(_, flag)| flag).collect();
    let flags = if flags.is_empty() { String::new() } else { format!("build_flags={}\n", flags.join(",")) };
    let library = match &python.shared_library {
        Some(library) if is_shared => Some((library.link_name.clone(), library.dir.clone())),
        _ => None,
    };
    let folder = || python.static_library.as_deref().and_then(Path::parent).unwrap_or(&python.prefix).to_owned();
    let (name, folder) = library.unwrap_or_else(|| (format!("python{}", version.minor_name()), folder()));
    format!(
        "implementation=CPython\nversion=3.{}\nshared={}\nlib_name={name}\nlib_dir={}\n\
         executable={}\n{flags}suppress_build_script_link_lines=true\n",
        version.minor,
        is_shared,
        folder.display(),
        python.executable.display(),
    )
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
