//! Shared libraries, checked before Python is initialized.

use std::fs::{self, File};
use std::path::Path;

use object::elf::{FileHeader64, PT_LOAD};
use object::read::elf::{FileHeader, ProgramHeader};
use object::{Endianness, FileKind, ReadCache};

use crate::version::{self, MINOR};
use crate::{Error, InitFunction, sys};

/// Opens the library of a module and finds its init function: the given one, or that of the module's name; `None` if Python
/// has to find it itself.
pub(crate) fn open(name: &str, path: &Path, given: Option<String>) -> Result<Option<InitFunction>, Error> {
    let missing = |source| Error::MissingLibrary { name: name.to_owned(), path: path.to_owned(), source };
    let broken = |cause: String| Error::BrokenLibrary { name: name.to_owned(), path: path.to_owned(), cause };
    if let Some(symbol) = given.as_ref().filter(|symbol| !symbol.starts_with("PyInit_")) {
        return Err(Error::InitFunctionName { name: name.to_owned(), symbol: symbol.clone() });
    }
    // A pipe would be waited for.
    if !fs::metadata(path).map_err(missing)?.is_file() {
        return Err(broken("it isn't a regular file".to_owned()));
    }
    let file = File::open(path).map_err(missing)?;
    if let Some(tag) = other_abi(path) {
        return Err(Error::OtherAbi { name: name.to_owned(), path: path.to_owned(), tag });
    }
    let length = file.metadata().map_err(missing)?.len();
    complete(file, length).map_err(broken)?;
    let library = sys::open(path).map_err(broken)?;
    let last = name.rsplit('.').next().unwrap_or_default();
    let is_python_to_find = !name.is_ascii() || (MINOR >= 15 && library.exports(&format!("PyModExport_{last}")));
    if given.is_none() && is_python_to_find {
        return Ok(None);
    }
    let init = given.unwrap_or_else(|| format!("PyInit_{last}"));
    let function = library.function(&init);
    function.map(Some).ok_or_else(|| broken(format!("it doesn't export the init function {init}")))
}

/// The tag in a file name by which a library says that it is for another Python: `cpython-312`, which is `cp312` on Windows.
fn other_abi(path: &Path) -> Option<String> {
    let file = path.file_name()?.to_string_lossy().into_owned();
    let platform = |tag: &str| tag.split_once('-').map_or(tag, |(own, _)| own).to_owned();
    file.split('.').skip(1).find_map(|part| {
        let (shown, version) = match part.strip_prefix("cpython-") {
            Some(rest) => (format!("cpython-{}", platform(rest)), platform(rest)),
            None => (platform(part), platform(part.strip_prefix("cp").unwrap_or_default())),
        };
        let is_of_cpython = version.starts_with('3') && version[1..].starts_with(|next: char| next.is_ascii_digit());
        // Release builds and debug builds take each other's.
        let is_other = is_of_cpython && version.trim_end_matches('d') != version::tag_number();
        let is_stable = part == "abi3" && cfg!(Py_GIL_DISABLED);
        (is_other || is_stable || part.starts_with("pypy") || part.starts_with("graalpy")).then_some(shown)
    })
}

/// Checks that a library isn't truncated: the system would map it, and the process would crash when it is used.
fn complete(file: File, length: u64) -> Result<(), String> {
    let data = ReadCache::new(file);
    if !matches!(FileKind::parse(&data), Ok(FileKind::Elf64)) {
        return Ok(());
    }
    let check = || -> object::Result<bool> {
        let header = FileHeader64::<Endianness>::parse(&data)?;
        let endian = header.endian()?;
        let end = |segment: &<FileHeader64<Endianness> as FileHeader>::ProgramHeader| {
            segment.p_offset(endian).saturating_add(segment.p_filesz(endian))
        };
        let mut segments = header.program_headers(endian, &data)?.iter();
        Ok(segments.all(|segment| segment.p_type(endian) != PT_LOAD || end(segment) <= length))
    };
    match check() {
        Ok(true) => Ok(()),
        Ok(false) => Err("it is cut off".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}
