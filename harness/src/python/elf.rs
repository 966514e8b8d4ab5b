//! What an ELF executable asks of the dynamic linker.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use object::elf::{
    DT_RPATH, DT_RUNPATH, DT_STRTAB, EM_AARCH64, EM_X86_64, FileHeader32, FileHeader64, Machine, PT_LOAD,
};
use object::read::elf::{Dyn, FileHeader, ProgramHeader};
use object::{Endianness, FileKind, ReadCache, ReadRef};

use crate::file;

/// The dynamic linker of an executable, and where that looks for libraries.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// `PT_INTERP`; none for a static executable.
    pub(super) interpreter: Option<PathBuf>,
    /// The folders of `DT_RPATH` and `DT_RUNPATH` that exist.
    pub(super) library_dirs: Vec<PathBuf>,
    /// The architecture that it is for, as in [`std::env::consts::ARCH`]; `None` if Pythons for it are not known here.
    pub(super) architecture: Option<&'static str>,
}

/// Reads an executable.
pub(super) fn links(executable: &Path) -> Result<Links, String> {
    let data = ReadCache::new(file::open(executable).map_err(|error| error.to_string())?);
    let (machine, interpreter, run_paths) = match FileKind::parse(&data) {
        Ok(FileKind::Elf64) => read::<FileHeader64<Endianness>, _>(&data),
        Ok(FileKind::Elf32) => read::<FileHeader32<Endianness>, _>(&data),
        _ => return Err("not an ELF file".to_owned()),
    }
    .map_err(|error| error.to_string())?;

    let origin = executable.parent().unwrap_or(Path::new("/"));
    let mut links = Links { interpreter, library_dirs: Vec::new(), architecture: architecture(machine) };
    for folder in run_paths.split(':').filter(|folder| !folder.is_empty()) {
        let origin = origin.to_string_lossy();
        let folder = folder.replace("${ORIGIN}", &origin).replace("$ORIGIN", &origin);
        if let Ok(folder) = Path::new(&folder).canonicalize()
            && !links.library_dirs.contains(&folder)
        {
            links.library_dirs.push(folder);
        }
    }
    Ok(links)
}

fn architecture(machine: Machine) -> Option<&'static str> {
    match machine {
        EM_X86_64 => Some("x86_64"),
        EM_AARCH64 => Some("aarch64"),
        _ => None,
    }
}

/// The machine, the program interpreter and the run paths, as they are written.
fn read<'d, H: FileHeader<Endian = Endianness>, R: ReadRef<'d>>(
    data: R,
) -> object::Result<(Machine, Option<PathBuf>, String)> {
    let header = H::parse(data)?;
    let endian = header.endian()?;
    let segments = header.program_headers(endian, data)?;

    let mut interpreter = None;
    let mut entries: &[H::Dyn] = &[];
    for segment in segments {
        if let Some(path) = segment.interpreter(endian, data)? {
            interpreter = Some(PathBuf::from(OsStr::from_bytes(path)));
        }
        if let Some(dynamic) = segment.dynamic(endian, data)? {
            entries = dynamic;
        }
    }
    // Only the program headers count when a program is started: section headers may be stripped.
    let value = |tag| entries.iter().find(|entry| entry.tag(endian) == tag).map(|entry| entry.val(endian));
    let in_file = |address: u64| {
        segments.iter().filter(|s| s.p_type(endian) == PT_LOAD).find_map(|segment| {
            let (start, size) = (segment.p_vaddr(endian).into(), segment.p_filesz(endian).into());
            let offset = address.checked_sub(start).filter(|offset| *offset < size)?;
            segment.p_offset(endian).into().checked_add(offset)
        })
    };
    let strings = value(DT_STRTAB).and_then(in_file);
    let mut run_paths = String::new();
    for tag in [DT_RPATH, DT_RUNPATH] {
        let (Some(strings), Some(offset)) = (strings, value(tag)) else { continue };
        let start = strings.saturating_add(offset);
        let end = start.saturating_add(64 * 1024).min(data.len().unwrap_or(0));
        if let Ok(text) = data.read_bytes_at_until(start..end, 0) {
            run_paths.push(':');
            run_paths.push_str(&String::from_utf8_lossy(text));
        }
    }
    Ok((header.e_machine(endian), interpreter, run_paths))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_itself_is_of_this_architecture() {
        let links = links(Path::new("/proc/self/exe")).unwrap();
        assert_eq!(links.architecture, Some(std::env::consts::ARCH));
        assert_eq!(architecture(EM_AARCH64), Some("aarch64"));
    }
}
