//! The steps of a case.

use extproof_contract::{Ability, InterpreterConfig, InterpreterGil};

use super::table_entry::{TableEntry, shown};
use crate::case::{EntryInit, Expectation, Mode, PythonAction};

/// One step with what is expected of it.
#[derive(Clone, Debug)]
pub struct Step {
    /// What is done.
    pub action: Action,
    /// The expectations: the first whose scope fits counts.
    pub expect: Vec<Expectation>,
}

/// What a step does.
#[derive(Clone, Debug)]
pub enum Action {
    /// Makes a fixture importable in the run's mode.
    Register {
        /// The name to import it by.
        name: String,
        /// The fixture, if not the variant's.
        fixture: Option<String>,
        /// Whether it is to take the place of a module of the standard library.
        shadowing: bool,
    },
    /// Tells an embedding library of a shared library.
    RegisterLibrary {
        /// The name to import it by.
        name: String,
        /// The shared library.
        library: String,
    },
    /// Names a fixture's shared library in the resources of the host.
    Resource {
        /// The name to import it by.
        name: String,
        /// The fixture, if not the variant's.
        fixture: Option<String>,
        /// How the resource contains the library.
        kind: LibraryKind,
    },
    /// `PyImport_AppendInittab`.
    Append(TableEntry),
    /// `PyImport_ExtendInittab`.
    Extend(Vec<TableEntry>),
    /// `PyImport_Inittab = table`.
    Assign(Vec<TableEntry>),
    /// `PyInitConfig_AddModule`.
    AddToConfig(TableEntry),
    /// Puts a fixture's shared library below the module folder.
    Place {
        /// Where, below the module folder.
        path: String,
        /// The fixture, if not the variant's.
        fixture: Option<String>,
        /// As what.
        by: PlaceBy,
    },
    /// Starts Python.
    Initialize {
        /// As for `-X`.
        xoptions: Vec<String>,
        /// As for `-W`.
        warnoptions: Vec<String>,
        /// `PyConfig.home`, if it isn't the Python's own.
        home: Option<String>,
        /// Whether modules are searched on `sys.path`.
        filesystem_importer: bool,
    },
    /// Something done by Python, in an interpreter.
    Python {
        /// What.
        action: PythonAction,
        /// Where, if not in the main interpreter.
        interpreter: Option<String>,
    },
    /// `Py_NewInterpreter`, or `Py_NewInterpreterFromConfig`.
    NewInterpreter {
        /// The interpreter's name in the case.
        name: String,
        /// Its configuration; the legacy one if not given.
        config: Option<InterpreterConfig>,
        /// The modules registered for it alone, in place of those that it would have.
        modules: Option<Vec<TableEntry>>,
    },
    /// `Py_EndInterpreter`.
    EndInterpreter {
        /// The interpreter's name in the case.
        name: String,
    },
    /// Lists of steps, each on a thread of its own.
    Threads(Vec<Vec<Step>>),
    /// `Py_FinalizeEx`.
    Finalize,
    /// One initialization of Python through `Py_RunMain`.
    RunMain(Vec<Step>),
}

/// How a resource of the host contains a shared library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LibraryKind {
    /// As a path, relative to the run's folder.
    Path,
    /// As data in memory.
    Memory,
}

/// How a shared library gets to its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceBy {
    /// A copy.
    Copy,
    /// A symbolic link.
    Symlink,
    /// A hard link to a copy in the run's folder.
    Hardlink,
}

impl Action {
    /// What an embedder calls for it, as far as there is one such function or variable.
    pub fn calls(&self) -> Option<&'static str> {
        Some(match self {
            Action::Append(_) => "PyImport_AppendInittab",
            Action::Extend(_) => "PyImport_ExtendInittab",
            Action::Assign(_) => "PyImport_Inittab",
            Action::AddToConfig(_) => "PyInitConfig_AddModule",
            Action::Initialize { .. } => "Py_InitializeFromConfig",
            Action::NewInterpreter { config: None, .. } => "Py_NewInterpreter",
            Action::NewInterpreter { config: Some(_), .. } => "Py_NewInterpreterFromConfig",
            Action::EndInterpreter { .. } => "Py_EndInterpreter",
            Action::Finalize => "Py_FinalizeEx",
            Action::RunMain(_) => "Py_RunMain",
            Action::Python { action: PythonAction::Import(_), .. } => "PyImport_ImportModule",
            Action::Python { action: PythonAction::Reload(_), .. } => "PyImport_ReloadModule",
            Action::Python { action: PythonAction::Execute(_) | PythonAction::Evaluate(_), .. } => "PyRun_String",
            Action::Python { .. }
            | Action::Register { .. }
            | Action::RegisterLibrary { .. }
            | Action::Resource { .. }
            | Action::Place { .. }
            | Action::Threads(_) => return None,
        })
    }

    /// The step as a transcript shows it.
    pub fn describe(&self) -> String {
        match self {
            Action::Register { name, fixture, shadowing } => {
                let what = fixture.as_ref().map(|fixture| format!(" (fixture {fixture})")).unwrap_or_default();
                format!("register {name}{what}{}", if *shadowing { " (shadowing)" } else { "" })
            }
            Action::RegisterLibrary { name, library } => format!("register library {name} at {library}"),
            Action::Resource { name, fixture, kind } => {
                let what = fixture.as_ref().map(|f| format!(" (fixture {f})")).unwrap_or_default();
                let how = if *kind == LibraryKind::Memory { " in memory" } else { "" };
                format!("resource {name}{what}{how}")
            }
            Action::Append(entry) => format!("append {}", entry.describe()),
            Action::Extend(entries) => format!("extend {}", describe_all(entries)),
            Action::Assign(entries) => format!("assign {}", describe_all(entries)),
            Action::AddToConfig(entry) => format!("add {} to the configuration", entry.describe()),
            Action::Place { path, fixture, by } => {
                let what = fixture.as_ref().map(|f| format!(" (fixture {f})")).unwrap_or_default();
                let how = match by {
                    PlaceBy::Copy => "",
                    PlaceBy::Symlink => " as a symbolic link",
                    PlaceBy::Hardlink => " as a hard link",
                };
                format!("place {path}{what}{how}")
            }
            Action::Initialize { xoptions, warnoptions, home, filesystem_importer } => {
                let options = xoptions.iter().map(|o| format!(" -X {o}"));
                let warnings = warnoptions.iter().map(|o| format!(" -W {o}"));
                let home = home.iter().map(|home| format!(" (home {home})"));
                let importer = (!filesystem_importer).then(|| " (no filesystem importer)".to_owned());
                format!("initialize{}", options.chain(warnings).chain(home).chain(importer).collect::<String>())
            }
            Action::Python { action, interpreter } => {
                let place = interpreter.as_ref().map(|name| format!(" in {name}")).unwrap_or_default();
                match (action.code(), action.object()) {
                    (Some(code), _) if code.contains('\n') => format!("{}{place}\n{code}", action.verb()),
                    (_, object) => format!("{} {}{place}", action.verb(), shown(object)),
                }
            }
            Action::NewInterpreter { name, config, modules } => {
                let config =
                    config.as_ref().map(|config| format!(" ({})", describe_config(config))).unwrap_or_default();
                let modules = modules.as_ref().map(|modules| format!(" with {}", describe_all(modules)));
                format!("new interpreter {name}{config}{}", modules.unwrap_or_default())
            }
            Action::EndInterpreter { name } => format!("end interpreter {name}"),
            Action::Threads(threads) => format!("{} threads", threads.len()),
            Action::Finalize => "finalize".to_owned(),
            Action::RunMain(_) => "run main".to_owned(),
        }
    }

    /// The ability that a host needs for it in a mode, if it isn't only code that is executed.
    pub(crate) fn ability(&self, mode: Mode) -> Option<Ability> {
        let ability = match self {
            Self::Register { .. } if mode == Mode::Resources => Ability::Resource,
            Self::Register { shadowing: true, .. } if mode == Mode::Inittab => Ability::RegisterShadowing,
            Self::Register { .. } if mode == Mode::Inittab => Ability::Register,
            Self::RegisterLibrary { .. } => Ability::RegisterLibrary,
            Self::Resource { .. } => Ability::Resource,
            Self::Append(entry) => of_table(std::slice::from_ref(entry), Ability::Append),
            Self::Extend(entries) => of_table(entries, Ability::Extend),
            Self::Assign(entries) => of_table(entries, Ability::Assign),
            Self::AddToConfig(_) => Ability::AddToConfig,
            Self::Initialize { filesystem_importer: false, .. } => Ability::InitializeWithoutFilesystem,
            Self::Initialize { home: Some(_), .. } => Ability::InitializeHome,
            Self::Initialize { .. } => Ability::Initialize,
            Self::NewInterpreter { modules: Some(_), .. } => Ability::NewInterpreterWithModules,
            Self::NewInterpreter { config: Some(_), .. } => Ability::NewInterpreterFromConfig,
            Self::NewInterpreter { .. } => Ability::NewInterpreter,
            Self::EndInterpreter { .. } => Ability::EndInterpreter,
            Self::Threads(_) => Ability::Threads,
            Self::Finalize => Ability::Finalize,
            Self::RunMain(_) => Ability::RunMain,
            Self::Register { .. } | Self::Place { .. } | Self::Python { .. } => return None,
        };
        Some(ability)
    }
}

fn describe_all(entries: &[TableEntry]) -> String {
    if entries.is_empty() {
        return "nothing".to_owned();
    }
    entries.iter().map(TableEntry::describe).collect::<Vec<_>>().join(", ")
}

fn describe_config(config: &InterpreterConfig) -> String {
    if *config == InterpreterConfig::ISOLATED {
        return "isolated: own GIL, strict check".to_owned();
    }
    if *config == InterpreterConfig::STRICT {
        return "shared GIL, strict check".to_owned();
    }
    let gil = match config.gil {
        InterpreterGil::Default => "default GIL",
        InterpreterGil::Shared => "shared GIL",
        InterpreterGil::Own => "own GIL",
    };
    let check = if config.check_multi_interp_extensions { "strict check" } else { "no check" };
    let allocator = if config.use_main_obmalloc { "main allocator" } else { "own allocator" };
    format!("{gil}, {check}, {allocator}")
}

/// What it takes to put these entries into the table.
fn of_table(entries: &[TableEntry], linked: Ability) -> Ability {
    let from_library = entries.iter().any(|entry| matches!(entry.init, EntryInit::Library(_)));
    if from_library { Ability::AppendLibrary } else { linked }
}
