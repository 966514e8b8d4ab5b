//! The steps of a case.

use std::ops::Range;

use super::{Vocabulary, expect, interpreter_config};
use crate::case::{Action, LibraryKind, PlaceBy, PythonAction, Step};
use crate::document::{Problems, Table, Value, check_path, list, number, wrong_type};

/// Where a list of steps is carried out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum StepContext {
    /// On the main thread of the process.
    Process,
    /// On a thread of its own.
    Thread,
    /// By the code that `Py_RunMain` runs.
    RunMain,
}

impl StepContext {
    const PYTHON: [&'static str; 6] = ["import", "forget", "reload", "execute", "evaluate", "observe"];
    const INTERPRETERS: [&'static str; 2] = ["new_interpreter", "end_interpreter"];
    const PROCESS: [&'static str; 12] = [
        "register",
        "resource",
        "register_library",
        "append",
        "extend",
        "assign",
        "add_to_config",
        "place",
        "initialize",
        "threads",
        "finalize",
        "run_main",
    ];

    /// The names of the steps that are allowed.
    pub(super) fn steps(self) -> Vec<&'static str> {
        match self {
            StepContext::Process => [&Self::PROCESS[..], &Self::PYTHON, &Self::INTERPRETERS].concat(),
            StepContext::Thread => [&Self::PYTHON[..], &Self::INTERPRETERS].concat(),
            StepContext::RunMain => Self::PYTHON.to_vec(),
        }
    }
}

pub(super) fn read_all(
    values: &[Value<'_>],
    place: StepContext,
    vocabulary: &Vocabulary<'_>,
    problems: &Problems,
) -> Vec<Step> {
    values.iter().filter_map(|value| Reader { place, vocabulary, problems }.step(value)).collect()
}

pub(super) struct Reader<'v, 'p> {
    place: StepContext,
    vocabulary: &'v Vocabulary<'v>,
    pub(super) problems: &'p Problems,
}

impl Reader<'_, '_> {
    fn step(&self, value: &Value<'_>) -> Option<Step> {
        if let Some(name) = value.get_ref().as_str() {
            let action = self.bare(name, value.span())?;
            return Some(Step { action, expect: Vec::new() });
        }
        let Some(table) = value.get_ref().as_table() else {
            wrong_type(value, "steps", "names and tables", self.problems);
            return None;
        };
        let steps = self.place.steps();
        let mut named = table.keys().filter(|key| steps.contains(&key.get_ref().as_ref()));
        let Some(name) = named.next() else {
            match table.keys().find(|key| is_step(key.get_ref())).or_else(|| table.keys().next()) {
                Some(key) => self.not_allowed(key.span(), key.get_ref()),
                None => self.problems.add(value.span(), "empty step", format!("allowed: {}", steps.join(", "))),
            }
            return None;
        };
        if let Some(second) = named.next() {
            let message = format!("`{}` and `{}` are separate steps", name.get_ref(), second.get_ref());
            self.problems.add(second.span(), message, "write one table per step");
            return None;
        }
        let name = name.get_ref().as_ref();
        let mut keys = vec![name, "expect"];
        keys.extend(extra_keys(name));
        let table = Table::new(table, value.span(), &format!("step `{name}`"), &keys, self.problems);
        let action = self.action(name, &table)?;
        let expect = table.get("expect").map(|v| expect::read(v, self.vocabulary, self.problems)).unwrap_or_default();
        Some(Step { action, expect })
    }

    fn bare(&self, name: &str, span: Range<usize>) -> Option<Action> {
        match name {
            "initialize" if self.place == StepContext::Process => {
                let (xoptions, warnoptions) = (Vec::new(), Vec::new());
                Some(Action::Initialize { xoptions, warnoptions, home: None, filesystem_importer: true })
            }
            "finalize" if self.place == StepContext::Process => Some(Action::Finalize),
            _ if self.place.steps().contains(&name) => {
                self.problems.add(span, format!("step `{name}` needs a value"), format!("write {{ {name} = ... }}"));
                None
            }
            _ => {
                self.not_allowed(span, name);
                None
            }
        }
    }

    /// Says that there is no such step, at least not here.
    fn not_allowed(&self, span: Range<usize>, name: &str) {
        let steps = self.place.steps();
        let place = match self.place {
            StepContext::Process => None,
            StepContext::Thread => Some("in a thread"),
            StepContext::RunMain => Some("in `run_main`"),
        };
        match place.filter(|_| is_step(name)) {
            Some(place) => {
                let message = format!("step `{name}` isn't allowed {place}");
                self.problems.add(span, message, format!("allowed: {}", steps.join(", ")));
            }
            None => self.problems.unknown(span, "step", name, &steps),
        }
    }

    fn action(&self, name: &str, table: &Table<'_, '_>) -> Option<Action> {
        let python = |action: fn(String) -> PythonAction| {
            let text = self.text(table, name)?;
            let interpreter = table.string("in").map(|text| text.text);
            Some(Action::Python { action: action(text), interpreter })
        };
        match name {
            "import" => python(PythonAction::Import),
            "forget" => python(PythonAction::Forget),
            "reload" => python(PythonAction::Reload),
            "execute" => python(PythonAction::Execute),
            "evaluate" => python(PythonAction::Evaluate),
            "observe" => python(PythonAction::Observe),
            "register" => Some(Action::Register {
                name: self.module(table, name)?,
                fixture: self.fixture(table),
                shadowing: table.boolean("shadowing").unwrap_or_default(),
            }),
            "register_library" => {
                Some(Action::RegisterLibrary { name: self.text(table, name)?, library: self.text(table, "library")? })
            }
            "resource" => Some(Action::Resource {
                name: self.module(table, name)?,
                fixture: self.library(table),
                kind: table.one_of("kind", &["path", "memory"], library_kind).unwrap_or(LibraryKind::Path),
            }),
            "place" => Some(Action::Place {
                path: self.relative(table, name)?,
                fixture: self.library(table),
                by: table.one_of("by", &["copy", "symlink", "hardlink"], place_by).unwrap_or(PlaceBy::Copy),
            }),
            "append" => Some(Action::Append(self.entry(table, name)?)),
            "extend" => Some(Action::Extend(self.entries(table, name))),
            "assign" => Some(Action::Assign(self.entries(table, name))),
            "add_to_config" => Some(Action::AddToConfig(self.entry(table, name)?)),
            "initialize" => self.initialize(table),
            "finalize" => self.finalize(table),
            "new_interpreter" => {
                let modules = table.get("modules").map(|_| self.entries(table, "modules"));
                Some(Action::NewInterpreter {
                    name: table.said(name).and_then(|_| self.text(table, name))?,
                    config: interpreter_config::read(table),
                    modules,
                })
            }
            "end_interpreter" => Some(Action::EndInterpreter { name: self.text(table, name)? }),
            "threads" => self.threads(table),
            "run_main" => {
                let steps = list(table.get(name)?, name, self.problems);
                Some(Action::RunMain(read_all(steps, StepContext::RunMain, self.vocabulary, self.problems)))
            }
            _ => {
                self.problems.add(
                    table.span.clone(),
                    format!("step `{name}` has no value"),
                    format!("write \"{name}\""),
                );
                None
            }
        }
    }

    pub(super) fn text(&self, table: &Table<'_, '_>, key: &str) -> Option<String> {
        let text = table.string(key)?;
        self.vocabulary.check_words(&text, self.problems);
        Some(text.text)
    }

    /// A name from which a path below the run's folder is made: `a.b` is in the folder `a`.
    fn module(&self, table: &Table<'_, '_>, key: &str) -> Option<String> {
        let name = table.string(key)?;
        if name.text.starts_with('.') {
            let message = format!("name `{}` is outside the sandbox", name.text);
            self.problems.add(name.span, message, "allowed: names that don't begin with a dot");
        }
        self.relative(table, key)
    }

    /// A path below the run's folder.
    fn relative(&self, table: &Table<'_, '_>, key: &str) -> Option<String> {
        let text = table.string(key)?;
        check_path(&text, self.problems);
        self.text(table, key)
    }

    pub(super) fn fixture(&self, table: &Table<'_, '_>) -> Option<String> {
        let name = table.string("fixture").filter(|name| name.text != "{fixture}")?;
        self.vocabulary.check(&name, self.problems);
        Some(name.text)
    }

    /// A fixture whose shared library is used.
    pub(super) fn library(&self, table: &Table<'_, '_>) -> Option<String> {
        let Some(name) = table.string("fixture").filter(|name| name.text != "{fixture}") else {
            self.vocabulary.check_own_libraries(table.span.clone(), self.problems);
            return None;
        };
        self.vocabulary.check_library(&name, self.problems);
        Some(name.text)
    }

    fn finalize(&self, table: &Table<'_, '_>) -> Option<Action> {
        let value = table.get("finalize")?;
        if value.get_ref().as_bool() != Some(true) {
            let help = "write \"finalize\", or { finalize = true, expect = ... }";
            self.problems.add(value.span(), "`finalize` is always `true`", help);
        }
        Some(Action::Finalize)
    }

    fn initialize(&self, table: &Table<'_, '_>) -> Option<Action> {
        let value = table.get("initialize")?;
        let Some(inner) = value.get_ref().as_table() else {
            let found = value.get_ref().type_str();
            let help = "write \"initialize\", or { initialize = { ... }, expect = ... }";
            self.problems.add(value.span(), format!("`initialize`: expected a table, found {found}"), help);
            return None;
        };
        let keys = ["xoptions", "warnoptions", "home", "filesystem_importer"];
        let inner = Table::new(inner, value.span(), "`initialize`", &keys, self.problems);
        let texts = |key: &str| inner.strings(key).into_iter().map(|text| text.text).collect();
        Some(Action::Initialize {
            xoptions: texts("xoptions"),
            warnoptions: texts("warnoptions"),
            home: inner.has("home").then(|| self.text(&inner, "home")).flatten(),
            filesystem_importer: inner.boolean("filesystem_importer").unwrap_or(true),
        })
    }

    fn threads(&self, table: &Table<'_, '_>) -> Option<Action> {
        ["threads", "steps"].iter().for_each(|key| table.filled_with(key, "list at least one step"));
        let value = table.get("threads")?;
        let read = |steps: &Value<'_>| {
            read_all(list(steps, "threads", self.problems), StepContext::Thread, self.vocabulary, self.problems)
        };
        if value.get_ref().as_array().is_some() {
            return Some(Action::Threads(list(value, "threads", self.problems).iter().map(read).collect()));
        }
        let count = number(value, "threads", self.problems)?;
        if count == 0 || count > 64 {
            self.problems.add(value.span(), format!("invalid number of threads: {count}"), "allowed: 1 to 64");
            return None;
        }
        let Some(steps) = table.get("steps") else {
            table.missing("steps");
            return None;
        };
        let steps = read(steps);
        Some(Action::Threads((0..count).map(|_| steps.clone()).collect()))
    }
}

/// Whether there is a step of that name, wherever it is allowed.
fn is_step(name: &str) -> bool {
    StepContext::Process.steps().contains(&name)
}

fn extra_keys(step: &str) -> &'static [&'static str] {
    match step {
        "register" => &["fixture", "shadowing"],
        "register_library" => &["library"],
        "resource" => &["fixture", "kind"],
        "append" | "add_to_config" => &["bytes", "fixture", "from"],
        "place" => &["fixture", "by"],
        "new_interpreter" => &["config", "modules"],
        "threads" => &["steps"],
        "import" | "forget" | "reload" | "execute" | "evaluate" | "observe" => &["in"],
        _ => &[],
    }
}

fn library_kind(name: &str) -> Option<LibraryKind> {
    match name {
        "path" => Some(LibraryKind::Path),
        "memory" => Some(LibraryKind::Memory),
        _ => None,
    }
}

fn place_by(name: &str) -> Option<PlaceBy> {
    match name {
        "copy" => Some(PlaceBy::Copy),
        "symlink" => Some(PlaceBy::Symlink),
        "hardlink" => Some(PlaceBy::Hardlink),
        _ => None,
    }
}
