//! What the dynamic linker has loaded.

use std::ffi::{CStr, OsStr, c_int, c_void};
use std::ops::Range;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::slice;

use object::elf::{PF_W, PT_GNU_RELRO, PT_LOAD};

/// A library, or the program.
pub(super) struct Loaded {
    /// Its file, as the dynamic linker names it; empty for the program.
    pub(super) path: PathBuf,
    bias: usize,
    segments: Vec<Segment>,
}

struct Segment {
    kind: u32,
    flags: u32,
    /// Where it is in memory.
    range: Range<usize>,
}

impl Loaded {
    /// Whether an address is in it.
    pub(super) fn contains(&self, address: usize) -> bool {
        self.segments.iter().any(|segment| segment.kind == PT_LOAD.0 && segment.range.contains(&address))
    }

    /// Its data that can be written to. What can't after relocation holds nothing that was made later.
    pub(super) fn writable(&self) -> Vec<Range<usize>> {
        let of_kind = |kind: u32| self.segments.iter().filter(move |segment| segment.kind == kind);
        let mut ranges: Vec<Range<usize>> = of_kind(PT_LOAD.0)
            .filter(|segment| segment.flags & PF_W.0 != 0)
            .map(|segment| segment.range.clone())
            .collect();
        for fixed in of_kind(PT_GNU_RELRO.0) {
            ranges = ranges.into_iter().flat_map(|range| without(&range, &fixed.range)).collect();
        }
        ranges
    }

    /// An address as the file has it.
    pub(super) fn unbiased(&self, address: usize) -> u64 {
        address.wrapping_sub(self.bias) as u64
    }
}

fn without(range: &Range<usize>, cut: &Range<usize>) -> impl Iterator<Item = Range<usize>> + use<> {
    let before = range.start..cut.start.clamp(range.start, range.end);
    let behind = cut.end.clamp(range.start, range.end)..range.end;
    [before, behind].into_iter().filter(|range| !range.is_empty())
}

/// All that is loaded.
pub(super) fn all() -> Vec<Loaded> {
    let mut all: Vec<Loaded> = Vec::new();
    // SAFETY: the function takes what the call gives it, and the data is the list, which nobody else uses meanwhile.
    unsafe { libc::dl_iterate_phdr(Some(add), (&raw mut all).cast()) };
    all
}

unsafe extern "C" fn add(info: *mut libc::dl_phdr_info, _: usize, data: *mut c_void) -> c_int {
    // SAFETY: the dynamic linker gives what it knows of one library, and `all` gives its list. The name is a string of C or
    // NULL, and the headers are an array of that length.
    let (info, all, headers) = unsafe {
        let info = &*info;
        let headers = if info.dlpi_phdr.is_null() {
            &[]
        } else {
            slice::from_raw_parts(info.dlpi_phdr, usize::from(info.dlpi_phnum))
        };
        (info, &mut *data.cast::<Vec<Loaded>>(), headers)
    };
    let name = if info.dlpi_name.is_null() {
        &[]
    } else {
        // SAFETY: as above.
        unsafe { CStr::from_ptr(info.dlpi_name) }.to_bytes()
    };
    let bias = info.dlpi_addr as usize;
    let segment = |header: &libc::Elf64_Phdr| {
        let start = bias.wrapping_add(header.p_vaddr as usize);
        Segment {
            kind: header.p_type,
            flags: header.p_flags,
            range: start..start.wrapping_add(header.p_memsz as usize),
        }
    };
    let segments = headers.iter().map(segment).collect();
    all.push(Loaded { path: PathBuf::from(OsStr::from_bytes(name)), bias, segments });
    0
}
