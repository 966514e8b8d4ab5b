//! What a host can be told to do, and what it can declare that it does.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{InitSource, InterpreterConfig, Name, Resource, ScenarioEntry, ScenarioStep, StartOptions};

/// What a host can be told to do. The descriptions are those of `docs/writing-a-host.md`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "do", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the fields are those of the file, and described with their step")]
pub enum Operation {
    /// makes the statically linked fixture importable as `name`, by the means that the host offers its users
    Register { name: String, fixture: String },
    /// as `register`, and allows the module to shadow one of the standard library
    RegisterShadowing { name: String, fixture: String },
    /// registers a shared library by path, if the embedding library supports that
    RegisterLibrary { name: String, library: PathBuf },
    /// adds a shared library to the host's resources for the next `initialize`: by a `path` relative to the folder `origin`, or as data read from the file `memory`
    Resource {
        name: String,
        #[serde(flatten)]
        library: Resource,
    },
    /// `PyImport_AppendInittab`, with exactly one entry
    Append { entries: [ScenarioEntry; 1] },
    /// `PyImport_ExtendInittab`; the caller's table is overwritten afterwards
    Extend { entries: Vec<ScenarioEntry> },
    /// sets `PyImport_Inittab` to a table of the existing entries followed by these
    Assign { entries: Vec<ScenarioEntry> },
    /// `PyInitConfig_AddModule`, with exactly one entry, for the configuration that the next `initialize` uses: one that `PyInitConfig_Create` makes, with the same settings, for `Py_InitializeFromInitConfig`
    AddToConfig { entries: [ScenarioEntry; 1] },
    /// initializes Python: UTF-8 mode (an isolated `Py_PreInitialize` with `utf8_mode` 1), isolated `PyConfig`, `home` and `executable` from the scenario, `program_name` as `executable`, `site_import` 0, `install_signal_handlers` 0, `write_bytecode` 0
    Initialize(StartOptions),
    /// runs the code as `PyRun_SimpleString` does: in `__main__` of the current interpreter
    Execute { code: String },
    /// `Py_NewInterpreter`; the new one becomes current
    NewInterpreter { name: String },
    /// `Py_NewInterpreterFromConfig`; `config` has every field of `PyInterpreterConfig`: `use_main_obmalloc`, `allow_fork`, `allow_exec`, `allow_threads`, `allow_daemon_threads`, `check_multi_interp_extensions` (booleans), `gil` (`"default"`, `"shared"`, `"own"`)
    NewInterpreterFromConfig { name: String, config: InterpreterConfig },
    /// creates a sub-interpreter with only these entries registered; without `config`, a legacy one
    NewInterpreterWithModules {
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        config: Option<InterpreterConfig>,
        entries: Vec<ScenarioEntry>,
    },
    /// makes another interpreter of this thread current; the first one is called `main`
    Switch { to: String },
    /// `Py_EndInterpreter`; afterwards `main` is current
    EndInterpreter { name: String },
    /// runs each list of steps in its own thread, concurrently, and waits for all. Each thread starts attached to the main interpreter and has its own sub-interpreters (`new_interpreter…`, `switch`, `end_interpreter`)
    Threads { threads: Vec<Vec<ScenarioStep>> },
    /// `Py_FinalizeEx`
    Finalize,
    /// initializes as `initialize` does, with `run_command` = `code`, and calls `Py_RunMain`
    RunMain { code: String },
}

impl Operation {
    /// A start without options.
    pub fn initialize() -> Self {
        Self::Initialize(StartOptions::default())
    }

    /// What a host must declare to be sent this step.
    pub fn ability(&self) -> Ability {
        let from_library = self.entries().iter().any(|entry| matches!(entry.init, InitSource::Library { .. }));
        match self {
            Self::Register { .. } => Ability::Register,
            Self::RegisterShadowing { .. } => Ability::RegisterShadowing,
            Self::RegisterLibrary { .. } => Ability::RegisterLibrary,
            Self::Resource { .. } => Ability::Resource,
            Self::Append { .. } | Self::Extend { .. } | Self::Assign { .. } if from_library => Ability::AppendLibrary,
            Self::Append { .. } => Ability::Append,
            Self::Extend { .. } => Ability::Extend,
            Self::Assign { .. } => Ability::Assign,
            Self::AddToConfig { .. } => Ability::AddToConfig,
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

    /// The entries that it adds to the table of built-in modules.
    pub fn entries(&self) -> &[ScenarioEntry] {
        match self {
            Self::Append { entries } | Self::AddToConfig { entries } => entries,
            Self::Extend { entries } | Self::Assign { entries } | Self::NewInterpreterWithModules { entries, .. } => {
                entries
            }
            Self::Register { .. }
            | Self::RegisterShadowing { .. }
            | Self::RegisterLibrary { .. }
            | Self::Resource { .. }
            | Self::Initialize(_)
            | Self::Execute { .. }
            | Self::NewInterpreter { .. }
            | Self::NewInterpreterFromConfig { .. }
            | Self::Switch { .. }
            | Self::EndInterpreter { .. }
            | Self::Threads { .. }
            | Self::Finalize
            | Self::RunMain { .. } => &[],
        }
    }
}

/// What a host can declare that it does: a step, or something that a step can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is a step, described at its Operation, or says what it adds to one")]
pub enum Ability {
    AddToConfig,
    Append,
    /// Entries of the table whose init function is looked up in a shared library.
    AppendLibrary,
    Assign,
    EndInterpreter,
    Execute,
    Extend,
    Finalize,
    Initialize,
    /// An `initialize` with another home than the scenario's.
    InitializeHome,
    /// An `initialize` after which nothing is searched on `sys.path`.
    InitializeWithoutFilesystem,
    NewInterpreter,
    NewInterpreterFromConfig,
    NewInterpreterWithModules,
    Register,
    RegisterLibrary,
    RegisterShadowing,
    Resource,
    RunMain,
    Switch,
    Threads,
}

impl Ability {
    /// All of them, sorted by name.
    pub const ALL: [Self; 21] = [
        Self::AddToConfig,
        Self::Append,
        Self::AppendLibrary,
        Self::Assign,
        Self::EndInterpreter,
        Self::Execute,
        Self::Extend,
        Self::Finalize,
        Self::Initialize,
        Self::InitializeHome,
        Self::InitializeWithoutFilesystem,
        Self::NewInterpreter,
        Self::NewInterpreterFromConfig,
        Self::NewInterpreterWithModules,
        Self::Register,
        Self::RegisterLibrary,
        Self::RegisterShadowing,
        Self::Resource,
        Self::RunMain,
        Self::Switch,
        Self::Threads,
    ];

    /// The minor version of Python 3 since which the C API has what it calls, if that isn't every supported one.
    pub fn since(self) -> Option<u8> {
        match self {
            Self::AddToConfig => Some(14),
            Self::NewInterpreterFromConfig => Some(12),
            _ => None,
        }
    }

    /// A step that needs it, and no other.
    pub fn example(self) -> Operation {
        let name = || "example".to_owned();
        let config = InterpreterConfig::ISOLATED;
        let linked = || ScenarioEntry { name: Name::Text(name()), init: InitSource::Linked(name()) };
        let library = InitSource::Library { path: PathBuf::from("/example.so"), symbol: "PyInit_example".to_owned() };
        match self {
            Self::AddToConfig => Operation::AddToConfig { entries: [linked()] },
            Self::Append => Operation::Append { entries: [linked()] },
            Self::AppendLibrary => Operation::Append { entries: [ScenarioEntry { init: library, ..linked() }] },
            Self::Assign => Operation::Assign { entries: vec![linked()] },
            Self::EndInterpreter => Operation::EndInterpreter { name: name() },
            Self::Execute => Operation::Execute { code: String::new() },
            Self::Extend => Operation::Extend { entries: vec![linked()] },
            Self::Finalize => Operation::Finalize,
            Self::Initialize => Operation::initialize(),
            Self::InitializeHome => {
                Operation::Initialize(StartOptions { home: Some(PathBuf::from("/")), ..StartOptions::default() })
            }
            Self::InitializeWithoutFilesystem => {
                Operation::Initialize(StartOptions { filesystem_importer: false, ..StartOptions::default() })
            }
            Self::NewInterpreter => Operation::NewInterpreter { name: name() },
            Self::NewInterpreterFromConfig => Operation::NewInterpreterFromConfig { name: name(), config },
            Self::NewInterpreterWithModules => {
                Operation::NewInterpreterWithModules { name: name(), config: None, entries: Vec::new() }
            }
            Self::Register => Operation::Register { name: name(), fixture: name() },
            Self::RegisterLibrary => Operation::RegisterLibrary { name: name(), library: PathBuf::from("/example.so") },
            Self::RegisterShadowing => Operation::RegisterShadowing { name: name(), fixture: name() },
            Self::Resource => {
                Operation::Resource { name: name(), library: Resource::Memory { memory: PathBuf::from("/example.so") } }
            }
            Self::RunMain => Operation::RunMain { code: String::new() },
            Self::Switch => Operation::Switch { to: name() },
            Self::Threads => Operation::Threads { threads: Vec::new() },
        }
    }
}

impl fmt::Display for Ability {
    /// The name in descriptions: `new_interpreter`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_of_an_ability_needs_that_ability() {
        for ability in Ability::ALL {
            assert_eq!(ability.example().ability(), ability);
        }
    }
}
