//! What a step of a case needs, as far as not every Python and not every host can have it.

use extproof_contract::Ability;

use crate::case::{Action, Mode};

impl Action {
    /// The ability that a host needs for it in a mode, if the Python or the host may not have it.
    pub(crate) fn ability(&self, mode: Mode) -> Option<Ability> {
        let ability = match self {
            Self::AddToConfig(_) => Ability::AddToConfig,
            Self::NewInterpreter { modules: Some(_), .. } => Ability::NewInterpreterWithModules,
            Self::NewInterpreter { config: Some(_), .. } => Ability::NewInterpreterFromConfig,
            Self::RegisterLibrary { .. } => Ability::RegisterLibrary,
            Self::Resource { .. } => Ability::Resource,
            Self::Register { .. } if mode == Mode::Resources => Ability::Resource,
            Self::Register { shadowing: true, .. } if mode == Mode::Inittab => Ability::RegisterShadowing,
            Self::Initialize { filesystem_importer: false, .. } => Ability::InitializeWithoutFilesystem,
            _ => return None,
        };
        Some(ability)
    }
}
