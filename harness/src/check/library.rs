//! What the file of an extension module says, read without running any of it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use object::elf::{
    EM_386, EM_AARCH64, EM_ARM, EM_PPC64, EM_RISCV, EM_S390, EM_X86_64, FileHeader32, FileHeader64, Machine,
};
use object::read::elf::{FileHeader, ProgramHeader, SectionHeader, Sym};
use object::{Endian as _, Endianness, FileKind};

use super::{Binding, Problem};
use crate::file;

/// What the file of an extension module says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(test, derive(Default))]
pub struct Library {
    /// The file.
    pub path: PathBuf,
    /// The names of its init and export functions: `PyInit_NAME`.
    pub inits: BTreeSet<String>,
    /// Everything that it exports.
    exports: BTreeSet<String>,
    /// What it takes from Python.
    pub(super) needs: BTreeSet<String>,
    /// What it was made with.
    pub binding: Option<Binding>,
}

const INIT: &str = "PyInit_";
const INIT_U: &str = "PyInitU_";
const EXPORT: &str = "PyModExport_";
const EXPORT_U: &str = "PyModExportU_";

impl Library {
    /// Reads a file.
    ///
    /// # Errors
    /// When it isn't a whole shared library for this machine, or no extension module.
    pub fn read(path: &Path) -> Result<Self, Problem> {
        let data = content(path)?;
        let symbols = Symbols::of(path, &data)?;
        if !symbols.has_init() {
            return Err(no_init(path, &symbols.needs));
        }
        let inits = symbols.inits().cloned().collect();
        let Symbols { exports, needs } = symbols;
        Ok(Self { path: path.to_owned(), inits, exports, needs, binding: Binding::of(&data) })
    }

    /// The init function of the module of that name, else its export function.
    pub fn init_of(&self, name: &str) -> Option<String> {
        [INIT, EXPORT].iter().map(|prefix| format!("{prefix}{name}")).find(|symbol| self.exports.contains(symbol))
    }

    /// Whether it is Python itself, which has the init functions of its built-in modules.
    pub(super) fn is_libpython(&self) -> bool {
        is_libpython(&self.exports)
    }

    /// Every symbol of the C API that a libpython has.
    pub(super) fn api_of(libpython: &Path) -> Result<BTreeSet<String>, Problem> {
        Ok(Symbols::of(libpython, &content(libpython)?)?.exports)
    }

    /// What a library exports, unless it is another Python.
    pub(super) fn exports_of(path: &Path) -> Option<BTreeSet<String>> {
        let exports = Symbols::of(path, &content(path).ok()?).ok()?.exports;
        Some(exports).filter(|exports| !is_libpython(exports))
    }
}

fn content(path: &Path) -> Result<Vec<u8>, Problem> {
    file::read(path).map_err(|source| Problem::Unreadable { path: path.to_owned(), source })
}

fn is_libpython(exports: &BTreeSet<String>) -> bool {
    exports.contains("Py_InitializeEx")
}

/// What a library without any init function is: it may be there for others, but not if it takes something from Python.
fn no_init(path: &Path, needs: &BTreeSet<String>) -> Problem {
    let path = path.to_owned();
    if needs.is_empty() { Problem::NoInit(path) } else { Problem::LostInit(path) }
}

/// Whether the function can be called without an import, and put into the table of built-in modules.
pub(super) fn is_init(symbol: &str) -> bool {
    symbol.starts_with(INIT)
}

#[derive(Default)]
struct Symbols {
    exports: BTreeSet<String>,
    needs: BTreeSet<String>,
}

impl Symbols {
    /// Those of a shared library, which may be no extension module.
    fn of(path: &Path, data: &[u8]) -> Result<Self, Problem> {
        match FileKind::parse(data) {
            Ok(FileKind::Elf64) => symbols::<FileHeader64<Endianness>>(path, data),
            Ok(FileKind::Elf32) => symbols::<FileHeader32<Endianness>>(path, data),
            _ => Err(Problem::NotALibrary(path.to_owned())),
        }
    }

    fn inits(&self) -> impl Iterator<Item = &String> {
        let is_init = |name: &&String| [INIT, INIT_U, EXPORT, EXPORT_U].iter().any(|prefix| name.starts_with(prefix));
        self.exports.iter().filter(is_init)
    }

    fn has_init(&self) -> bool {
        self.inits().next().is_some()
    }
}

/// The dynamic symbols.
fn symbols<H: FileHeader<Endian = Endianness>>(path: &Path, data: &[u8]) -> Result<Symbols, Problem> {
    let truncated = || Problem::Truncated(path.to_owned());
    let header = H::parse(data).map_err(|_| truncated())?;
    let Ok(endian) = header.endian() else { return Err(Problem::NotALibrary(path.to_owned())) };
    let machine = header.e_machine(endian);
    let own_class = header.is_class_64() == cfg!(target_pointer_width = "64");
    let own_order = endian.is_big_endian() == cfg!(target_endian = "big");
    if machine != OWN_MACHINE || !own_class || !own_order {
        return Err(match read_symbols(header, endian, data).ok().flatten() {
            Some(symbols) if !symbols.has_init() => no_init(path, &symbols.needs),
            _ => Problem::WrongMachine { path: path.to_owned(), machine: machine_name(header, endian) },
        });
    }
    if header.e_type(endian) != object::elf::ET_DYN {
        return Err(Problem::NotALibrary(path.to_owned()));
    }
    read_symbols(header, endian, data).ok().flatten().ok_or_else(truncated)
}

/// The dynamic symbols; none if the file is shorter than it says.
fn read_symbols<H: FileHeader<Endian = Endianness>>(
    header: &H,
    endian: Endianness,
    data: &[u8],
) -> object::Result<Option<Symbols>> {
    let sections = header.sections(endian, data)?;
    // The loader would map what isn't there, and the process would die of it.
    for section in sections.iter().filter(|section| section.sh_type(endian) != object::elf::SHT_NOBITS) {
        section.data(endian, data)?;
    }
    let segments = header.program_headers(endian, data)?;
    let length = data.len() as u64;
    let complete = |segment: &H::ProgramHeader| {
        let end = segment.p_offset(endian).into().checked_add(segment.p_filesz(endian).into());
        end.is_some_and(|end| end <= length)
    };
    if !segments.iter().all(complete) {
        return Ok(None);
    }
    let table = sections.symbols(endian, data, object::elf::SHT_DYNSYM)?;
    let mut symbols = Symbols::default();
    for symbol in table.iter() {
        let Ok(name) = std::str::from_utf8(symbol.name(endian, table.strings())?) else { continue };
        if symbol.is_undefined(endian) {
            let weak = symbol.st_bind() == object::elf::STB_WEAK;
            if !weak && (name.starts_with("Py") || name.starts_with("_Py")) {
                symbols.needs.insert(name.to_owned());
            }
        } else {
            symbols.exports.insert(name.to_owned());
        }
    }
    Ok(Some(symbols))
}

/// The machine of this program.
const OWN_MACHINE: Machine = if cfg!(target_arch = "x86_64") {
    EM_X86_64
} else if cfg!(target_arch = "aarch64") {
    EM_AARCH64
} else if cfg!(target_arch = "x86") {
    EM_386
} else if cfg!(target_arch = "arm") {
    EM_ARM
} else if cfg!(target_arch = "riscv64") {
    EM_RISCV
} else if cfg!(target_arch = "powerpc64") {
    EM_PPC64
} else {
    EM_S390
};

/// What is in another way than usual is part of it: x86_64 has programs with pointers of 32 bits, too.
fn machine_name<H: FileHeader<Endian = Endianness>>(header: &H, endian: Endianness) -> String {
    let machine = header.e_machine(endian);
    let name = short_name(machine);
    match () {
        () if machine != OWN_MACHINE => name,
        () if header.is_class_64() != cfg!(target_pointer_width = "64") => {
            format!("{name} ({}-bit)", if header.is_class_64() { 64 } else { 32 })
        }
        () => format!("{name} ({}-endian)", if endian.is_big_endian() { "big" } else { "little" }),
    }
}

fn short_name(machine: Machine) -> String {
    let names = [
        (EM_X86_64, "x86_64"),
        (EM_AARCH64, "aarch64"),
        (EM_386, "i686"),
        (EM_ARM, "arm"),
        (EM_RISCV, "riscv"),
        (EM_PPC64, "ppc64"),
        (EM_S390, "s390x"),
    ];
    let name = names.iter().find(|(number, _)| *number == machine).map(|(_, name)| (*name).to_owned());
    name.unwrap_or_else(|| format!("machine {}", machine.0))
}
