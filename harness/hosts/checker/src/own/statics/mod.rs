//! What the C statics of the module under test point to.
//!
//! A look reads the writable data of the module's library, and of the libraries that it brings along, word by word. A word that
//! is the address of an object counts, unless it is part of a type or of a module's definition, where Python keeps its own.

mod history;
mod kinds;
mod library;
mod loaded;
mod memory;
mod object;
mod python_owned;
mod request;
mod symbols;
mod words;

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write;
use std::sync::Mutex;

use super::function::{Function, raise, text, text_of};
use crate::python::PyObject;
use history::History;
use kinds::Kinds;
use library::Library;
use object::{Heads, Storage};
use request::Request;

/// `statics(request)`: what the C statics point to, for the request and the answer see [`Request`] and [`answer`].
pub(super) const STATICS: Function = Function { name: c"statics", call: statics };

/// How a text is described.
const TEXT: &str = "str";
/// In place of a look: that in which something was seen which isn't there any more.
const EARLIER: &str = "earlier";

/// In place of an answer: it isn't known where blocks of memory begin.
const UNWATCHED: &str = "unwatched";

static HISTORY: Mutex<Option<History>> = Mutex::new(None);

unsafe extern "C" fn statics(_: *mut PyObject, argument: *mut PyObject) -> *mut PyObject {
    let Some(asked) = text_of(argument) else { return std::ptr::null_mut() };
    let Some(request) = Request::read(&asked) else { return raise(c"not a request") };
    // Nothing if the library isn't loaded, or memory can't be read.
    text(&look(&request, &Heads::like(argument)).unwrap_or_default())
}

/// Looks at the statics of all libraries of the module.
fn look(request: &Request<'_>, heads: &Heads) -> Option<String> {
    if !heads.are_certain() {
        return Some(UNWATCHED.to_owned());
    }
    let loaded = loaded::all();
    let libraries = library::of_module(&loaded, request);
    let mut history = HISTORY.lock().ok()?;
    let history = history.get_or_insert_default();
    let mut found = Seen::default();
    for library in &libraries {
        look_at(library, heads, &request.kinds, &loaded, history, request.look, &mut found)?;
    }
    (!libraries.is_empty()).then(|| answer(&found))
}

/// What a look found.
#[derive(Default)]
struct Seen {
    /// A line of the answer for each object of the heap.
    kept: Vec<String>,
    /// The immortal objects, and those that are part of some library.
    lasting: HashSet<usize>,
    /// The static types of the module's own.
    types: BTreeSet<usize>,
}

fn look_at(
    library: &Library<'_>,
    heads: &Heads,
    kinds: &Kinds<'_>,
    loaded: &[loaded::Loaded],
    history: &mut History,
    look: &str,
    found: &mut Seen,
) -> Option<()> {
    let mut memory = memory::Memory::default();
    for range in library.loaded.writable() {
        let words = words::read(&range)?;
        let owned = python_owned::parts(&words, heads, kinds, &mut memory);
        found.types.extend(&owned.types);
        for (place, value) in words.outside(&owned.ranges) {
            if let Some(first) = history.first_seen(value) {
                let kind = history.kind(value).unwrap_or_default().to_owned();
                found.kept.push(line(library, place, &kind, first));
                continue;
            }
            let object = heads.object_at(value, kinds, &mut memory);
            let is_immortal = object.as_ref().is_some_and(|object| object.storage == Storage::Immortal);
            let marks = heads.marks_of_text(value, &mut memory).filter(|_| is_immortal);
            if history.was_text(value, marks) {
                found.kept.push(line(library, place, TEXT, EARLIER));
                continue;
            }
            let Some(object) = object else { continue };
            let storage =
                if loaded.iter().any(|library| library.contains(value)) { Storage::Library } else { object.storage };
            if storage != Storage::Library && !heads.is_on_heap(value, object.kind, kinds) {
                continue;
            }
            match storage {
                // Pointers to types that live as long as the process are everywhere, and say nothing.
                Storage::Library if kinds.is_type(value) => {}
                Storage::Library => {
                    found.lasting.insert(value);
                }
                Storage::Immortal => {
                    if let Some(marks) =
                        marks.filter(|_| heads.frees_texts() && kinds.describe(value, object.kind) == TEXT)
                    {
                        history.note_text(value, marks);
                    }
                    found.lasting.insert(value);
                }
                Storage::Heap => {
                    let kind = kinds.describe(value, object.kind);
                    found.kept.push(line(library, place, &kind, look));
                    history.note(value, heads.block_of(value, object.kind, kinds), kind, look);
                }
            }
        }
    }
    Some(())
}

/// `kept,SYMBOL,LIBRARY,KIND,LOOK`: where the word is, in which library if it isn't the module's own, what it points to, and in
/// which look the object was seen first.
fn line(library: &Library<'_>, place: usize, kind: &str, first: &str) -> String {
    let symbol = library.name_of(place);
    format!("kept,{},{},{kind},{first}", spelled(&symbol), spelled(library.label()))
}

/// The lines of the kept objects, `lasting,COUNT` for objects that live as long as the process, and `types,COUNT` for the
/// module's own static types, joined by semicolons.
fn answer(found: &Seen) -> String {
    let mut lines = found.kept.clone();
    lines.push(format!("lasting,{}", found.lasting.len()));
    lines.push(format!("types,{}", found.types.len()));
    lines.join(";")
}

/// A text as the harness reads it back: in letters, digits and a few marks, others as numbers between percent signs.
fn spelled(text: &str) -> String {
    let mut out = String::new();
    for char in text.chars() {
        if char.is_ascii_alphanumeric() || "._-/+[]".contains(char) {
            out.push(char);
        } else {
            let _ = write!(out, "%{:x}%", u32::from(char));
        }
    }
    out
}
