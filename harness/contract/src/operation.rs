//! What a host can be told to do.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{Ability, Entry, InterpreterConfig, Step};

/// What a host can be told to do. The descriptions are those of `docs/writing-a-host.md`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "do", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the fields are those of the file, and described with their step")]
pub enum Operation {
    /// makes the linked fixture importable as `name`, the way this host offers it to its users
    Register { name: String, fixture: String },
    /// `register`, and asks for it that the module takes the place of one of the standard library
    RegisterShadowing { name: String, fixture: String },
    /// tells the embedding library of a shared library by its path, if it has an interface for that
    RegisterLibrary { name: String, library: PathBuf },
    /// names a shared library in the resources that the host has, for the next `initialize`: by a `path` relative to the folder `origin`; or as data, to be read from the file `memory`
    Resource {
        name: String,
        #[serde(flatten)]
        library: Resource,
    },
    /// `PyImport_AppendInittab`, with exactly one entry
    Append { entries: [Entry; 1] },
    /// `PyImport_ExtendInittab`; the caller's table is overwritten afterwards
    Extend { entries: Vec<Entry> },
    /// `PyImport_Inittab` = a table of these entries behind the ones already there
    Assign { entries: Vec<Entry> },
    /// starts Python: UTF-8 mode (an isolated `Py_PreInitialize` with `utf8_mode` 1), isolated `PyConfig`, `home` and `executable` from the scenario, `program_name` as `executable`, `site_import` 0, `install_signal_handlers` 0, `write_bytecode` 0
    Initialize(StartOptions),
    /// runs the code as `PyRun_SimpleString` does: in `__main__` of the current interpreter
    Execute { code: String },
    /// `Py_NewInterpreter`; the new one becomes current
    NewInterpreter { name: String },
    /// `Py_NewInterpreterFromConfig`; `config` has every field of `PyInterpreterConfig`: `use_main_obmalloc`, `allow_fork`, `allow_exec`, `allow_threads`, `allow_daemon_threads`, `check_multi_interp_extensions` (booleans), `gil` (`"default"`, `"shared"`, `"own"`)
    NewInterpreterFromConfig { name: String, config: InterpreterConfig },
    /// a sub-interpreter for which these entries are registered, and nothing else; without `config` a legacy one
    NewInterpreterWithModules {
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        config: Option<InterpreterConfig>,
        entries: Vec<Entry>,
    },
    /// makes another interpreter of this thread current; the first one is called `main`
    Switch { to: String },
    /// `Py_EndInterpreter`; afterwards `main` is current
    EndInterpreter { name: String },
    /// runs each list of steps on a thread of its own, all at once, and waits for all. A thread starts attached to the main interpreter and has interpreters of its own (`new_interpreter…`, `switch`, `end_interpreter`)
    Threads { threads: Vec<Vec<Step>> },
    /// `Py_FinalizeEx`
    Finalize,
    /// one initialisation of Python through `Py_RunMain`: as `initialize`, with `run_command` = `code`
    RunMain { code: String },
}

/// How a resource of the host has a shared library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
#[allow(missing_docs, reason = "described at `Operation::Resource`")]
pub enum Resource {
    Relative { origin: PathBuf, path: PathBuf },
    Memory { memory: PathBuf },
}

/// What can be configured for a start of Python.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StartOptions {
    /// As with `-X`.
    pub xoptions: Vec<String>,
    /// As with `-W`.
    pub warnoptions: Vec<String>,
    /// Python's home, if it isn't the scenario's: the ability `initialize_home`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<PathBuf>,
    /// Whether modules are searched on `sys.path`; false needs the ability `initialize_without_filesystem`.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub filesystem_importer: bool,
}

fn yes() -> bool {
    true
}

impl Default for StartOptions {
    fn default() -> Self {
        Self { xoptions: Vec::new(), warnoptions: Vec::new(), home: None, filesystem_importer: true }
    }
}

impl Operation {
    /// A start without options.
    pub fn initialize() -> Self {
        Self::Initialize(StartOptions::default())
    }

    /// The entries that it adds to the table of built-in modules.
    pub fn entries(&self) -> &[Entry] {
        match self {
            Self::Append { entries } => entries,
            Self::Extend { entries } | Self::Assign { entries } | Self::NewInterpreterWithModules { entries, .. } => {
                entries
            }
            _ => &[],
        }
    }

    /// The fixtures that must be linked into the host for it, without those of steps inside of it.
    pub fn fixtures(&self) -> impl Iterator<Item = &str> {
        let own = match self {
            Self::Register { fixture, .. } | Self::RegisterShadowing { fixture, .. } => Some(fixture.as_str()),
            _ => None,
        };
        own.into_iter().chain(self.entries().iter().filter_map(|entry| entry.init.linked()))
    }

    /// The lists of steps inside of it.
    pub fn threads(&self) -> &[Vec<Step>] {
        match self {
            Self::Threads { threads } => threads,
            _ => &[],
        }
    }

    /// What a host must declare to be sent this step.
    pub fn ability(&self) -> Ability {
        let from_library = self.entries().iter().any(|entry| matches!(entry.init, crate::Init::Library { .. }));
        match self {
            Self::Register { .. } => Ability::Register,
            Self::RegisterShadowing { .. } => Ability::RegisterShadowing,
            Self::RegisterLibrary { .. } => Ability::RegisterLibrary,
            Self::Resource { .. } => Ability::Resource,
            Self::Append { .. } | Self::Extend { .. } | Self::Assign { .. } if from_library => Ability::AppendLibrary,
            Self::Append { .. } => Ability::Append,
            Self::Extend { .. } => Ability::Extend,
            Self::Assign { .. } => Ability::Assign,
            Self::Initialize(StartOptions { filesystem_importer: false, .. }) => Ability::InitializeWithoutFilesystem,
            Self::Initialize(StartOptions { home: Some(_), .. }) => Ability::InitializeHome,
            Self::Initialize(_) => Ability::Initialize,
            Self::Execute { .. } => Ability::Execute,
            Self::NewInterpreter { .. } => Ability::NewInterpreter,
            Self::NewInterpreterFromConfig { .. } => Ability::NewInterpreterFromConfig,
            Self::NewInterpreterWithModules { .. } => Ability::NewInterpreterWithModules,
            Self::Switch { .. } => Ability::Switch,
            Self::EndInterpreter { .. } => Ability::EndInterpreter,
            Self::Threads { .. } => Ability::Threads,
            Self::Finalize => Ability::Finalize,
            Self::RunMain { .. } => Ability::RunMain,
        }
    }
}

impl crate::Init {
    /// The linked fixture, if it is one's.
    fn linked(&self) -> Option<&str> {
        match self {
            Self::Linked(fixture) => Some(fixture),
            _ => None,
        }
    }
}
