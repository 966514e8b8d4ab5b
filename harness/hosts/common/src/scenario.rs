//! The scenario: what the harness wants done, checked before any of it begins.

use std::ffi::CString;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::describe::Description;
use crate::entry::{Entry, Init};
use crate::fields::Fields;
use crate::interpreter_config::InterpreterConfig;
use crate::key::Key;
use crate::resource::Resource;

/// The version of the contract between harness and host.
pub(crate) const CONTRACT: u64 = 1;

/// A scenario.
#[derive(Debug)]
pub struct Scenario {
    /// Python's home.
    pub home: CString,
    /// Python's executable.
    pub executable: CString,
    /// What is to be done, in order.
    pub steps: Vec<Step>,
    /// What events are signed with.
    pub key: Option<Key>,
}

/// A step of a scenario.
#[derive(Debug)]
pub struct Step {
    /// Unique in the scenario.
    pub id: u64,
    /// What is to be done.
    pub action: Action,
}

/// What a step does. A host is given only those that it declares.
#[derive(Debug)]
#[allow(missing_docs, reason = "each is described in docs/writing-a-host.md")]
pub enum Action {
    Register(Entry),
    Resource(Resource),
    RegisterShadowing(Entry),
    RegisterLibrary(CString, String),
    Append(Entry),
    Extend(Vec<Entry>),
    Assign(Vec<Entry>),
    Initialize(Options),
    Execute(CString),
    NewInterpreter(String),
    NewInterpreterFromConfig(String, InterpreterConfig),
    NewInterpreterWithModules(String, Option<InterpreterConfig>, Vec<Entry>),
    Switch(String),
    EndInterpreter(String),
    Threads(Vec<Vec<Step>>),
    Finalize,
    RunMain(Options, CString),
}

/// What can be configured for a life of Python.
#[derive(Debug)]
pub struct Options {
    /// As with `-X`.
    pub xoptions: Vec<CString>,
    /// As with `-W`.
    pub warnoptions: Vec<CString>,
    /// Python's home, if it isn't the scenario's.
    pub home: Option<CString>,
    /// Whether modules are searched on `sys.path`.
    pub filesystem_importer: bool,
}

impl Scenario {
    /// Reads a scenario from a file. One with a key is removed, because the code under test must not read it.
    ///
    /// # Errors
    /// What is wrong with it, with its path.
    pub fn read(path: &Path, host: &Description) -> Result<Self, String> {
        let read = || -> Result<Self, String> {
            let text = fs::read(path).map_err(|error| error.to_string())?;
            let scenario = Self::parse(&text, host)?;
            if scenario.key.is_some() {
                fs::remove_file(path).map_err(|error| format!("it has a key and can't be removed: {error}"))?;
            }
            Ok(scenario)
        };
        read().map_err(|error| format!("{}: {error}", path.display()))
    }

    fn parse(text: &[u8], host: &Description) -> Result<Self, String> {
        let value = serde_json::from_slice(text).map_err(|error| error.to_string())?;
        let fields = Fields::of(&value)?;
        let contract = fields.number("contract")?;
        if contract != CONTRACT {
            return Err(format!("the contract is {contract}, not {CONTRACT}"));
        }
        Ok(Self {
            home: fields.c_string("home")?,
            executable: fields.c_string("executable")?,
            steps: Step::parse_all(fields.array("steps")?, host)?,
            key: if fields.has("key") { Some(Key::parse(fields.text("key")?)?) } else { None },
        })
    }
}

impl Step {
    fn parse_all(values: &[Value], host: &Description) -> Result<Vec<Self>, String> {
        values.iter().map(|value| Self::parse(value, host)).collect()
    }

    fn parse(value: &Value, host: &Description) -> Result<Self, String> {
        let fields = Fields::of(value)?;
        let id = fields.number("id")?;
        let name = fields.text("do").map_err(|error| format!("step {id}: {error}"))?;
        let action = Action::parse(name, &fields, host);
        action.map(|action| Self { id, action }).map_err(|error| format!("step {id} ({name}): {error}"))
    }
}

impl Action {
    fn parse(name: &str, fields: &Fields, host: &Description) -> Result<Self, String> {
        if !host.steps.contains(&name) {
            return Err(format!("unknown step; this host can do {}", host.steps.join(", ")));
        }
        let entry = |value| Entry::parse(value, host);
        let entries = || fields.array("entries")?.iter().map(entry).collect::<Result<Vec<_>, _>>();
        Ok(match name {
            "register" | "register_shadowing" => {
                let init = Init::fixture(fields.text("fixture")?, host)?;
                let entry = Entry { name: fields.c_string("name")?, init };
                if name == "register" { Self::Register(entry) } else { Self::RegisterShadowing(entry) }
            }
            "resource" => Self::Resource(Resource::parse(fields)?),
            "append" => match fields.array("entries")? {
                [value] => Self::Append(entry(value)?),
                entries => return Err(format!("{} entries, not one", entries.len())),
            },
            "extend" => Self::Extend(entries()?),
            "assign" => Self::Assign(entries()?),
            "initialize" => Self::Initialize(Options::parse(fields)?),
            "execute" => Self::Execute(fields.c_string("code")?),
            "register_library" => Self::RegisterLibrary(fields.c_string("name")?, fields.text("library")?.to_owned()),
            "new_interpreter_with_modules" => {
                let config = match fields.has("config") {
                    true => Some(InterpreterConfig::parse(&fields.object("config")?)?),
                    false => None,
                };
                Self::NewInterpreterWithModules(fields.text("name")?.to_owned(), config, entries()?)
            }
            "new_interpreter" => Self::NewInterpreter(fields.text("name")?.to_owned()),
            "new_interpreter_from_config" => {
                let config = InterpreterConfig::parse(&fields.object("config")?)?;
                Self::NewInterpreterFromConfig(fields.text("name")?.to_owned(), config)
            }
            "switch" => Self::Switch(fields.text("to")?.to_owned()),
            "end_interpreter" => Self::EndInterpreter(fields.text("name")?.to_owned()),
            "threads" => Self::Threads(
                fields
                    .array("threads")?
                    .iter()
                    .map(|list| Step::parse_all(list.as_array().ok_or("a thread is not an array of steps")?, host))
                    .collect::<Result<_, String>>()?,
            ),
            "finalize" => Self::Finalize,
            "run_main" => Self::RunMain(Options::parse(fields)?, fields.c_string("code")?),
            _ => return Err("the host declares a step that is no step of the contract".to_owned()),
        })
    }
}

impl Options {
    fn parse(fields: &Fields) -> Result<Self, String> {
        Ok(Self {
            xoptions: fields.c_strings("xoptions")?,
            warnoptions: fields.c_strings("warnoptions")?,
            home: if fields.has("home") { Some(fields.c_string("home")?) } else { None },
            filesystem_importer: !fields.has("filesystem_importer") || fields.flag("filesystem_importer")?,
        })
    }
}
