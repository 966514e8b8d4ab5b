//! The libraries of the module: its own, and those that it brings along. And those of other modules, which it may call.

use std::collections::BTreeSet;
use std::ffi::{CStr, CString, OsStr, c_char, c_int, c_void};
use std::mem::MaybeUninit;
use std::ops::Range;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// How many ranges of code are looked at.
pub(super) const MOST: usize = 512;

/// A library that is loaded.
pub(super) struct Loaded {
    pub(super) path: PathBuf,
    /// Where its address 0 is.
    pub(super) base: usize,
    pub(super) code: Vec<Range<usize>>,
    pub(super) writable: Vec<Range<usize>>,
    /// The file names of the libraries that it needs.
    needs: BTreeSet<Vec<u8>>,
}

/// The libraries that are loaded, as far as they may have to do with what modules leave behind.
pub(super) struct Libraries {
    /// Those of the modules.
    pub(super) own: Vec<Loaded>,
    /// Other extension modules beside them, of their package or of others.
    pub(super) others: Vec<Loaded>,
}

/// The libraries of the modules of one package, of which one has this name and the first file.
pub(super) fn of_modules(name: &str, files: &[&Path]) -> Libraries {
    let files: Vec<PathBuf> = files.iter().copied().map(canonical).collect();
    let root = root(name, files.first().map_or(Path::new("/"), PathBuf::as_path));
    let package = package(name, &root);
    let mut rest = loaded();
    let is_below = |loaded: &&mut Loaded| loaded.path.starts_with(&root) && !files.contains(&loaded.path);
    let others = rest.extract_if(.., |loaded| Some(loaded).filter(is_below).is_some_and(|other| other.is_module()));
    let others = others.collect();
    let is_own = |loaded: &Loaded| {
        files.contains(&loaded.path) || package.as_ref().is_some_and(|it| loaded.path.starts_with(it))
    };
    let mut own: Vec<Loaded> = rest.extract_if(.., |loaded| is_own(loaded)).collect();
    loop {
        let is_needed = |loaded: &Loaded| {
            let file = loaded.path.file_name().unwrap_or_default().as_bytes();
            loaded.path.starts_with(&root) && own.iter().any(|owner| owner.needs.contains(file))
        };
        let more: Vec<Loaded> = rest.extract_if(.., |loaded| is_needed(loaded)).collect();
        if more.is_empty() {
            return Libraries { own, others };
        }
        own.extend(more);
    }
}

/// The folder below which the module has its dotted name.
fn root(name: &str, library: &Path) -> PathBuf {
    let is_package = library.file_name().is_some_and(|file| file.as_bytes().starts_with(b"__init__."));
    let depth = name.matches('.').count() + 1 + usize::from(is_package);
    library.ancestors().nth(depth).unwrap_or(Path::new("/")).to_owned()
}

/// The package that the module is in, or is.
fn package(name: &str, root: &Path) -> Option<PathBuf> {
    let package = root.join(name.split('.').next().unwrap_or(name));
    package.is_dir().then_some(package)
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// All libraries that are loaded.
pub(super) fn loaded() -> Vec<Loaded> {
    unsafe extern "C" fn visit(info: *mut libc::dl_phdr_info, _: usize, all: *mut c_void) -> c_int {
        // SAFETY: the dynamic linker gives a library that is loaded, and `all` is the list below.
        unsafe { (*all.cast::<Vec<Loaded>>()).push(Loaded::of(&*info)) };
        0
    }
    let mut all = Vec::<Loaded>::new();
    // SAFETY: the function takes what is given to it, which lives long enough.
    unsafe { libc::dl_iterate_phdr(Some(visit), (&raw mut all).cast()) };
    all
}

impl Loaded {
    /// # Safety
    /// The library must be loaded.
    unsafe fn of(info: &libc::dl_phdr_info) -> Self {
        let base = info.dlpi_addr as usize;
        // SAFETY: the dynamic linker gives the name and the headers.
        let (name, headers) = unsafe {
            (CStr::from_ptr(info.dlpi_name), std::slice::from_raw_parts(info.dlpi_phdr, info.dlpi_phnum.into()))
        };
        let segments = |wanted: u32| -> Vec<Range<usize>> {
            let it = headers.iter().filter(|header| header.p_type == libc::PT_LOAD && header.p_flags & wanted != 0);
            it.map(|header| base + header.p_vaddr as usize..base + (header.p_vaddr + header.p_memsz) as usize).collect()
        };
        let dynamic = headers.iter().find(|header| header.p_type == libc::PT_DYNAMIC);
        // SAFETY: the segment is loaded as it says.
        let needs = dynamic.map(|header| unsafe { needs(base, base + header.p_vaddr as usize) });
        Self {
            path: canonical(Path::new(OsStr::from_bytes(name.to_bytes()))),
            base,
            code: segments(libc::PF_X),
            writable: segments(libc::PF_W),
            needs: needs.unwrap_or_default(),
        }
    }

    /// Whether it has the init function that a module with the name of its file has.
    fn is_module(&self) -> bool {
        let file = self.path.file_name().unwrap_or_default().as_bytes();
        let stem = |name: &[u8]| name.split(|byte| *byte == b'.').next().unwrap_or_default().to_vec();
        let name = match stem(file).as_slice() {
            b"__init__" => self.path.parent().and_then(Path::file_name).unwrap_or_default().as_bytes().to_vec(),
            other => other.to_vec(),
        };
        let Ok(path) = CString::new(self.path.as_os_str().as_bytes()) else { return false };
        // SAFETY: the path ends with a NUL, and nothing is loaded that isn't loaded yet.
        let library = unsafe { libc::dlopen(path.as_ptr(), libc::RTLD_LAZY | libc::RTLD_NOLOAD) };
        if library.is_null() {
            return false;
        }
        let has = |prefix: &[u8]| {
            let symbol = CString::new([prefix, &name].concat()).unwrap_or_default();
            // SAFETY: the library is loaded, and the symbol ends with a NUL. Libraries that it needs are asked, too.
            self.has_code(unsafe { libc::dlsym(library, symbol.as_ptr()) }.addr())
        };
        let is_module = has(b"PyInit_") || has(b"PyModExport_");
        // SAFETY: it gives back what was asked for above.
        unsafe { libc::dlclose(library) };
        is_module
    }

    /// Whether an address is in its code, or in what may be written to.
    pub(super) fn has(&self, address: usize) -> bool {
        self.has_code(address) || self.has_variable(address)
    }

    /// Whether an address is in what may be written to.
    pub(super) fn has_variable(&self, address: usize) -> bool {
        self.writable.iter().any(|range| range.contains(&address))
    }

    /// Whether an address is in the code.
    pub(super) fn has_code(&self, address: usize) -> bool {
        self.code.iter().any(|range| range.contains(&address))
    }
}

const DT_NEEDED: usize = 1;
const DT_STRTAB: usize = 5;

/// # Safety
/// It must be the dynamic section of a library that is loaded.
unsafe fn needs(base: usize, section: usize) -> BTreeSet<Vec<u8>> {
    let mut entry = std::ptr::with_exposed_provenance::<[usize; 2]>(section);
    let (mut offsets, mut texts) = (Vec::new(), 0);
    // SAFETY: the section goes on up to an entry with the tag 0.
    while let [tag @ (1..), value] = unsafe { *entry } {
        match tag {
            DT_NEEDED => offsets.push(value),
            DT_STRTAB => texts = if value < base { base + value } else { value },
            _ => {}
        }
        // SAFETY: as above.
        entry = unsafe { entry.add(1) };
    }
    let text = |offset: usize| {
        // SAFETY: the names are in the table of texts.
        let name = unsafe { CStr::from_ptr(std::ptr::with_exposed_provenance::<c_char>(texts + offset)) };
        Path::new(OsStr::from_bytes(name.to_bytes())).file_name().unwrap_or_default().as_bytes().to_vec()
    };
    if texts == 0 { BTreeSet::new() } else { offsets.into_iter().map(text).collect() }
}

/// What `dladdr1` tells of a symbol.
#[repr(C)]
struct Symbol {
    name: u32,
    info: u8,
    other: u8,
    section: u16,
    value: u64,
    size: u64,
}

const RTLD_DL_SYMENT: c_int = 1;

unsafe extern "C" {
    fn dladdr1(address: *const c_void, info: *mut libc::Dl_info, extra: *mut *const Symbol, flags: c_int) -> c_int;
}

/// Where a global symbol is.
pub(super) fn address(name: &CStr) -> Option<usize> {
    // SAFETY: the name ends with a NUL.
    let address = unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) };
    Some(address.addr()).filter(|address| *address != 0)
}

/// Where the code of a global function is.
pub(super) fn function(name: &CStr) -> Option<Range<usize>> {
    let start = address(name)?;
    let mut info = MaybeUninit::<libc::Dl_info>::uninit();
    let mut symbol = std::ptr::null::<Symbol>();
    let address = std::ptr::with_exposed_provenance(start);
    // SAFETY: there is room for what the call writes.
    if unsafe { dladdr1(address, info.as_mut_ptr(), &mut symbol, RTLD_DL_SYMENT) } == 0 || symbol.is_null() {
        return None;
    }
    // SAFETY: the call succeeded; the symbol is in the table of a library that isn't unloaded.
    let size = unsafe { (*symbol).size };
    (size > 0).then(|| start..start + size as usize)
}
