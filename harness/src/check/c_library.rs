//! The C library of a Python, which decides what wheels are for it.

use crate::python::Python;

/// The C library of a Python.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CLibrary {
    /// The GNU C library, with its major and minor version where the Python knows it.
    Glibc(Option<(u32, u32)>),
    /// musl.
    Musl,
}

impl CLibrary {
    /// That of a Python, by the dynamic linker that its executable names.
    pub(super) fn of(python: &Python) -> Self {
        let linker = python.elf_interpreter.file_name().unwrap_or_default();
        if linker.to_string_lossy().starts_with("ld-musl") { Self::Musl } else { Self::Glibc(python.glibc) }
    }

    /// Whether a wheel with this platform tag can have been made for it. `linux` is any.
    pub(super) fn takes(self, platform: &str) -> bool {
        match self {
            Self::Glibc(version) => {
                let is_older = |needed| version.is_some_and(|version| version < needed);
                !platform.starts_with("musllinux") && !needed_glibc(platform).is_some_and(is_older)
            }
            Self::Musl => !platform.starts_with("manylinux"),
        }
    }

    pub(super) fn name(self) -> String {
        match self {
            Self::Glibc(Some((major, minor))) => format!("glibc {major}.{minor}"),
            Self::Glibc(None) => "glibc".to_owned(),
            Self::Musl => "musl".to_owned(),
        }
    }
}

/// The oldest glibc that a platform tag is for, as PEP 600 says: `manylinux_2_17_x86_64`, `manylinux2014_x86_64`.
fn needed_glibc(platform: &str) -> Option<(u32, u32)> {
    const OLD_NAMES: [(&str, (u32, u32)); 3] = [("1_", (2, 5)), ("2010_", (2, 12)), ("2014_", (2, 17))];
    let rest = platform.strip_prefix("manylinux")?;
    if let Some((_, version)) = OLD_NAMES.iter().find(|(name, _)| rest.starts_with(name)) {
        return Some(*version);
    }
    let mut numbers = rest.strip_prefix('_')?.splitn(3, '_').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}
