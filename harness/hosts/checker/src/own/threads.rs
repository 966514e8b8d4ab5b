//! The threads of the process.

use std::fs;

use super::function::{Function, spelled, text};
use crate::python::PyObject;
use crate::started;

/// `threads(text)`, whatever the text: `NUMBER,NAME,LIBRARY;...`, where the library is the one that started the thread, if that
/// is known. The name is empty if the thread has none of its own.
pub(super) const THREADS: Function = Function { name: c"threads", call: threads };

unsafe extern "C" fn threads(_: *mut PyObject, _: *mut PyObject) -> *mut PyObject {
    let entries = fs::read_dir("/proc/self/task").into_iter().flatten().filter_map(Result::ok);
    let threads = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let own = fs::read("/proc/self/comm").unwrap_or_default();
    let threads: Vec<String> = threads.filter_map(|thread| described(&thread, &own)).collect();
    text(&threads.join(";"))
}

fn described(thread: &str, own: &[u8]) -> Option<String> {
    // Without a file, it has ended meanwhile.
    let name = fs::read(format!("/proc/self/task/{thread}/comm")).ok()?;
    let name = if name == own { Vec::new() } else { name };
    let library = thread.parse().ok().and_then(started::library_of).unwrap_or_default();
    Some(format!("{thread},{},{}", spelled(String::from_utf8_lossy(&name).trim_end()), spelled(&library)))
}
