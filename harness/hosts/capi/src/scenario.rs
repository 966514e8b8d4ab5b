//! The scenario: what the harness wants done, checked before any of it begins.

use std::ffi::CString;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::entry::Entry;
use crate::fields::Fields;
#[cfg(Py_3_12)]
use crate::interpreter_config;

/// The version of the contract between harness and host.
pub(crate) const CONTRACT: u64 = 1;

/// The steps that this host can do.
pub(crate) const STEPS: &[&str] = &[
    "append",
    "append_library",
    "assign",
    "end_interpreter",
    "execute",
    "extend",
    "finalize",
    "initialize",
    "new_interpreter",
    #[cfg(Py_3_12)]
    "new_interpreter_from_config",
    "register",
    "run_main",
    "switch",
    "threads",
];

/// A scenario.
pub(crate) struct Scenario {
    /// Python's home.
    pub(crate) home: CString,
    /// Python's executable.
    pub(crate) executable: CString,
    /// What is to be done, in order.
    pub(crate) steps: Vec<Step>,
}

/// A step of a scenario.
pub(crate) struct Step {
    /// Unique in the scenario.
    pub(crate) id: u64,
    /// What is to be done.
    pub(crate) action: Action,
}

/// What a step does.
pub(crate) enum Action {
    /// Both `register` and `append`: this host's users append to the table, too.
    Append(Entry),
    Extend(Vec<Entry>),
    Assign(Vec<Entry>),
    Initialize(Options),
    Execute(CString),
    NewInterpreter(String),
    #[cfg(Py_3_12)]
    NewInterpreterFromConfig(String, pyo3_ffi::PyInterpreterConfig),
    Switch(String),
    EndInterpreter(String),
    Threads(Vec<Vec<Step>>),
    Finalize,
    RunMain(Options, CString),
}

/// What can be configured for a life of Python.
pub(crate) struct Options {
    /// As with `-X`.
    pub(crate) xoptions: Vec<CString>,
    /// As with `-W`.
    pub(crate) warnoptions: Vec<CString>,
}

impl Scenario {
    /// Reads a scenario from a file.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        fs::read(path)
            .map_err(|error| error.to_string())
            .and_then(|text| Self::parse(&text))
            .map_err(|error| format!("{}: {error}", path.display()))
    }

    fn parse(text: &[u8]) -> Result<Self, String> {
        let value = serde_json::from_slice(text).map_err(|error| error.to_string())?;
        let fields = Fields::of(&value)?;
        let contract = fields.number("contract")?;
        if contract != CONTRACT {
            return Err(format!("the contract is {contract}, not {CONTRACT}"));
        }
        Ok(Self {
            home: fields.c_string("home")?,
            executable: fields.c_string("executable")?,
            steps: parse_all(fields.array("steps")?, Step::parse)?,
        })
    }
}

impl Step {
    fn parse(value: &Value) -> Result<Self, String> {
        let fields = Fields::of(value)?;
        let id = fields.number("id")?;
        let name = fields.text("do").map_err(|error| format!("step {id}: {error}"))?;
        let action = Action::parse(name, &fields);
        action.map(|action| Self { id, action }).map_err(|error| format!("step {id} ({name}): {error}"))
    }
}

impl Action {
    fn parse(name: &str, fields: &Fields) -> Result<Self, String> {
        let entries = || parse_all(fields.array("entries")?, Entry::parse);
        Ok(match name {
            "register" => Self::Append(Entry::registered(fields)?),
            "append" => match fields.array("entries")? {
                [entry] => Self::Append(Entry::parse(entry)?),
                entries => return Err(format!("{} entries, not one", entries.len())),
            },
            "extend" => Self::Extend(entries()?),
            "assign" => Self::Assign(entries()?),
            "initialize" => Self::Initialize(Options::parse(fields)?),
            "execute" => Self::Execute(fields.c_string("code")?),
            "new_interpreter" => Self::NewInterpreter(fields.text("name")?.to_owned()),
            #[cfg(Py_3_12)]
            "new_interpreter_from_config" => {
                let config = interpreter_config::parse(&fields.object("config")?)?;
                Self::NewInterpreterFromConfig(fields.text("name")?.to_owned(), config)
            }
            "switch" => Self::Switch(fields.text("to")?.to_owned()),
            "end_interpreter" => Self::EndInterpreter(fields.text("name")?.to_owned()),
            "threads" => Self::Threads(parse_all(fields.array("threads")?, |list| {
                let steps = list.as_array().ok_or("a thread is not an array of steps")?;
                parse_all(steps, Step::parse)
            })?),
            "finalize" => Self::Finalize,
            "run_main" => Self::RunMain(Options::parse(fields)?, fields.c_string("code")?),
            _ => return Err(format!("unknown step; this host can do {}", STEPS.join(", "))),
        })
    }
}

impl Options {
    fn parse(fields: &Fields) -> Result<Self, String> {
        Ok(Self { xoptions: fields.c_strings("xoptions")?, warnoptions: fields.c_strings("warnoptions")? })
    }
}

fn parse_all<T>(values: &[Value], parse: impl Fn(&Value) -> Result<T, String>) -> Result<Vec<T>, String> {
    values.iter().map(parse).collect()
}
