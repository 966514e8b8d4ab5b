//! The steps of trials, in the words of cases.

use extproof_contract::InterpreterConfig;

use crate::case::{Action, EntryInit, PythonAction, Step, TableEntry};

pub(super) const MAIN: &str = "main";

/// The name of the module.
pub(super) const NAME: &str = "{fixture}";

/// What trials ask of Python.
pub(super) const PRELUDE: &str = include_str!("prelude.py");

/// Looks at what C statics point to; comes after the prelude.
pub(super) const LOOK_AT_STATICS: &str = include_str!("statics.py");

/// Imports the modules of the standard library that come with the module, but not the module.
pub(super) const IMPORT_COMPANIONS: &str = "for name in COMPANIONS:\n  try: __import__(name)\n  except Exception: pass";

/// Loads the extension module whose name and file are in the place of companions, without its package and the module that is named
/// after them.
pub(super) const LOAD_SIBLING: &str = include_str!("sibling.py");

/// Names the mutable objects that can be reached from the module; defined by the prelude.
pub(super) const WALK: &str = "walk()";
/// The numbers of the threads of the process.
pub(super) const THREADS: &str = "' '.join(__import__('posix').listdir('/proc/self/task'))";

/// What stands on standard error where Python begins to end.
pub(super) const ENDS: &str = "extproof: Python ends";

/// The threads of the process, each with its number, its name and the library that started it.
pub(super) const NAMED_THREADS: &str = "__import__('_extproof').threads('')";
/// The public names of the module; defined by the prelude.
pub(super) const NAMES: &str = "names()";
/// Where the module was found; defined by the prelude.
pub(super) const ORIGIN: &str = "origin()";

/// The package of the module, if it imports the file of the module by itself; defined by the prelude.
pub(super) const LOADS_FILE: &str = "loads_file()";

/// The modules of the standard library that came with the module; defined by the prelude.
pub(super) const STANDARD: &str = "standard()";

/// The packages of others that came with the module; defined by the prelude.
pub(super) const PACKAGES: &str = "packages()";

/// Removes all modules of the module's package; comes after the prelude.
pub(super) const FORGET_PACKAGE: &str = "forget_package()";

/// The other extension module that made the module; defined by the prelude.
pub(super) const MAKER: &str = "maker()";

/// The other extension modules of the package that came with the module; defined by the prelude.
pub(super) const SIBLINGS: &str = "siblings()";

/// Whether the module is there.
pub(super) const IS_IMPORTED: &str = "str(NAME in __import__('sys').modules)";

/// What notes which module raises, with the prelude that it needs; to be executed before an import.
pub(super) const WATCH: &str = concat!(include_str!("prelude.py"), include_str!("watch.py"));
/// Imports the module, and notes who raises.
pub(super) const IMPORT_NOTING: &str = "import_noting()";
/// Reloads it, and notes who raises.
pub(super) const RELOAD_NOTING: &str = "reload_noting()";
/// The module that raised first.
pub(super) const RAISED_BY: &str = "raised_by()";
/// The names of all modules that are there; defined by what notes.
pub(super) const THERE: &str = "there()";
/// Whether CPython raised an ImportError of its own for another exception of the main interpreter.
pub(super) const HIDES: &str = "hides()";

fn step(action: Action) -> Step {
    Step { action, expect: Vec::new() }
}

fn python(action: PythonAction, interpreter: &str) -> Step {
    let interpreter = (interpreter != MAIN).then(|| interpreter.to_owned());
    step(Action::Python { action, interpreter })
}

pub(super) fn initialize() -> Step {
    initialize_as(Vec::new())
}

/// Python with these filters of warnings; the last one that fits counts.
pub(super) fn initialize_with(warnoptions: &[&str]) -> Step {
    initialize_as(warnoptions.iter().map(|option| (*option).to_owned()).collect())
}

fn initialize_as(warnoptions: Vec<String>) -> Step {
    step(Action::Initialize { xoptions: Vec::new(), warnoptions, home: None, filesystem_importer: true })
}

pub(super) fn finalize() -> Step {
    step(Action::Finalize)
}

pub(super) fn append() -> Step {
    let entry = TableEntry { name: NAME.to_owned(), bytes: None, init: EntryInit::Library(None) };
    step(Action::Append(entry))
}

pub(super) fn import(interpreter: &str) -> Step {
    python(PythonAction::Import(NAME.to_owned()), interpreter)
}

/// Imports the module of this name.
pub(super) fn import_named(name: &str, interpreter: &str) -> Step {
    python(PythonAction::Import(name.to_owned()), interpreter)
}

pub(super) fn forget() -> Step {
    python(PythonAction::Forget(NAME.to_owned()), MAIN)
}

pub(super) fn reload() -> Step {
    python(PythonAction::Reload(NAME.to_owned()), MAIN)
}

pub(super) fn execute(code: impl Into<String>, interpreter: &str) -> Step {
    python(PythonAction::Execute(code.into()), interpreter)
}

pub(super) fn evaluate(code: &str, interpreter: &str) -> Step {
    python(PythonAction::Evaluate(code.to_owned()), interpreter)
}

pub(super) fn new_interpreter(name: &str, config: Option<InterpreterConfig>) -> Step {
    step(Action::NewInterpreter { name: name.to_owned(), config, modules: None })
}

pub(super) fn end_interpreter(name: &str) -> Step {
    step(Action::EndInterpreter { name: name.to_owned() })
}

/// Says on standard error that Python begins to end, after what waits there to be written. A module may have closed or replaced it.
pub(super) fn say_end() -> Step {
    execute(
        format!(
            "try: __import__('sys').stderr.flush()\nexcept Exception: pass\n\
             try: __import__('posix').write(2, b'\\n{ENDS}\\n')\nexcept OSError: pass"
        ),
        MAIN,
    )
}

/// What comes instead of each of these steps, also of those on threads, in order.
pub(super) fn replaced(steps: &[Step], instead: &mut dyn FnMut(&Step) -> Vec<Step>) -> Vec<Step> {
    let mut all = Vec::new();
    for step in steps {
        match &step.action {
            Action::Threads(lists) => {
                let lists = lists.iter().map(|steps| replaced(steps, instead)).collect();
                all.push(Step { action: Action::Threads(lists), ..step.clone() });
            }
            _ => all.extend(instead(step)),
        }
    }
    all
}

/// The same steps on each of several threads.
pub(super) fn threads(count: usize, steps: &[Step]) -> Step {
    step(Action::Threads(vec![steps.to_vec(); count]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_of_trials_has_no_words() {
        let words = ["{fixture}", "{mode}", "{thread}", "{modules}", "{sandbox}", "{suffix}", "{library"];
        for code in [
            PRELUDE,
            WATCH,
            LOOK_AT_STATICS,
            super::super::state::CODE,
            IMPORT_COMPANIONS,
            WALK,
            THREADS,
            NAMED_THREADS,
            ORIGIN,
            STANDARD,
            FORGET_PACKAGE,
            PACKAGES,
            SIBLINGS,
            THERE,
            MAKER,
            LOADS_FILE,
            LOAD_SIBLING,
        ] {
            assert!(!words.iter().any(|word| code.contains(word)), "{code}");
        }
    }
}
