//! With a C library whose functions a program can take the place of.

mod book;
mod holders;
mod interpose;
mod ledger;
mod libraries;
mod memory;
mod stack;

use std::env;
use std::path::Path;

use super::{Holder, Kind, Round, VARIABLE};
use book::book;
use ledger::COUNTED;
use libraries::{Libraries, Loaded};
use memory::Memory;

/// Watches memory from now on, if a trial wants it. To be called before Python has any: it keeps what it had for other uses.
pub(crate) fn watch() {
    if env::var_os(VARIABLE).is_some() {
        interpose::watch(true);
    }
}

/// Whether every block is known.
pub(crate) fn is_watched() -> bool {
    interpose::is_watched() && !book().is_full()
}

/// Whether a block that lives begins at an address.
pub(crate) fn lives(address: usize) -> bool {
    book().has(address)
}

/// Nobody gets the memory of this block again when it is given back, so that its address stays that of what is in it now.
pub(crate) fn keep(address: usize) {
    book().keep(address);
}

/// The next round begins, after `settling` rounds of which the first call begins the first. The module of this name, and those that
/// it may be together with, have these files.
pub(crate) fn round(settling: usize, name: &str, files: &[&Path]) -> Round {
    let Some(_own) = stack::enter() else { return Round::Unknown("busy") };
    let Some(evaluation) = stack::evaluation() else { return Round::Unknown("no-loop") };
    let Libraries { own, others } = libraries::of_modules(name, files);
    let code = |libraries: &[Loaded]| libraries.iter().flat_map(|library| library.code.clone()).collect::<Vec<_>>();
    stack::set(&code(&own), &code(&others), evaluation);
    if !stack::sees_evaluation() {
        return Round::Unknown("no-frames");
    }
    ledger::settle(settling);
    let round = ledger::next_round();
    // Two rounds ago.
    let Some(index) = round.checked_sub(settling + 3).filter(|index| *index < COUNTED) else { return Round::Begun };
    let book = book();
    if book.is_full() {
        return Round::Unknown("full");
    }
    let memory = Memory::new(book.blocks().collect(), &libraries::loaded());
    let left = holders::left(&memory, index, (round - 2) as u32, &own);
    if index + 1 == COUNTED {
        interpose::watch(false);
    }
    let place = |(address, left): (usize, holders::Left)| {
        let has = |library: &&Loaded| library.has(address);
        let library = own.iter().find(has);
        let kind = match library {
            None => Kind::OthersCode,
            Some(library) if library.has_code(address) => Kind::Code,
            Some(_) => Kind::Variable,
        };
        let library = library.or_else(|| others.iter().find(has))?;
        Some(Holder {
            library: library.path.to_string_lossy().into_owned(),
            kind,
            offset: address - library.base,
            bytes: left.bytes,
            blocks: left.blocks,
        })
    };
    Round::Over(left.into_iter().filter_map(place).collect())
}

/// A child has nothing to tell.
pub(crate) fn stop() {
    interpose::watch(false);
}
