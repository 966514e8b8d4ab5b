//! Exceptions as Python prints them: their tracebacks, causes and notes. It calls no code of Python's library, which need not be there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pyo3_ffi::{Py_TYPE, PyObject, PySequence_GetItem, PySequence_Size};

use super::exception;
use super::object::Owned;

/// How often Python prints a frame that is repeated.
const REPEATED: usize = 3;

/// An exception with what led to it.
pub(super) fn of(exception: &Owned) -> String {
    let (mut parts, mut seen) = (Vec::new(), BTreeSet::new());
    let mut next = Owned::again(exception);
    while let Some(current) = next {
        // Each is kept alive by the one after it.
        seen.insert(current.as_ptr());
        let mut part = frames(&current);
        part.push_str(&last_lines(&current));
        let cause = some(current.attribute(c"__cause__"));
        let (before, link) = match cause {
            Some(cause) => (Some(cause), "The above exception was the direct cause of the following exception:"),
            None if is_true(current.attribute(c"__suppress_context__")) => (None, ""),
            None => {
                let context = some(current.attribute(c"__context__"));
                (context, "During handling of the above exception, another exception occurred:")
            }
        };
        // Chains can be circles.
        let before = before.filter(|before| !seen.contains(&before.as_ptr()));
        if before.is_some() {
            part = format!("\n{link}\n\n{part}");
        }
        parts.push(part);
        next = before;
    }
    drop(exception::take());
    parts.reverse();
    parts.concat()
}

/// The lines of the traceback.
fn frames(exception: &Owned) -> String {
    let mut lines = Vec::new();
    let mut next = some(exception.attribute(c"__traceback__"));
    while let Some(current) = next {
        lines.push(frame(&current));
        next = some(current.attribute(c"tb_next"));
    }
    let mut text = String::new();
    for same in lines.chunk_by(PartialEq::eq) {
        text.extend(same.iter().take(REPEATED).map(String::as_str));
        match same.len().saturating_sub(REPEATED) {
            0 => {}
            1 => text.push_str("  [Previous line repeated 1 more time]\n"),
            more => text.push_str(&format!("  [Previous line repeated {more} more times]\n")),
        }
    }
    if text.is_empty() { text } else { format!("Traceback (most recent call last):\n{text}") }
}

fn frame(traceback: &Owned) -> String {
    let code = traceback.attribute(c"tb_frame").and_then(|frame| frame.attribute(c"f_code"));
    let of_code = |name| code.as_ref().and_then(|code| code.attribute(name)).map(|text| text.to_text());
    let file = of_code(c"co_filename").unwrap_or_default();
    let function = of_code(c"co_name").unwrap_or_default();
    let line = traceback.attribute(c"tb_lineno").map(|line| line.to_text()).unwrap_or_default();
    let shown = source(&file, &line).map(|source| format!("    {source}\n")).unwrap_or_default();
    format!("  File \"{file}\", line {line}, in {function}\n{shown}")
}

/// A line of a file.
fn source(file: &str, line: &str) -> Option<String> {
    const LARGEST: u64 = 16 << 20;
    let path = Path::new(file);
    let facts = fs::metadata(path).ok()?;
    // Files of the kernel have no size, and some wait for what comes next.
    if !facts.is_file() || facts.len() == 0 || facts.len() > LARGEST {
        return None;
    }
    let text = fs::read(path).ok()?;
    let text = String::from_utf8_lossy(&text);
    let index = line.parse::<usize>().ok()?.checked_sub(1)?;
    text.lines().nth(index).map(|line| line.trim().to_owned()).filter(|line| !line.is_empty())
}

/// The type and the text, and the notes.
fn last_lines(exception: &Owned) -> String {
    let message = exception.to_text();
    let colon = if message.is_empty() { "" } else { ": " };
    let mut lines = format!("{}{colon}{message}\n", kind(exception));
    let notes = exception.attribute(c"__notes__");
    drop(exception::take());
    for note in notes.iter().flat_map(items) {
        lines.push_str(&format!("{}\n", note.to_text()));
    }
    lines
}

/// The name of its type, with that of its module.
fn kind(exception: &Owned) -> String {
    // SAFETY: the type of a valid object is valid, and borrowed.
    let kind = unsafe { Owned::of_borrowed(Py_TYPE(exception.as_ptr()).cast::<PyObject>()) };
    let text = |name| kind.as_ref().and_then(|kind| kind.attribute(name)).map(|text| text.to_text());
    let name = text(c"__qualname__").unwrap_or_default();
    match text(c"__module__").as_deref() {
        None | Some("builtins" | "__main__") => name,
        Some(module) => format!("{module}.{name}"),
    }
}

fn items(list: &Owned) -> Vec<Owned> {
    // SAFETY: it is an object. The call gives a new reference; what isn't a sequence has the size -1, and an exception.
    unsafe {
        let size = PySequence_Size(list.as_ptr());
        let items = (0..size).map_while(|index| Owned::new(PySequence_GetItem(list.as_ptr(), index))).collect();
        drop(exception::take());
        items
    }
}

/// What isn't None.
fn some(object: Option<Owned>) -> Option<Owned> {
    object.filter(|object| !object.is_none())
}

fn is_true(object: Option<Owned>) -> bool {
    object.is_some_and(|object| object.is_true())
}
