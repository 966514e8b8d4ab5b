//! Memory of this process that may not be there.

use std::ffi::c_void;
use std::ops::Range;
use std::ptr;

const PAGE: usize = 4096;

/// Copies memory at an address, if all of it can be read.
fn copy(address: usize, into: &mut [u8]) -> bool {
    let local = libc::iovec { iov_base: into.as_mut_ptr().cast(), iov_len: into.len() };
    let remote = libc::iovec { iov_base: ptr::without_provenance_mut::<c_void>(address), iov_len: into.len() };
    // SAFETY: the call writes to the buffer only, and fails where the address can't be read.
    let copied = unsafe { libc::process_vm_readv(libc::getpid(), &raw const local, 1, &raw const remote, 1, 0) };
    usize::try_from(copied) == Ok(into.len())
}

/// All of a range.
pub(super) fn all(range: &Range<usize>) -> Option<Vec<u8>> {
    let mut bytes = vec![0; range.len()];
    copy(range.start, &mut bytes).then_some(bytes)
}

/// Reads words here and there, and remembers the last page.
#[derive(Default)]
pub(super) struct Memory {
    page: Vec<u8>,
    start: usize,
    readable: bool,
}

impl Memory {
    /// The word at an address that is a multiple of its size.
    pub(super) fn word(&mut self, address: usize) -> Option<usize> {
        let start = address & !(PAGE - 1);
        if self.page.is_empty() || self.start != start {
            self.page.resize(PAGE, 0);
            self.readable = copy(start, &mut self.page);
            self.start = start;
        }
        let bytes = self.page.get(address - start..)?.first_chunk()?;
        self.readable.then(|| usize::from_ne_bytes(*bytes))
    }
}
