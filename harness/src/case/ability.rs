//! What a step of a case needs of its host.

use extproof_contract::Ability;

use crate::case::{Action, EntryInit, Mode, TableEntry};

impl Action {
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

/// What it takes to put these entries into the table.
fn of_table(entries: &[TableEntry], linked: Ability) -> Ability {
    let from_library = entries.iter().any(|entry| matches!(entry.init, EntryInit::Library(_)));
    if from_library { Ability::AppendLibrary } else { linked }
}
