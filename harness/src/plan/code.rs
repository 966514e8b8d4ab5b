//! The Python code of a host's `execute` steps: calls of the probe.

use std::fmt::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use crate::plan::{Given, Keys, Surroundings};

/// Code that installs the probe, if this interpreter doesn't have it yet.
pub(super) fn install(around: &Surroundings<'_>, watch: &[String]) -> String {
    let given = around.given.iter().map(|(name, value)| format!("{}: {}", literal(name), given(value)));
    format!(
        "if '_extproof' not in globals():\n  \
         import marshal\n  \
         with open({}, 'rb') as _extproof_file: exec(marshal.loads(_extproof_file.read()))\n  \
         _extproof.install({}, {}, {}, {}, {}, {}, {}, {{{}}})\n",
        path_literal(around.probe),
        path_literal(&around.modules),
        path_literal(around.stdlib),
        path_literal(&around.events),
        list(watch.iter().map(|name| literal(name))),
        around.keys.map_or_else(|| "None".to_owned(), Keys::of_probe),
        list(around.path.iter().map(|folder| path_literal(folder))),
        list(around.after.iter().map(site)),
        given.collect::<Vec<_>>().join(", "),
    )
}

/// Code that has the probe do something and report it as `id`.
pub(super) fn perform(id: u32, action: &str, arguments: &[&str]) -> String {
    let arguments: String = arguments.iter().map(|argument| format!(", {}", literal(argument))).collect();
    format!("_extproof({id}, '{action}'{arguments})\n")
}

/// Code that imports a module as `importlib.import_module` does, and reports it as `id`.
///
/// The probe calls what that function calls, because importlib isn't loaded at start-up. Only relative names need
/// importlib, which refuses them.
pub(super) fn import(id: u32, name: &str) -> String {
    if name.starts_with('.') {
        let call = format!("__import__('importlib').import_module({})", literal(name));
        return perform(id, "execute", &[&call]);
    }
    perform(id, "import", &[name])
}

/// A text as part of a string literal, whichever quotes that has.
pub(super) fn inside_literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\\' | '\'' | '"' => out.extend(['\\', char]),
            char if char.is_ascii_control() => {
                let _ = write!(out, "\\x{:02x}", u32::from(char));
            }
            char => out.push(char),
        }
    }
    out
}

fn given(value: &Given) -> String {
    match value {
        Given::Text(text) => literal(text),
        Given::Path(path) => path_literal(path),
        Given::Texts(texts) => list(texts.iter().map(|text| literal(text))),
        Given::Paths(paths) => list(paths.iter().map(|path| path_literal(path))),
    }
}

/// A folder, and whether it is one with `.pth` files.
fn site((folder, reads): &(PathBuf, bool)) -> String {
    format!("({}, {})", path_literal(folder), if *reads { "True" } else { "False" })
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

/// A Python string literal.
fn literal(text: &str) -> String {
    format!("\"{}\"", inside_literal(text))
}

/// The text by which Python knows a path: bytes that aren't UTF-8 are lone surrogates.
fn path_literal(path: &Path) -> String {
    let mut out = String::from('"');
    for chunk in path.as_os_str().as_bytes().utf8_chunks() {
        out.push_str(&inside_literal(chunk.valid()));
        for byte in chunk.invalid() {
            let _ = write!(out, "\\udc{byte:02x}");
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::*;

    #[test]
    fn relative_names_are_left_to_importlib() {
        assert_eq!(import(7, "a.b"), "_extproof(7, 'import', \"a.b\")\n");
        let expected = "_extproof(7, 'execute', \"__import__(\\'importlib\\').import_module(\\\".x\\\")\")\n";
        assert_eq!(import(7, ".x"), expected);
    }

    #[test]
    fn arguments_become_python_literals() {
        let code = perform(7, "execute", &["print(\"a\\b\")\nzkouška"]);
        assert_eq!(code, "_extproof(7, 'execute', \"print(\\\"a\\\\b\\\")\\x0azkouška\")\n");
    }

    #[test]
    fn paths_become_what_python_makes_of_them() {
        assert_eq!(path_literal(Path::new(OsStr::from_bytes(b"/it's/\xe9\t"))), "\"/it\\'s/\\udce9\\x09\"");
    }
}
