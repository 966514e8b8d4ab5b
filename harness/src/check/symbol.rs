//! The symbol at a place in a library.

use std::path::Path;

use object::elf::{FileHeader32, FileHeader64};
use object::read::elf::{ElfFile, FileHeader};
use object::{Endianness, FileKind, Object, ObjectSymbol};

use crate::file;

/// The function or variable at a place in a library, if the library says.
pub(super) fn at(library: &Path, place: u64) -> Option<String> {
    let data = file::read(library).ok()?;
    match FileKind::parse(data.as_slice()).ok()? {
        FileKind::Elf64 => find::<FileHeader64<Endianness>>(&data, place),
        FileKind::Elf32 => find::<FileHeader32<Endianness>>(&data, place),
        _ => None,
    }
}

fn find<Header: FileHeader<Endian = Endianness>>(data: &[u8], place: u64) -> Option<String> {
    let library = ElfFile::<Header>::parse(data).ok()?;
    let has = |address: u64, size: u64| (address..address + size.max(1)).contains(&place);
    let mut symbols = library.symbols().chain(library.dynamic_symbols());
    let found = symbols.find(|symbol| symbol.is_definition() && has(symbol.address(), symbol.size()))?;
    found.name().ok().filter(|name| !name.is_empty()).map(str::to_owned)
}
