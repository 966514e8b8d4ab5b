//! Wheels: their tags, their extension modules, and their installation.

use std::path::{Path, PathBuf};

use zip::ZipArchive;

use super::Problem;
use super::candidate::Named;
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
    libraries: Vec<Entry>,
}

/// A file of a wheel that may be an extension module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its path in the wheel.
    pub(super) path: PathBuf,
    /// Its path below the folder that the wheel is installed into.
    pub(super) installed: PathBuf,
    /// Whether Python imports from there.
    pub(super) importable: bool,
}

impl Entry {
    /// From a name in the table of contents. `NAME.data/` has parts for each place of an installation.
    fn new(name: &str) -> Self {
        let part = name.split_once(".data/").filter(|(top, _)| !top.contains('/')).map(|(_, rest)| rest);
        let (installed, importable) = match part.and_then(|rest| rest.split_once('/')) {
            Some(("platlib" | "purelib", rest)) => (rest.into(), true),
            Some(("scripts", rest)) => (Path::new("bin").join(rest), false),
            Some(("headers", rest)) => (Path::new("include").join(rest), false),
            Some((_, rest)) => (rest.into(), false),
            None => (name.into(), true),
        };
        Self { path: name.into(), installed, importable }
    }
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
        let names: Vec<_> = archive.file_names().collect::<Result<_, _>>().map_err(|error| wrong(error.to_string()))?;
        let files = names.iter().filter(|name| !name.ends_with('/'));
        let mut libraries: Vec<Entry> = files.map(|name| Entry::new(name)).collect();
        libraries.retain(|entry| Named::of(&entry.installed) != Named::Other);
        if libraries.is_empty() {
            return Err(Problem::NoExtension(path.to_owned()));
        }
        let tags = |text: &str| text.split('.').map(str::to_owned).collect();
        Ok(Self { path: path.to_owned(), pythons: tags(pythons), abis: tags(abis), libraries })
    }

    pub(super) fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The files that may be extension modules.
    pub(super) fn libraries(&self) -> &[Entry] {
        &self.libraries
    }

    /// Says why it isn't for this Python, by its tags. What platforms they allow is left to pip.
    pub(super) fn refuses(&self, version: Version) -> Option<String> {
        let fits = self.pythons.iter().any(|python| self.abis.iter().any(|abi| fits(python, abi, version)));
        (!fits).then(|| format!("its tags are {}-{}", self.pythons.join("."), self.abis.join(".")))
    }

    /// Installs it with its dependencies into a sandbox.
    pub(super) fn install(&self, python: &Python, builds: Builds, interrupt: &Interrupt) -> Result<Sandbox, Problem> {
        pip::install(&self.path, python, builds, interrupt)
    }
}

/// Whether a Python takes wheels with these tags, as pip decides it.
fn fits(python: &str, abi: &str, version: Version) -> bool {
    let minor = |prefix: &str| python.strip_prefix(prefix).and_then(|minor| minor.parse::<u8>().ok());
    // `cp312` is for that Python alone, but with the stable ABI for those after it, as `py312` always is.
    let exact = minor("cp3") == Some(version.minor);
    let since = |first: Option<u8>| first.is_some_and(|first| first <= version.minor);
    match abi {
        "none" => exact || python == "py3" || since(minor("py3")),
        "abi3" => !version.free_threaded && since(minor("cp3")),
        "abi3t" => version.minor >= 15 && since(minor("cp3")),
        // A debug build takes what is made for its release build.
        abi => {
            let own = |version: Version| format!("cp3{}{}", version.minor, version.abi_flags());
            exact && (abi == own(version) || abi == own(Version { debug: false, ..version }))
        }
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
    fn parts_of_wheels_are_installed_in_different_places() {
        for (name, installed, importable) in [
            ("pkg/_x.so", "pkg/_x.so", true),
            ("x-1.data/platlib/pkg/_x.so", "pkg/_x.so", true),
            ("x-1.data/purelib/_x.so", "_x.so", true),
            ("x-1.data/scripts/_x.so", "bin/_x.so", false),
            ("x-1.data/data/lib/_x.so", "lib/_x.so", false),
            ("pkg/x.data/scripts/_x.so", "pkg/x.data/scripts/_x.so", true),
        ] {
            let entry = Entry { path: name.into(), installed: installed.into(), importable };
            assert_eq!(Entry::new(name), entry);
        }
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
            ("cp39.cp310", "abi3", true, false),
            ("cp313", "abi3t", false, false),
            ("cp312", "cp313", false, false),
            ("cp312.cp313", "cp312.cp313.cp313t", true, true),
            ("py3", "none", true, true),
            ("py2.py3", "none", true, true),
            ("py312", "none", true, true),
            ("py314", "none", false, false),
            ("py2", "none", false, false),
            ("cp313", "none", true, true),
            ("cp312", "none", false, false),
            ("pp310", "none", false, false),
        ] {
            let wheel = wheel(python, abi);
            assert_eq!(wheel.refuses(plain).is_none(), fits, "{python}-{abi}");
            assert_eq!(wheel.refuses(free).is_none(), fits_free, "{python}-{abi}");
        }
        let debug = Version { debug: true, ..plain };
        assert_eq!(
            ["cp313d", "cp313", "cp313t"].map(|abi| wheel("cp313", abi).refuses(debug).is_none()),
            [true, true, false]
        );
    }
}
