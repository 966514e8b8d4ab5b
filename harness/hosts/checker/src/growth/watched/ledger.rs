//! What is known of each block that lives: the functions that note it, and the book of all blocks.

use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use super::book::{Block, book};
use super::interpose::next;
use super::stack;

/// How many rounds count.
pub(super) const COUNTED: usize = 3;

/// The number of the round, 0 before the first one, and that of the first one that counts.
static ROUND: AtomicUsize = AtomicUsize::new(0);
static FIRST: AtomicUsize = AtomicUsize::new(usize::MAX);

/// Says how many rounds come before those that count.
pub(super) fn settle(rounds: usize) {
    FIRST.store(rounds + 1, Relaxed);
}

/// The next round begins.
pub(super) fn next_round() -> usize {
    ROUND.fetch_add(1, Relaxed) + 1
}

/// Which of the rounds that count this is.
pub(super) fn counted() -> Option<usize> {
    ROUND.load(Relaxed).checked_sub(FIRST.load(Relaxed)).filter(|index| *index < COUNTED)
}

/// Blocks of up to so many bytes are emptied: what was there before would seem to hold other blocks. Larger ones come empty from
/// the system, or are too large to be filled for this alone.
const EMPTIED: usize = 1 << 20;

/// Empties a block that nobody has seen yet, or the rest of one.
fn empty(block: *mut c_void, size: usize) {
    if !block.is_null() && size <= EMPTIED {
        // SAFETY: the block has these bytes.
        unsafe { block.write_bytes(0, size) };
    }
}

fn took(block: *mut c_void, size: usize, old: Option<Block>) {
    if block.is_null() {
        return;
    }
    let Some(_own) = stack::enter() else { return };
    let mut noted = old.unwrap_or_default();
    let more = size.saturating_sub(noted.size);
    if let Some(index) = counted().filter(|_| more > 0) {
        let site = stack::site();
        noted.more[index] = noted.more[index].saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
        if site != 0 || old.is_none() {
            noted.site = site;
        }
    }
    // What a block loses, it loses first of what came last.
    let mut less = noted.size.saturating_sub(size);
    for more in noted.more.iter_mut().rev() {
        let part = less.min(*more as usize);
        *more -= part as u32;
        less -= part;
    }
    if old.is_none() {
        noted.round = ROUND.load(Relaxed) as u32;
    }
    if old.is_some() {
        // SAFETY: the place is in the block, or at its end.
        empty(unsafe { block.byte_add(noted.size.min(size)) }, size.saturating_sub(noted.size));
    }
    noted.address = block.addr();
    noted.size = size;
    book().insert(noted);
}

/// Takes a block out, before anybody else can get its address.
fn gives(block: *mut c_void) -> Option<Block> {
    if block.is_null() {
        return None;
    }
    let _own = stack::enter()?;
    book().remove(block.addr())
}

pub(super) unsafe extern "C" fn malloc(size: usize) -> *mut c_void {
    // SAFETY: the caller keeps the rules of the function; so below.
    let block = unsafe { if size <= EMPTIED { next::calloc(1, size) } else { next::malloc(size) } };
    took(block, size, None);
    block
}

pub(super) unsafe extern "C" fn calloc(count: usize, size: usize) -> *mut c_void {
    // SAFETY: as above.
    let block = unsafe { next::calloc(count, size) };
    took(block, count.saturating_mul(size), None);
    block
}

pub(super) unsafe extern "C" fn realloc(block: *mut c_void, size: usize) -> *mut c_void {
    let old = gives(block);
    if let Some(old) = old.filter(|old| old.kept) {
        // SAFETY: as above.
        return unsafe { moved(block, &old, size) };
    }
    // SAFETY: as above.
    let new = unsafe { next::realloc(block, size) };
    if new.is_null() && size > 0 {
        // The block is as it was.
        if let (Some(old), Some(_own)) = (old, stack::enter()) {
            book().insert(old);
        }
    } else if block.is_null() || old.is_some() {
        took(new, size, old);
    }
    new
}

/// What a kept block becomes that gets another size: another one. Its own memory stays as it is.
unsafe fn moved(block: *mut c_void, old: &Block, size: usize) -> *mut c_void {
    // SAFETY: the caller keeps the rules of `realloc`, and both blocks have the bytes that are copied.
    unsafe {
        let new = malloc(size);
        if new.is_null() {
            book().insert(*old);
        } else {
            new.cast::<u8>().copy_from_nonoverlapping(block.cast(), old.size.min(size));
        }
        new
    }
}

pub(super) unsafe extern "C" fn reallocarray(block: *mut c_void, count: usize, size: usize) -> *mut c_void {
    match count.checked_mul(size) {
        // SAFETY: as above.
        Some(bytes) => unsafe { realloc(block, bytes) },
        // SAFETY: as above.
        None => unsafe { next::reallocarray(block, count, size) },
    }
}

pub(super) unsafe extern "C" fn memalign(alignment: usize, size: usize) -> *mut c_void {
    // SAFETY: as above.
    let block = unsafe { next::memalign(alignment, size) };
    empty(block, size);
    took(block, size, None);
    block
}

pub(super) unsafe extern "C" fn aligned_alloc(alignment: usize, size: usize) -> *mut c_void {
    // SAFETY: as above.
    let block = unsafe { next::aligned_alloc(alignment, size) };
    empty(block, size);
    took(block, size, None);
    block
}

pub(super) unsafe extern "C" fn posix_memalign(place: *mut *mut c_void, alignment: usize, size: usize) -> c_int {
    // SAFETY: as above.
    let error = unsafe { next::posix_memalign(place, alignment, size) };
    if error == 0 {
        // SAFETY: the call succeeded, so it has written the address.
        let block = unsafe { *place };
        empty(block, size);
        took(block, size, None);
    }
    error
}

pub(super) unsafe extern "C" fn valloc(size: usize) -> *mut c_void {
    // SAFETY: as above.
    let block = unsafe { next::valloc(size) };
    empty(block, size);
    took(block, size, None);
    block
}

pub(super) unsafe extern "C" fn pvalloc(size: usize) -> *mut c_void {
    // SAFETY: as above.
    let block = unsafe { next::pvalloc(size) };
    empty(block, size);
    took(block, size, None);
    block
}

pub(super) unsafe extern "C" fn free(block: *mut c_void) {
    if gives(block).is_some_and(|block| block.kept) {
        return;
    }
    // SAFETY: as above.
    unsafe { next::free(block) }
}
