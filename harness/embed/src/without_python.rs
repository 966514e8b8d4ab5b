//! What needs no Python, for Miri, which can't call it: `cargo miri test -p extproof-embed --lib`.

use std::ffi::c_void;
use std::thread;

use crate::module::Checked;
use crate::registry::{Meanings, Registry};
use crate::{ExtensionModule, InitFunction, every_initialization};

extern "C" fn first() -> *mut c_void {
    std::ptr::null_mut()
}

extern "C" fn second() -> *mut c_void {
    std::ptr::dangling_mut()
}

fn module(name: &str, function: extern "C" fn() -> *mut c_void) -> ExtensionModule {
    // SAFETY: nothing calls it.
    #[allow(unsafe_code, reason = "a function is needed")]
    let module = ExtensionModule::new(name, unsafe { InitFunction::new(function) });
    // Else the name is looked up among hundreds, which takes Miri long.
    module.shadowing()
}

fn checked(name: &str, function: extern "C" fn() -> *mut c_void) -> Checked {
    module(name, function).check().unwrap()
}

#[test]
fn threads_register_one_module_of_a_name_and_remove_it() {
    let meanings = std::sync::Arc::new(Meanings::default());
    let registries: [Registry; 2] = [(); 2].map(|()| Registry::new(meanings.clone(), Vec::new(), &[]).unwrap());
    thread::scope(|scope| {
        let add = |registry, function| move || Registry::add(registry, &checked("a", function)).is_ok();
        let [one, other] = &registries;
        let threads = [scope.spawn(add(one, first)), scope.spawn(add(other, second))];
        let added = threads.map(|thread| thread.join().unwrap());
        assert_ne!(added[0], added[1], "a name means two modules, or none");
        for (registry, added) in registries.iter().zip(added) {
            assert_eq!(registry.for_python().len(), usize::from(added));
            if added {
                registry.remove("a");
            }
        }
    });
    let [one, _] = &registries;
    one.add(&checked("a", second)).unwrap();
}

#[test]
fn entries_are_one_for_each_name_and_function() {
    // In Miri a function has another address each time that a pointer to it is made.
    let module = module("same", first);
    let entries = thread::scope(|scope| {
        let make = || module.clone().check().unwrap().module.entry.map(std::ptr::from_ref).map(<*const _>::addr);
        [scope.spawn(make), scope.spawn(make)].map(|thread| thread.join().unwrap())
    });
    assert!(entries[0].is_some() && entries[0] == entries[1]);
}

#[test]
fn a_later_registration_for_every_initialization_replaces_the_one_of_its_name() {
    let [before, after] =
        [first, second].map(|function| module("stays", function).for_every_initialization().check().unwrap());
    every_initialization::keep(&[before, checked("goes", first)]);
    every_initialization::keep(&[after.clone()]);
    let kept = every_initialization::others(&[]);
    assert!(kept.len() == 1 && kept[0].source == after.source);
    assert!(every_initialization::others(&[after]).is_empty());
}
