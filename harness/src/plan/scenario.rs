//! What a host is told: the scenario file of `docs/writing-a-host.md`.

use std::io;
use std::path::PathBuf;

use serde::Serialize;

use crate::case::InterpreterConfig;

/// The version of the contract between harness and hosts.
pub const CONTRACT_VERSION: u32 = 1;

/// A scenario: one run's steps in the words of the host contract.
#[derive(Clone, Debug, Serialize)]
pub struct Scenario {
    /// [`CONTRACT_VERSION`].
    pub contract: u32,
    /// The case's id, for people who read the file.
    pub case: String,
    /// The mode, for people who read the file.
    pub mode: String,
    /// The fixture, for people who read the file.
    pub fixture: String,
    /// `PyConfig.home`.
    pub home: PathBuf,
    /// `PyConfig.executable`.
    pub executable: PathBuf,
    /// What the host shall sign its events with, in hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The steps.
    pub steps: Vec<WireStep>,
}

impl Scenario {
    /// What a host reads.
    ///
    /// # Errors
    /// When a path can't be written in JSON, because it isn't UTF-8.
    pub fn json(&self) -> io::Result<Vec<u8>> {
        Ok(serde_json::to_vec(self)?)
    }
}

/// A step with its number.
#[derive(Clone, Debug, Serialize)]
pub struct WireStep {
    /// Unique in the scenario.
    pub id: u32,
    /// What to do.
    #[serde(flatten)]
    pub operation: Operation,
}

/// What a host can be told to do.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is described in docs/writing-a-host.md")]
pub enum Operation {
    Register {
        name: String,
        fixture: String,
    },
    RegisterShadowing {
        name: String,
        fixture: String,
    },
    RegisterLibrary {
        name: String,
        library: PathBuf,
    },
    Resource {
        name: String,
        #[serde(flatten)]
        library: WireLibrary,
    },
    Append {
        entries: Vec<WireEntry>,
    },
    Extend {
        entries: Vec<WireEntry>,
    },
    Assign {
        entries: Vec<WireEntry>,
    },
    Initialize {
        xoptions: Vec<String>,
        warnoptions: Vec<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        home: Option<PathBuf>,
        #[serde(skip_serializing_if = "Clone::clone")]
        filesystem_importer: bool,
    },
    Execute {
        code: String,
    },
    NewInterpreter {
        name: String,
    },
    NewInterpreterFromConfig {
        name: String,
        config: InterpreterConfig,
    },
    NewInterpreterWithModules {
        name: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        config: Option<InterpreterConfig>,
        entries: Vec<WireEntry>,
    },
    Switch {
        to: String,
    },
    EndInterpreter {
        name: String,
    },
    Threads {
        threads: Vec<Vec<WireStep>>,
    },
    Finalize,
    RunMain {
        code: String,
    },
}

/// How a resource of the host has a shared library.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[allow(missing_docs, reason = "each is described in docs/writing-a-host.md")]
pub enum WireLibrary {
    Relative { origin: PathBuf, path: PathBuf },
    Memory { memory: PathBuf },
}

/// An entry of the table of built-in modules.
#[derive(Clone, Debug, Default, Serialize)]
#[allow(missing_docs, reason = "each is described in docs/writing-a-host.md")]
pub struct WireEntry {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_hex: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixture: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub library: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
}

impl Operation {
    /// Everything that a host can declare.
    pub const ABILITIES: [&'static str; 20] = [
        "append",
        "append_library",
        "assign",
        "end_interpreter",
        "execute",
        "extend",
        "finalize",
        "initialize",
        "initialize_home",
        "initialize_without_filesystem",
        "new_interpreter",
        "new_interpreter_from_config",
        "new_interpreter_with_modules",
        "register",
        "register_library",
        "register_shadowing",
        "resource",
        "run_main",
        "switch",
        "threads",
    ];

    /// A start without options.
    pub fn initialize() -> Self {
        Operation::Initialize { xoptions: Vec::new(), warnoptions: Vec::new(), home: None, filesystem_importer: true }
    }

    /// The ability that a host must declare to be sent this step.
    pub fn ability(&self) -> &'static str {
        match self {
            Operation::Register { .. } => "register",
            Operation::Resource { .. } => "resource",
            Operation::RegisterShadowing { .. } => "register_shadowing",
            Operation::RegisterLibrary { .. } => "register_library",
            Operation::Append { entries } | Operation::Extend { entries } | Operation::Assign { entries }
                if entries.iter().any(|entry| entry.library.is_some()) =>
            {
                "append_library"
            }
            Operation::Append { .. } => "append",
            Operation::Extend { .. } => "extend",
            Operation::Assign { .. } => "assign",
            Operation::Initialize { filesystem_importer: false, .. } => "initialize_without_filesystem",
            Operation::Initialize { home: Some(_), .. } => "initialize_home",
            Operation::Initialize { .. } => "initialize",
            Operation::Execute { .. } => "execute",
            Operation::NewInterpreter { .. } => "new_interpreter",
            Operation::NewInterpreterFromConfig { .. } => "new_interpreter_from_config",
            Operation::Switch { .. } => "switch",
            Operation::NewInterpreterWithModules { .. } => "new_interpreter_with_modules",
            Operation::EndInterpreter { .. } => "end_interpreter",
            Operation::Threads { .. } => "threads",
            Operation::Finalize => "finalize",
            Operation::RunMain { .. } => "run_main",
        }
    }
}

impl Scenario {
    /// How many lives of Python it begins, or ends if it ends more.
    pub fn lives(&self) -> usize {
        let count = |wanted: fn(&Operation) -> bool| self.steps.iter().filter(|step| wanted(&step.operation)).count();
        let whole = count(|operation| matches!(operation, Operation::RunMain { .. }));
        let begun = count(|operation| matches!(operation, Operation::Initialize { .. }));
        let ended = count(|operation| matches!(operation, Operation::Finalize));
        whole + begun.max(ended)
    }

    /// Every fixture that must be linked into the host, sorted.
    pub fn fixtures(&self) -> Vec<&str> {
        fn collect<'a>(steps: &'a [WireStep], found: &mut Vec<&'a str>) {
            for step in steps {
                match &step.operation {
                    Operation::Register { fixture, .. } | Operation::RegisterShadowing { fixture, .. } => {
                        found.push(fixture);
                    }
                    Operation::Append { entries }
                    | Operation::Extend { entries }
                    | Operation::Assign { entries }
                    | Operation::NewInterpreterWithModules { entries, .. } => {
                        found.extend(entries.iter().filter_map(|entry| entry.fixture.as_deref()));
                    }
                    Operation::Threads { threads } => threads.iter().for_each(|steps| collect(steps, found)),
                    _ => {}
                }
            }
        }
        let mut found = Vec::new();
        collect(&self.steps, &mut found);
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Every ability that the scenario needs, sorted.
    pub fn abilities(&self) -> Vec<&'static str> {
        fn collect(steps: &[WireStep], found: &mut Vec<&'static str>) {
            for step in steps {
                found.push(step.operation.ability());
                if let Operation::Threads { threads } = &step.operation {
                    threads.iter().for_each(|steps| collect(steps, found));
                }
            }
        }
        let mut found = Vec::new();
        collect(&self.steps, &mut found);
        found.sort_unstable();
        found.dedup();
        found
    }
}
