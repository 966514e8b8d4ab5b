//! From what a Python says to what is really there.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::file;
use crate::version::{Implementation, Version};

use super::elf;
use super::facts::Facts;
use super::unusable::UnusablePython;
use super::{Python, SharedLibrary};

/// Finds and checks all that is needed for embedding, or of one that can't be embedded, for starting it.
pub(super) fn resolve(facts: &Facts) -> Result<Python, UnusablePython> {
    let version = supported(facts)?;
    let place = Layout::of(facts);

    let shared_library = shared_library(facts, &place, &version).filter(|_| facts.shared);
    let static_library = place.library(facts, &format!("libpython{}.a", version.minor_name())).map(|(_, path)| path);
    if version.implementation.can_be_embedded() && shared_library.is_none() && static_library.is_none() {
        return Err(UnusablePython::NoLibrary { version, prefix: facts.prefix.clone() });
    }

    let links = elf::links(&facts.executable).map_err(UnusablePython::NoInterpreter)?;
    let elf_interpreter =
        links.interpreter.ok_or_else(|| UnusablePython::NoInterpreter("statically linked".to_owned()))?;
    let own_c_library = own_elf_interpreter().is_some_and(|own| real(&elf_interpreter) != real(own));
    let runtime_library_dirs =
        if own_c_library { runtime_library_dirs(links.library_dirs, &elf_interpreter) } else { Vec::new() };

    Ok(Python {
        executable: facts.executable.clone(),
        version,
        prefix: facts.prefix.clone(),
        stdlib: facts.stdlib.clone(),
        include_dirs: include_dirs(facts, &place, &version),
        ext_suffix: facts.ext_suffix.clone(),
        extension_suffixes: facts.extension_suffixes.clone(),
        shared_library,
        static_library,
        static_link_flags: static_link_flags(facts, &place),
        architecture: links.architecture.unwrap_or(std::env::consts::ARCH).to_owned(),
        elf_interpreter,
        glibc: facts.glibc(),
        own_c_library,
        runtime_library_dirs,
    })
}

fn supported(facts: &Facts) -> Result<Version, UnusablePython> {
    let implementation = Implementation::from_name(&facts.implementation)
        .ok_or_else(|| UnusablePython::UnknownImplementation(facts.implementation.clone()))?;
    let minors = implementation.minors();
    let [major, minor, micro] = facts.version;
    if (major, minor) < (3, (*minors.start()).into()) {
        return Err(UnusablePython::TooOld(implementation));
    }
    let minor = u8::try_from(minor).ok().filter(|minor| major == 3 && minors.contains(minor));
    let (minor, micro) = minor.zip(u8::try_from(micro).ok()).ok_or(UnusablePython::TooNew(implementation))?;
    Ok(Version { implementation, minor, micro, free_threaded: facts.free_threaded, debug: facts.debug })
}

/// Where a Python is, and where it was meant to be when it was built.
///
/// The two differ for one that has been unpacked or copied. What sysconfig says then belongs to another Python, if
/// there is anything at all: such a path counts only below the folder where this Python is.
struct Layout {
    prefix: PathBuf,
    /// Set if that is another folder.
    built_prefix: Option<PathBuf>,
}

impl Layout {
    fn of(facts: &Facts) -> Self {
        let built_prefix = facts.stdlib.strip_prefix(&facts.prefix).ok().and_then(|stdlib| {
            let built = facts.built_stdlib.ancestors().nth(stdlib.components().count())?;
            (facts.built_stdlib.ends_with(stdlib) && real(built) != real(&facts.prefix)).then(|| built.to_owned())
        });
        Self { prefix: facts.prefix.clone(), built_prefix }
    }

    /// A path that sysconfig names.
    fn locate(&self, path: &Path) -> PathBuf {
        match self.built_prefix.as_ref().map(|built| path.strip_prefix(built)) {
            Some(Ok(below)) => self.prefix.join(below),
            _ => path.to_owned(),
        }
    }

    /// A library of exactly this name: the folder it is found in, and the real file.
    fn library(&self, facts: &Facts, name: &str) -> Option<(PathBuf, PathBuf)> {
        facts.library_dirs.iter().filter(|dir| dir.is_absolute()).find_map(|dir| {
            let dir = self.locate(dir);
            let file = dir.join(name).canonicalize().ok().filter(|file| file.is_file())?;
            // A link of an unpacked Python may lead to the system's.
            let at_home = self.built_prefix.is_none() || file.starts_with(real(&self.prefix));
            let named = file.file_name().is_some_and(|real| real.to_string_lossy().starts_with(name));
            (at_home && named).then(|| (real(&dir), file))
        })
    }
}

/// The file that is linked with, else the one that is loaded: without a development package, that is all there is.
fn shared_library(facts: &Facts, place: &Layout, version: &Version) -> Option<SharedLibrary> {
    let link_name = format!("python{}", version.minor_name());
    let linked = format!("lib{link_name}.so");
    // Conda's Pythons name their archive instead.
    let usual = format!("{linked}.1.0");
    let loaded = if facts.library_file.starts_with(&linked) { &facts.library_file } else { &usual };
    let found =
        |name: &str, link_name| place.library(facts, name).map(|(dir, path)| SharedLibrary { path, dir, link_name });
    found(&linked, link_name).or_else(|| found(loaded, format!(":{loaded}")))
}

/// The folders of the headers; none if they aren't there, whole and of this version.
fn include_dirs(facts: &Facts, place: &Layout, version: &Version) -> Vec<PathBuf> {
    let mut dirs: Vec<PathBuf> = Vec::new();
    for dir in facts.include_dirs.iter().filter(|dir| dir.is_absolute()).map(|dir| place.locate(dir)) {
        let is_there =
            if dir.join("Python.h").exists() { is_of(version, &dir) } else { dir.join("pyconfig.h").exists() };
        if is_there && !dirs.contains(&dir) {
            dirs.push(dir);
        }
    }
    // Debian's pyconfig.h is one line: include <x86_64-linux-gnu/python3.14/pyconfig.h>. The compiler looks for that in
    // /usr/include by itself, and in no other folder.
    let include = place.prefix.join("include");
    let split = !facts.multiarch.is_empty()
        && include.join(&facts.multiarch).join(format!("python{}", version.minor_name())).join("pyconfig.h").is_file();
    if split && !dirs.is_empty() && place.prefix != Path::new("/usr") && !dirs.contains(&include) {
        dirs.push(include);
    }
    let has = |header: &&str| dirs.iter().any(|dir| dir.join(header).is_file());
    if ["Python.h", "pyconfig.h"].iter().all(has) { dirs } else { Vec::new() }
}

/// Whether the headers in a folder are of exactly this version: the folder's name has no patch number.
fn is_of(version: &Version, dir: &Path) -> bool {
    let text = file::read_text(&dir.join("patchlevel.h")).unwrap_or_default();
    let defined = |name: &str, value: u8| {
        text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).any(|words| {
            words.starts_with(&["#define", name]) && words.get(2).is_some_and(|word| word.parse() == Ok(value))
        })
    };
    defined("PY_MINOR_VERSION", version.minor) && defined("PY_MICRO_VERSION", version.micro)
}

/// What is left of sysconfig's flags that concerns the libraries to link with.
fn static_link_flags(facts: &Facts, place: &Layout) -> Vec<String> {
    let mut flags: Vec<String> = Vec::new();
    for flag in facts.libraries.iter().flat_map(|text| text.split_whitespace()) {
        let flag = match flag.strip_prefix("-L").map(|dir| place.locate(Path::new(dir))) {
            Some(dir) if dir.is_dir() => format!("-L{}", dir.display()),
            None if flag == "-pthread" || flag.starts_with("-l") => flag.to_owned(),
            _ => continue,
        };
        if !flags.contains(&flag) {
            flags.push(flag);
        }
    }
    flags
}

/// The run paths of the executable, and the folder of the C library that belongs to its dynamic linker.
fn runtime_library_dirs(mut dirs: Vec<PathBuf>, elf_interpreter: &Path) -> Vec<PathBuf> {
    if let Some(dir) = real(elf_interpreter).parent()
        && dir.join("libc.so.6").exists()
        && !dirs.iter().any(|known| known == dir)
    {
        dirs.push(dir.to_owned());
    }
    dirs
}

/// The dynamic linker of this process; of the system's shell if this process is static.
fn own_elf_interpreter() -> Option<&'static PathBuf> {
    static OWN: OnceLock<Option<PathBuf>> = OnceLock::new();
    let of = |path: &str| elf::links(Path::new(path)).ok()?.interpreter;
    OWN.get_or_init(|| of("/proc/self/exe").or_else(|| of("/bin/sh"))).as_ref()
}

fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
