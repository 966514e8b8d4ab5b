//! The book of all blocks that live, in memory that doesn't come from `malloc`.

use std::cell::UnsafeCell;
use std::hint::spin_loop;
use std::ops::{Deref, DerefMut};
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};

use super::ledger::COUNTED;

/// A block that lives.
#[derive(Clone, Copy, Default)]
pub(super) struct Block {
    /// Where it begins; 0 is none.
    pub(super) address: usize,
    /// Its bytes.
    pub(super) size: usize,
    /// The return address into the module, if it took the block; else 0.
    pub(super) site: usize,
    /// The round in which it was taken.
    pub(super) round: u32,
    /// The bytes by which it grew in each of the rounds that count.
    pub(super) more: [u32; COUNTED],
    /// Whether nobody gets its memory again.
    pub(super) kept: bool,
}

/// A table with open addressing.
pub(super) struct Book {
    places: *mut Block,
    /// A power of two, or 0.
    length: usize,
    used: usize,
    /// Whether there was no memory for more.
    full: bool,
}

const FIRST_LENGTH: usize = 1 << 18;

impl Book {
    /// Whether blocks are missing.
    pub(super) fn is_full(&self) -> bool {
        self.full
    }

    /// The blocks, in no order.
    pub(super) fn blocks(&self) -> impl Iterator<Item = Block> {
        self.places().iter().copied().filter(|block| block.address != 0)
    }

    /// Whether a block begins at an address.
    pub(super) fn has(&self, address: usize) -> bool {
        self.length > 0 && address != 0 && self.places()[self.place(address)].address == address
    }

    /// Nobody is to get the memory of the block at an address again.
    pub(super) fn keep(&mut self, address: usize) {
        if self.has(address) {
            let place = self.place(address);
            self.places_mut()[place].kept = true;
        }
    }

    pub(super) fn insert(&mut self, block: Block) {
        if (self.used + 1) * 2 > self.length && !self.grow() {
            self.full = true;
            return;
        }
        let place = self.place(block.address);
        let places = self.places_mut();
        let new = places[place].address == 0;
        places[place] = block;
        self.used += usize::from(new);
    }

    pub(super) fn remove(&mut self, address: usize) -> Option<Block> {
        if self.length == 0 {
            return None;
        }
        let mut hole = self.place(address);
        let mask = self.length - 1;
        let places = self.places_mut();
        let removed = Some(places[hole]).filter(|block| block.address != 0)?;
        // Those behind it come nearer to where they belong.
        let mut next = hole;
        loop {
            next = (next + 1) & mask;
            let block = places[next];
            if block.address == 0 {
                break;
            }
            let home = home(block.address) & mask;
            if next.wrapping_sub(home) & mask >= next.wrapping_sub(hole) & mask {
                places[hole] = block;
                hole = next;
            }
        }
        places[hole] = Block::default();
        self.used -= 1;
        Some(removed)
    }

    /// Where an address is, or could be.
    fn place(&self, address: usize) -> usize {
        let mask = self.length - 1;
        let places = self.places();
        let mut place = home(address) & mask;
        while places[place].address != 0 && places[place].address != address {
            place = (place + 1) & mask;
        }
        place
    }

    fn places(&self) -> &[Block] {
        if self.length == 0 {
            return &[];
        }
        // SAFETY: the mapping has this many blocks, and nobody else has it.
        unsafe { std::slice::from_raw_parts(self.places, self.length) }
    }

    fn places_mut(&mut self) -> &mut [Block] {
        if self.length == 0 {
            return &mut [];
        }
        // SAFETY: as above.
        unsafe { std::slice::from_raw_parts_mut(self.places, self.length) }
    }

    fn grow(&mut self) -> bool {
        let length = (self.length * 2).max(FIRST_LENGTH);
        let access = libc::PROT_READ | libc::PROT_WRITE;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
        // SAFETY: a new mapping of the system's choice, which is zeroed: blocks that are none.
        let places = unsafe { libc::mmap(ptr::null_mut(), length * size_of::<Block>(), access, flags, -1, 0) };
        if places == libc::MAP_FAILED {
            return false;
        }
        let old = std::mem::replace(self, Self { places: places.cast(), length, used: 0, full: self.full });
        for block in old.blocks() {
            self.insert(block);
        }
        if old.length > 0 {
            // SAFETY: the mapping is of this size, and not used again.
            unsafe { libc::munmap(old.places.cast(), old.length * size_of::<Block>()) };
        }
        true
    }
}

/// Addresses are multiples of 16: multiplied by a large odd number, their upper bits differ.
fn home(address: usize) -> usize {
    let mixed = (address >> 4).wrapping_mul(0x9e37_79b9_7f4a_7c15_u64 as usize);
    mixed >> (usize::BITS / 2) ^ mixed
}

struct Locked {
    lock: AtomicBool,
    book: UnsafeCell<Book>,
}

// SAFETY: only who has the lock uses the book.
unsafe impl Sync for Locked {}

static BOOK: Locked = Locked {
    lock: AtomicBool::new(false),
    book: UnsafeCell::new(Book { places: ptr::null_mut(), length: 0, used: 0, full: false }),
};

/// The book, for one thread at a time. A mutex of the standard library may ask for memory.
pub(super) fn book() -> Guard {
    while BOOK.lock.compare_exchange_weak(false, true, Ordering::Acquire, Ordering::Relaxed).is_err() {
        spin_loop();
        // SAFETY: the call may be made at any time.
        unsafe { libc::sched_yield() };
    }
    Guard
}

/// The right to use the book.
pub(super) struct Guard;

impl Deref for Guard {
    type Target = Book;

    fn deref(&self) -> &Book {
        // SAFETY: this thread has the lock.
        unsafe { &*BOOK.book.get() }
    }
}

impl DerefMut for Guard {
    fn deref_mut(&mut self) -> &mut Book {
        // SAFETY: this thread has the lock.
        unsafe { &mut *BOOK.book.get() }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        BOOK.lock.store(false, Ordering::Release);
    }
}
