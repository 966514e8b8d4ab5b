//! Wheels: their tags, their extension modules, and their installation.

use std::path::{Path, PathBuf};

use zip::ZipArchive;

use super::Problem;
use super::pip::{self, Builds};
use crate::file;
use crate::isolate::{Interrupt, Sandbox};
use crate::python::Python;
use crate::version::Version;

/// A wheel with extension modules.
#[derive(Debug)]
pub struct Wheel {
    path: PathBuf,
    /// `cp312`, `abi3` ...
    pythons: Vec<String>,
    abis: Vec<String>,
    /// Its shared libraries, as paths below the folder that it is installed into.
    libraries: Vec<PathBuf>,
}

impl Wheel {
    /// Reads tags and table of contents.
    ///
    /// # Errors
    /// When it isn't a whole wheel, or has no extension modules.
    pub(super) fn read(path: &Path) -> Result<Self, Problem> {
        let wrong = |why: String| Problem::NotAWheel { path: path.to_owned(), why };
        let file = file::open(path).map_err(|source| Problem::Unreadable { path: path.to_owned(), source })?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let parts: Vec<&str> = stem.rsplitn(4, '-').collect();
        let [_platform, abis, pythons, _name] = parts.as_slice() else {
            return Err(wrong("its name is not NAME-VERSION-PYTHON-ABI-PLATFORM.whl".to_owned()));
        };
        let archive = ZipArchive::new(file).map_err(|error| wrong(error.to_string()))?;
        let libraries: Vec<PathBuf> = archive
            .file_names()
            .flatten()
            .filter(|name| name.ends_with(".so"))
            // `NAME.data/platlib/` is laid out like the top of the wheel.
            .map(|name| PathBuf::from(name.split_once(".data/platlib/").map_or(&*name, |(_, name)| name)))
            .collect();
        if libraries.is_empty() {
            return Err(Problem::NoExtension(path.to_owned()));
        }
        let tags = |text: &str| text.split('.').map(str::to_owned).collect();
        Ok(Self { path: path.to_owned(), pythons: tags(pythons), abis: tags(abis), libraries })
    }

    pub(super) fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Shared libraries, as paths below the folder that it is installed into.
    pub(super) fn libraries(&self) -> &[PathBuf] {
        &self.libraries
    }

    /// Says why it isn't for this Python, by its tags. What platforms they allow is left to pip.
    pub(super) fn refuses(&self, version: Version) -> Option<String> {
        let since = |tag: &str| tag.strip_prefix("cp3").and_then(|minor| minor.parse::<u8>().ok());
        let exact = format!("cp3{}{}", version.minor, version.abi_flags());
        let fits = self.abis.iter().any(|abi| match abi.as_str() {
            "abi3" => {
                !version.free_threaded
                    && self.pythons.iter().filter_map(|tag| since(tag)).any(|minor| minor <= version.minor)
            }
            "abi3t" => version.minor >= 15,
            "none" => true,
            abi => abi == exact,
        });
        (!fits).then(|| format!("its tags are {}-{}", self.pythons.join("."), self.abis.join(".")))
    }

    /// Installs it with its dependencies into a sandbox.
    pub(super) fn install(&self, python: &Python, builds: Builds, interrupt: &Interrupt) -> Result<Sandbox, Problem> {
        pip::install(&self.path, python, builds, interrupt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wheel(python: &str, abi: &str) -> Wheel {
        let tags = |text: &str| text.split('.').map(str::to_owned).collect();
        Wheel { path: PathBuf::new(), pythons: tags(python), abis: tags(abi), libraries: Vec::new() }
    }

    #[test]
    fn tags_decide_which_pythons_a_wheel_is_for() {
        let (plain, free) = (Version::new(13, 0), Version::new(13, 0).free_threaded());
        for (python, abi, fits, fits_free) in [
            ("cp313", "cp313", true, false),
            ("cp313", "cp313t", false, true),
            ("cp312", "cp312", false, false),
            ("cp39", "abi3", true, false),
            ("cp314", "abi3", false, false),
            ("py3", "none", true, true),
        ] {
            let wheel = wheel(python, abi);
            assert_eq!(wheel.refuses(plain).is_none(), fits, "{python}-{abi}");
            assert_eq!(wheel.refuses(free).is_none(), fits_free, "{python}-{abi}");
        }
    }
}
