//! rusty: a module in Rust that keeps an int in a static, by the C API.

use std::ffi::{c_char, c_int, c_long, c_void};
use std::ptr::{null, null_mut};
use std::sync::atomic::{AtomicPtr, Ordering};

unsafe extern "C" {
    fn PyModuleDef_Init(definition: *mut Definition) -> *mut c_void;
    fn PyLong_FromLong(number: c_long) -> *mut c_void;
}

/// An object's head before Python fills it in.
#[cfg(not(free_threaded))]
const HEAD: [usize; 2] = [1, 0];
#[cfg(free_threaded)]
const HEAD: [usize; 4] = [0, (u32::MAX as usize) << 32, 0, 0];

#[repr(C)]
struct Slot(c_int, *const c_void);

#[repr(C)]
struct Definition {
    head: [usize; HEAD.len()],
    base: [usize; 3],
    name: *const c_char,
    doc: *const c_char,
    size: isize,
    methods: *const c_void,
    slots: *const Slot,
    visits: [usize; 3],
}

unsafe impl Sync for Definition {}
unsafe impl Sync for Slots {}

struct Slots([Slot; 2]);

static SLOTS: Slots = Slots([Slot(2, exec as *const c_void), Slot(0, null())]);
static mut DEFINITION: Definition = Definition {
    head: HEAD,
    base: [0; 3],
    name: c"rusty".as_ptr(),
    doc: null(),
    size: 0,
    methods: null(),
    slots: &raw const SLOTS.0 as *const Slot,
    visits: [0; 3],
};
static NUMBER: AtomicPtr<c_void> = AtomicPtr::new(null_mut());

extern "C" fn exec(_: *mut c_void) -> c_int {
    if NUMBER.load(Ordering::Relaxed).is_null() {
        NUMBER.store(unsafe { PyLong_FromLong(1_234_567) }, Ordering::Relaxed);
    }
    0
}

#[unsafe(no_mangle)]
pub extern "C" fn PyInit_rusty() -> *mut c_void {
    unsafe { PyModuleDef_Init(&raw mut DEFINITION) }
}
