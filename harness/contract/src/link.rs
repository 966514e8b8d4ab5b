//! How a host is linked with libpython.

use serde::{Deserialize, Serialize};

/// How a host is linked with libpython.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Link {
    /// To a shared libpython.
    Shared,
    /// To a static libpython, whose symbols shared libraries can use.
    Exported,
    /// To a static libpython, whose symbols are not exported.
    Hidden,
    /// To a shared libpython whose symbols are local (`RTLD_LOCAL`): only libraries that are linked with it themselves
    /// see them.
    Local,
}

impl Link {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Shared, Self::Exported, Self::Hidden, Self::Local];

    /// Their names.
    pub const NAMES: [&'static str; 4] = ["shared", "exported", "hidden", "local"];

    /// The name in files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Exported => "exported",
            Self::Hidden => "hidden",
            Self::Local => "local",
        }
    }

    /// Whether shared libraries find the C API without being linked with libpython.
    pub fn offers_api(self) -> bool {
        matches!(self, Self::Shared | Self::Exported)
    }

    /// The link configuration of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|link| link.name() == name)
    }
}
