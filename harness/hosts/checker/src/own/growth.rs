//! What a module leaves behind in each round.

use std::ffi::{CStr, OsStr, c_char};
use std::fmt::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr;

use super::function::{Function, spelled, text};
use crate::growth::{self, Holder, Kind, Round};
use crate::python::{PyBytes_AsStringAndSize, PyObject};

/// `round(told)`: the next round begins. What is told are bytes, parted by line feeds: how many rounds come before those that
/// count, the name of the module, its library, and those of the modules that it goes through the trial with.
pub(super) const ROUND: Function = Function { name: c"round", call: round };

/// How many places are worth telling.
const SHOWN: usize = 64;

unsafe extern "C" fn round(_: *mut PyObject, argument: *mut PyObject) -> *mut PyObject {
    let mut bytes: *mut c_char = ptr::null_mut();
    // SAFETY: the thread is attached to an interpreter, and the argument is an object. Without a place for the length, the call
    // refuses bytes with a NUL in them.
    if unsafe { PyBytes_AsStringAndSize(argument, &mut bytes, ptr::null_mut()) } != 0 {
        return ptr::null_mut();
    }
    // SAFETY: the call succeeded, and the bytes live as long as the argument.
    let told = unsafe { CStr::from_ptr(bytes) }.to_bytes();
    let mut lines = told.split(|byte| *byte == b'\n').map(OsStr::from_bytes);
    let mut line = || lines.next().unwrap_or_default();
    let (settling, name) = (line(), line());
    let files: Vec<&Path> = lines.map(Path::new).collect();
    let settling = settling.to_str().and_then(|text| text.parse().ok()).unwrap_or_default();
    text(&answer(growth::round(settling, &name.to_string_lossy(), &files)))
}

/// A word for what came of it; of a round that is over, the module's bytes and blocks, those of others, and then for each place:
/// bytes, blocks, what is there, and where in which library.
fn answer(round: Round) -> String {
    match round {
        Round::Begun => "begun".to_owned(),
        Round::Unknown(reason) => format!("unknown {reason}"),
        Round::Over(mut places) => {
            places.sort_by_key(|place| (std::cmp::Reverse(place.bytes), place.offset));
            let sums = |of_others: bool| {
                let these = || places.iter().filter(|place| (place.kind == Kind::OthersCode) == of_others);
                let sum = |of: fn(&Holder) -> usize| these().map(of).sum::<usize>();
                format!("{},{}", sum(|place| place.bytes), sum(|place| place.blocks))
            };
            let mut text = format!("left {},{}", sums(false), sums(true));
            for place in places.iter().take(SHOWN) {
                let library = spelled(&place.library);
                let kind = match place.kind {
                    Kind::Code => "code",
                    Kind::Variable => "variable",
                    Kind::OthersCode => "others",
                };
                let _ = write!(text, ";{},{},{kind},{},{library}", place.bytes, place.blocks, place.offset);
            }
            text
        }
    }
}
