//! What the file of a library says of it.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use object::elf;
use object::read::ReadRef;
use object::read::elf::{FileHeader, SectionHeader, SectionTable, Sym};
use object::{Endianness, ReadCache};

/// The header of files for this machine.
#[cfg(target_pointer_width = "64")]
type Header = elf::FileHeader64<Endianness>;
#[cfg(target_pointer_width = "32")]
type Header = elf::FileHeader32<Endianness>;

const INITS: [&str; 4] = ["PyInit_", "PyInitU_", "PyModExport_", "PyModExportU_"];

/// Whether a library is a module of Python.
pub(super) fn is_module(path: &Path) -> bool {
    let is_init = |name: &str| INITS.iter().any(|init| name.starts_with(init));
    let found = with_sections(path, |endian, data, sections| {
        let symbols = sections.symbols(endian, data, elf::SHT_DYNSYM)?;
        let mut defined = symbols.iter().filter(|symbol| !symbol.is_undefined(endian));
        Ok(defined.any(|symbol| {
            symbol.name(endian, symbols.strings()).is_ok_and(|name| str::from_utf8(name).is_ok_and(is_init))
        }))
    });
    found.unwrap_or_default()
}

/// Names of places in a library's data.
#[derive(Default)]
pub(super) struct Symbols {
    /// Sizes and names, by address.
    data: BTreeMap<u64, (u64, String)>,
    /// Sections with data: address, size, name.
    sections: Vec<(u64, u64, String)>,
}

impl Symbols {
    /// Reads a file; without any, places have numbers only.
    pub(super) fn read(path: &Path) -> Self {
        with_sections(path, |endian, data, sections| Self::collect(endian, data, sections)).unwrap_or_default()
    }

    fn collect<'data, R: ReadRef<'data>>(
        endian: Endianness,
        data: R,
        sections: &SectionTable<'data, Header, R>,
    ) -> object::Result<Self> {
        let mut found = Self::default();
        for section in sections.iter() {
            let flags = section.sh_flags(endian);
            let has = |flag: elf::SectionFlags| flags.0 & flag.0 != 0;
            if has(elf::SHF_ALLOC) && has(elf::SHF_WRITE) && !has(elf::SHF_TLS) {
                let name = String::from_utf8_lossy(sections.section_name(endian, section)?).into_owned();
                found.sections.push((section.sh_addr(endian), section.sh_size(endian), name));
            }
        }
        for kind in [elf::SHT_DYNSYM, elf::SHT_SYMTAB] {
            let symbols = sections.symbols(endian, data, kind)?;
            let is_data = |symbol: &&<Header as FileHeader>::Sym| {
                symbol.st_type() == elf::STT_OBJECT && !symbol.is_undefined(endian)
            };
            for symbol in symbols.iter().filter(is_data) {
                let name = String::from_utf8_lossy(symbol.name(endian, symbols.strings())?).into_owned();
                found.data.insert(symbol.st_value(endian), (symbol.st_size(endian), name));
            }
        }
        Ok(found)
    }

    /// The name of a place: that of its symbol, else its section, with the distance from its beginning.
    pub(super) fn name(&self, address: u64) -> String {
        let symbol = self.data.range(..=address).next_back().map(|(start, (size, name))| (*start, *size, name));
        if let Some((start, _, name)) = symbol.filter(|(start, size, _)| address - start < (*size).max(1)) {
            let distance = address - start;
            return if distance == 0 { name.clone() } else { format!("{name}+0x{distance:x}") };
        }
        let is_in = |start: u64, size: u64| address.checked_sub(start).is_some_and(|distance| distance < size);
        match self.sections.iter().find(|(start, size, _)| is_in(*start, *size)) {
            Some((start, _, name)) => format!("{name}+0x{:x}", address - start),
            None => format!("0x{address:x}"),
        }
    }
}

/// Reads something from the sections of a file; nothing if it isn't what it should be.
fn with_sections<T>(
    path: &Path,
    read: impl for<'data> FnOnce(
        Endianness,
        &'data ReadCache<File>,
        &SectionTable<'data, Header, &'data ReadCache<File>>,
    ) -> object::Result<T>,
) -> Option<T> {
    let data = &ReadCache::new(File::open(path).ok()?);
    let header = Header::parse(data).ok()?;
    let endian = header.endian().ok()?;
    let sections = header.sections(endian, data).ok()?;
    read(endian, data, &sections).ok()
}
