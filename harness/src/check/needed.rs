//! What a library asks the dynamic linker for.

use std::collections::BTreeSet;
use std::env::consts::ARCH;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use object::elf::{DT_NEEDED, DT_RPATH, DT_RUNPATH, FileHeader32, FileHeader64};
use object::read::elf::{Dyn, FileHeader, SectionHeader};
use object::{Endianness, FileKind};

/// Whether a library, or one of those that it leads to, is linked with the library of this name.
pub(super) fn needs(library: &Path, name: &str) -> bool {
    let all = [library.to_owned()].into_iter().chain(behind(library));
    all.filter_map(|library| Links::of(&library))
        .any(|links| links.needed.iter().any(|needed| needed == name.as_bytes()))
}

/// The libraries that a library leads to, as far as they are found.
pub(super) fn behind(library: &Path) -> BTreeSet<PathBuf> {
    let mut known = BTreeSet::new();
    let mut waiting = vec![library.to_owned()];
    while let Some(library) = waiting.pop() {
        let Some(links) = Links::of(&library) else { continue };
        for needed in &links.needed {
            let file = links.folders(&library).map(|folder| folder.join(OsStr::from_bytes(needed)));
            let file = file.into_iter().find(|file| file.is_file());
            waiting.extend(file.filter(|file| known.insert(file.clone())));
        }
    }
    known
}

/// The names of the libraries that a library is linked with.
pub(super) fn needed_by(library: &Path) -> Vec<OsString> {
    let needed = Links::of(library).map(|links| links.needed).unwrap_or_default();
    needed.into_iter().map(OsString::from_vec).collect()
}

/// The entries of a library's dynamic section that name others.
#[derive(Default)]
struct Links {
    needed: Vec<Vec<u8>>,
    /// As they are written.
    run_paths: Vec<Vec<u8>>,
}

impl Links {
    fn of(library: &Path) -> Option<Self> {
        if !library.is_file() {
            return None;
        }
        let data = fs::read(library).ok()?;
        match FileKind::parse(data.as_slice()).ok()? {
            FileKind::Elf64 => Self::read::<FileHeader64<Endianness>>(&data),
            FileKind::Elf32 => Self::read::<FileHeader32<Endianness>>(&data),
            _ => None,
        }
    }

    fn read<H: FileHeader<Endian = Endianness>>(data: &[u8]) -> Option<Self> {
        let header = H::parse(data).ok()?;
        let endian = header.endian().ok()?;
        let sections = header.sections(endian, data).ok()?;
        let mut links = Self::default();
        for section in sections.iter() {
            let Some((entries, strings)) = section.dynamic(endian, data).ok()? else { continue };
            let strings = sections.strings(endian, data, strings).ok()?;
            for entry in entries {
                let list = match entry.tag(endian) {
                    DT_NEEDED => &mut links.needed,
                    DT_RPATH | DT_RUNPATH => &mut links.run_paths,
                    _ => continue,
                };
                list.extend(
                    u32::try_from(entry.val(endian)).ok().and_then(|at| strings.get(at).ok()).map(<[u8]>::to_vec),
                );
            }
        }
        Some(links)
    }

    /// Where the dynamic linker looks, but for its cache.
    fn folders(&self, library: &Path) -> impl Iterator<Item = PathBuf> {
        let origin = library.parent().unwrap_or(Path::new("/")).as_os_str().as_bytes();
        let own = self.run_paths.iter().flat_map(|paths| paths.split(|byte| *byte == b':'));
        let own: Vec<PathBuf> = own.map(|folder| expanded(folder, origin)).collect();
        let system = ["/lib".to_owned(), "/usr/lib".to_owned(), format!("/lib/{ARCH}-linux-gnu"), "/lib64".to_owned()];
        own.into_iter().chain(system.into_iter().map(PathBuf::from))
    }
}

/// `$ORIGIN`, at the beginning, is the folder of the library.
fn expanded(folder: &[u8], origin: &[u8]) -> PathBuf {
    let rest = folder.strip_prefix(b"$ORIGIN").or_else(|| folder.strip_prefix(b"${ORIGIN}"));
    let folder = rest.map_or_else(|| folder.to_vec(), |rest| [origin, rest].concat());
    OsString::from_vec(folder).into()
}
