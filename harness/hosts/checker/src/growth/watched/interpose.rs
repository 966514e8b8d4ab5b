//! The C library's functions for memory, which the program exports under their own names: the dynamic linker finds those of the
//! program first, for libpython and for every module. Unless a trial watches, each is one relaxed load and a jump.

use std::ffi::{c_int, c_void};
use std::mem::transmute;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering::Relaxed};

use libc::ENOMEM;

use super::ledger;

/// Declares a function: its name, where it is when nothing is known yet, and what happens to blocks while a trial watches.
macro_rules! functions {
    ($($name:ident($($argument:ident: $type:ty),*) -> $result:ty, first $first:path, watched $watched:path;)*) => {
        /// The functions that are called in place of the program's: of the next library that has them, or those that watch.
        #[allow(non_upper_case_globals, reason = "the names are those of C")]
        mod now {
            use super::*;
            $(pub(super) static $name: AtomicPtr<()> = AtomicPtr::new(first::$name as *mut ());)*
        }

        /// The functions of the next library.
        #[allow(non_upper_case_globals, reason = "the names are those of C")]
        mod found {
            use super::*;
            $(pub(super) static $name: AtomicPtr<()> = AtomicPtr::new(ptr::null_mut());)*
        }

        /// What the first call of each comes to.
        mod first {
            use super::*;
            $(
                pub(super) unsafe extern "C" fn $name($($argument: $type),*) -> $result {
                    find();
                    // SAFETY: the caller keeps the rules of the function.
                    unsafe { next::$name($($argument),*) }
                }
            )*
        }

        /// The functions of the next library, and while they are looked for, those of the C library.
        pub(super) mod next {
            use super::*;
            $(
                pub(in super::super) unsafe fn $name($($argument: $type),*) -> $result {
                    let function = found::$name.load(Relaxed);
                    // SAFETY: only functions of this type are stored here, and the caller keeps the rules of the function.
                    unsafe {
                        if function.is_null() {
                            $first($($argument),*)
                        } else {
                            transmute::<*mut (), unsafe extern "C" fn($($type),*) -> $result>(function)($($argument),*)
                        }
                    }
                }
            )*
        }

        $(
            // SAFETY: it takes the place of the function in C, and does the same.
            #[unsafe(no_mangle)]
            unsafe extern "C" fn $name($($argument: $type),*) -> $result {
                let function = now::$name.load(Relaxed);
                // SAFETY: only functions of this type are stored here, and the caller keeps the rules of the function.
                unsafe { transmute::<*mut (), unsafe extern "C" fn($($type),*) -> $result>(function)($($argument),*) }
            }
        )*

        /// Looks for the functions of the next library. What asks for memory meanwhile gets it from the C library.
        fn find() {
            static BEGUN: AtomicBool = AtomicBool::new(false);
            if BEGUN.swap(true, Relaxed) {
                return;
            }
            $(
                let name = concat!(stringify!($name), "\0");
                // SAFETY: the name ends with a NUL.
                let function = unsafe { libc::dlsym(libc::RTLD_NEXT, name.as_ptr().cast()) };
                found::$name.store(function.cast(), Relaxed);
            )*
            watch(false);
        }

        /// Whether the blocks are watched from now on.
        pub(super) fn watch(watched: bool) {
            find();
            WATCHED.store(watched, Relaxed);
            $(
                let next = found::$name.load(Relaxed);
                let otherwise = if next.is_null() { unfound::$name as *mut () } else { next };
                now::$name.store(if watched { $watched as *mut () } else { otherwise }, Relaxed);
            )*
        }

        /// In place of functions that no library has.
        mod unfound {
            use super::*;
            $(
                pub(super) unsafe extern "C" fn $name($($argument: $type),*) -> $result {
                    // SAFETY: the caller keeps the rules of the function.
                    unsafe { $first($($argument),*) }
                }
            )*
        }
    };
}

type Block = *mut c_void;

static WATCHED: AtomicBool = AtomicBool::new(false);

/// Whether the blocks are watched.
pub(super) fn is_watched() -> bool {
    WATCHED.load(Relaxed)
}

functions! {
    malloc(size: usize) -> Block, first __libc_malloc, watched ledger::malloc;
    calloc(count: usize, size: usize) -> Block, first __libc_calloc, watched ledger::calloc;
    realloc(block: Block, size: usize) -> Block, first __libc_realloc, watched ledger::realloc;
    reallocarray(block: Block, count: usize, size: usize) -> Block, first own::reallocarray, watched ledger::reallocarray;
    memalign(alignment: usize, size: usize) -> Block, first __libc_memalign, watched ledger::memalign;
    aligned_alloc(alignment: usize, size: usize) -> Block, first __libc_memalign, watched ledger::aligned_alloc;
    posix_memalign(place: *mut Block, alignment: usize, size: usize) -> c_int, first own::posix_memalign,
        watched ledger::posix_memalign;
    valloc(size: usize) -> Block, first __libc_valloc, watched ledger::valloc;
    pvalloc(size: usize) -> Block, first __libc_pvalloc, watched ledger::pvalloc;
    free(block: Block) -> (), first __libc_free, watched ledger::free;
}

// The C library has them under these names since its version 2.2.5, for programs that take the place of the others.
unsafe extern "C" {
    fn __libc_malloc(size: usize) -> Block;
    fn __libc_calloc(count: usize, size: usize) -> Block;
    fn __libc_realloc(block: Block, size: usize) -> Block;
    fn __libc_memalign(alignment: usize, size: usize) -> Block;
    fn __libc_valloc(size: usize) -> Block;
    fn __libc_pvalloc(size: usize) -> Block;
    fn __libc_free(block: Block);
}

/// What the C library has no other name for, or doesn't have in every version.
mod own {
    use super::*;

    pub(super) unsafe fn reallocarray(block: Block, count: usize, size: usize) -> Block {
        match count.checked_mul(size) {
            // SAFETY: the caller keeps the rules of the function.
            Some(bytes) => unsafe { __libc_realloc(block, bytes) },
            None => {
                // SAFETY: every thread has its own errno.
                unsafe { *libc::__errno_location() = ENOMEM };
                ptr::null_mut()
            }
        }
    }

    pub(super) unsafe fn posix_memalign(place: *mut Block, alignment: usize, size: usize) -> c_int {
        if !alignment.is_power_of_two() || !alignment.is_multiple_of(size_of::<Block>()) {
            return libc::EINVAL;
        }
        // SAFETY: the caller gives a place for the address, and the alignment is a valid one.
        unsafe {
            let block = __libc_memalign(alignment, size);
            if block.is_null() {
                return ENOMEM;
            }
            *place = block;
        }
        0
    }
}
