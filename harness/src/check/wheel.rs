//! Wheels: their tags, their extension modules, and their installation.

use std::collections::BTreeSet;
use std::env::consts::ARCH;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use super::c_library::CLibrary;
use super::candidate::Named;
use super::pip::{self, Builds};
use super::{Bench, Problem};
use crate::file;
use crate::isolate::{Interrupt, Sandbox};
use crate::version::Version;

/// A wheel with extension modules.
#[derive(Debug)]
pub struct Wheel {
    path: PathBuf,
    /// `cp312`, `abi3` ...
    pythons: Vec<String>,
    abis: Vec<String>,
    platforms: Vec<String>,
    libraries: Vec<WheelFile>,
}

/// A file of a wheel that may be an extension module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WheelFile {
    /// Its path in the wheel.
    pub(super) path: PathBuf,
    /// Its path below the folder that the wheel is installed into.
    pub(super) installed: PathBuf,
    /// Whether Python imports from there.
    pub(super) importable: bool,
}

impl WheelFile {
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
        let [platforms, abis, pythons, _name] = parts.as_slice() else {
            return Err(wrong("its name is not NAME-VERSION-PYTHON-ABI-PLATFORM.whl".to_owned()));
        };
        let is_tag = |char: char| char.is_ascii_alphanumeric() || "._".contains(char);
        if ![pythons, abis, platforms].iter().all(|tags| !tags.is_empty() && tags.chars().all(is_tag)) {
            let why = format!(
                "its name ends with `{pythons}-{abis}-{platforms}`, not with tags; rename it to NAME-VERSION-PYTHON-ABI-PLATFORM.whl"
            );
            return Err(wrong(why));
        }
        let tags = |text: &str| -> Vec<String> { text.split('.').map(str::to_ascii_lowercase).collect() };
        let platforms = tags(platforms);
        if !platforms.iter().any(|platform| is_of_this_machine(platform)) {
            return Err(Problem::WrongMachine { path: path.to_owned(), machine: platforms.join(" or ") });
        }
        let archive = ZipArchive::new(file).map_err(|error| wrong(error.to_string()))?;
        let names: Vec<_> = archive.file_names().collect::<Result<_, _>>().map_err(|error| wrong(error.to_string()))?;
        let files = names.iter().filter(|name| !name.ends_with('/'));
        let mut libraries: Vec<WheelFile> = files.map(|name| WheelFile::new(name)).collect();
        libraries.retain(|entry| Named::of(&entry.installed) != Named::Other);
        // Of two parts of a wheel with the same file, one is installed over the other.
        let mut installed = BTreeSet::new();
        libraries.retain(|entry| installed.insert(entry.installed.clone()));
        if libraries.is_empty() {
            return Err(Problem::NoExtension(path.to_owned()));
        }
        Ok(Self { path: path.to_owned(), pythons: tags(pythons), abis: tags(abis), platforms, libraries })
    }

    pub(super) fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The files that may be extension modules.
    pub(super) fn libraries(&self) -> &[WheelFile] {
        &self.libraries
    }

    /// Says why it isn't for a Python of this version and C library, by its tags. The version of musl is left to pip.
    pub(super) fn refuses(&self, version: Version, c_library: CLibrary) -> Option<String> {
        let fits = self.pythons.iter().any(|python| self.abis.iter().any(|abi| fits(python, abi, version)));
        if !fits {
            return Some(format!("its tags are {}-{}", self.pythons.join("."), self.abis.join(".")));
        }
        let is_of = |platform: &String| c_library.takes(platform);
        let refused = !self.platforms.iter().any(is_of);
        refused.then(|| format!("its tag is {}, and this Python has {}", self.platforms.join("."), c_library.name()))
    }

    /// Installs it with its dependencies, and what brings the other modules, into a sandbox.
    pub(super) fn install(&self, bench: &Bench, builds: Builds, interrupt: &Interrupt) -> Result<Sandbox, Problem> {
        pip::install(self, bench, builds, interrupt)
    }

    /// What it requires without being asked for an extra, as its metadata spell it.
    pub(super) fn requirements(&self) -> Result<Vec<String>, Problem> {
        let mut archive = self.archive()?;
        let names: Vec<String> = archive.file_names().filter_map(|name| Some(name.ok()?.to_string())).collect();
        let is_metadata = |name: &&String| name.split_once(".dist-info/").is_some_and(|(_, rest)| rest == "METADATA");
        let Some(name) = names.iter().find(is_metadata) else { return Ok(Vec::new()) };
        let mut content = Vec::new();
        let mut file = archive.by_name(name).map_err(|error| self.wrong(error.to_string()))?;
        file.read_to_end(&mut content).map_err(|error| self.wrong(error.to_string()))?;
        let text = String::from_utf8_lossy(&content);
        // The description comes behind an empty line.
        let header = text.lines().take_while(|line| !line.trim().is_empty());
        let required = header.filter_map(|line| line.strip_prefix("Requires-Dist:")).map(str::trim);
        let is_extra = |line: &&str| line.split_once(';').is_some_and(|(_, marker)| marker.contains("extra"));
        Ok(required.filter(|line| !is_extra(line)).map(str::to_owned).collect())
    }

    /// Puts all that can be imported from it into a folder.
    pub(super) fn unpack(&self, folder: &Path) -> Result<(), Problem> {
        let mut archive = self.archive()?;
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).map_err(|error| self.wrong(error.to_string()))?;
            let Some(name) = file.enclosed_name().filter(|_| file.is_file()) else { continue };
            let entry = WheelFile::new(&name.to_string_lossy());
            if !entry.importable {
                continue;
            }
            let target = folder.join(&entry.installed);
            let write = |file: &mut dyn Read| {
                fs::create_dir_all(target.parent().unwrap_or(folder))?;
                io::copy(file, &mut File::create(&target)?)
            };
            write(&mut file).map_err(|error| self.wrong(format!("can't unpack {}: {error}", name.display())))?;
        }
        Ok(())
    }

    fn archive(&self) -> Result<ZipArchive<File>, Problem> {
        let unreadable = |source| Problem::Unreadable { path: self.path.clone(), source };
        let file = file::open(&self.path).map_err(unreadable)?;
        ZipArchive::new(file).map_err(|error| self.wrong(error.to_string()))
    }

    fn wrong(&self, why: String) -> Problem {
        Problem::NotAWheel { path: self.path.clone(), why }
    }
}

/// Whether a platform tag names this machine: `manylinux_2_17_x86_64`, `linux_x86_64`, `any`.
fn is_of_this_machine(platform: &str) -> bool {
    const SYSTEMS: [&str; 3] = ["linux", "manylinux", "musllinux"];
    platform == "any"
        || (SYSTEMS.iter().any(|system| platform.starts_with(system)) && platform.ends_with(&format!("_{ARCH}")))
}

/// Whether a Python takes wheels with these tags, as pip decides it.
fn fits(python: &str, abi: &str, version: Version) -> bool {
    // A tag is compared as text: `cp309` is none.
    let number = |text: &str| text.parse::<u8>().ok().filter(|number| number.to_string() == text);
    let minor = |prefix: &str| python.strip_prefix(prefix).and_then(number);
    // `cp312` is for that Python alone, but with the stable ABI for those after it, as `py312` always is.
    let exact = minor("cp3") == Some(version.minor);
    let since = |first: Option<u8>| first.is_some_and(|first| first <= version.minor);
    match abi {
        "none" => exact || python == "py3" || since(minor("py3")),
        // Python 3.2 was the first with the stable ABI.
        "abi3" => !version.free_threaded && since(minor("cp3").filter(|minor| *minor >= 2)),
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
        let (pythons, abis, platforms) = (tags(python), tags(abi), tags("any"));
        Wheel { path: PathBuf::new(), pythons, abis, platforms, libraries: Vec::new() }
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
            let entry = WheelFile { path: name.into(), installed: installed.into(), importable };
            assert_eq!(WheelFile::new(name), entry);
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
            ("cp32", "abi3", true, false),
            ("cp31", "abi3", false, false),
            ("cp309", "abi3", false, false),
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
            assert_eq!(wheel.refuses(plain, CLibrary::Glibc(None)).is_none(), fits, "{python}-{abi}");
            assert_eq!(wheel.refuses(free, CLibrary::Glibc(None)).is_none(), fits_free, "{python}-{abi}");
        }
        let debug = Version { debug: true, ..plain };
        assert_eq!(
            ["cp313d", "cp313", "cp313t"]
                .map(|abi| wheel("cp313", abi).refuses(debug, CLibrary::Glibc(None)).is_none()),
            [true, true, false]
        );
    }

    #[test]
    fn platforms_decide_for_which_machine_and_c_library_a_wheel_is() {
        for (platform, machine, glibc, musl) in [
            (format!("manylinux_2_17_{ARCH}"), true, true, false),
            (format!("manylinux2014_{ARCH}"), true, true, false),
            (format!("manylinux1_{ARCH}"), true, true, false),
            (format!("manylinux_2_28_{ARCH}"), true, true, false),
            (format!("manylinux_2_29_{ARCH}"), true, false, false),
            (format!("manylinux_3_0_{ARCH}"), true, false, false),
            (format!("manylinux_later_{ARCH}"), true, true, false),
            (format!("musllinux_1_2_{ARCH}"), true, false, true),
            (format!("linux_{ARCH}"), true, true, true),
            ("any".to_owned(), true, true, true),
            ("manylinux_2_17_s390x".to_owned(), false, true, false),
            ("macosx_11_0_arm64".to_owned(), false, true, true),
            ("win_amd64".to_owned(), false, true, true),
        ] {
            assert_eq!(is_of_this_machine(&platform), machine, "{platform}");
            assert_eq!(
                [CLibrary::Glibc(Some((2, 28))), CLibrary::Musl].map(|library| library.takes(&platform)),
                [glibc, musl]
            );
        }
    }
}
