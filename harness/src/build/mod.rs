//! Building fixtures and hosts, each once for each Python and content.

mod cargo;
mod checker;
mod error;
mod key;
mod link;
mod materials;
mod probe;
mod store;

pub use cargo::{BuiltHost, build_host};
pub use checker::build_checker;
pub use error::BuildError;
pub use materials::{Materials, build_materials};
pub use probe::build_probe;

use crate::case::Link;

/// An embedding program of this project, by the folder of its sources and its link configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostKind {
    /// The name in reports and snapshots.
    pub name: &'static str,
    /// The folder below `harness/hosts/`.
    pub folder: &'static str,
    /// How it is linked with libpython.
    pub link: Link,
}

impl HostKind {
    /// The host whose transcripts are the reference.
    pub const REFERENCE: Self = Self { name: "capi", folder: "capi", link: Link::Shared };

    /// Every host of this project.
    pub const ALL: [Self; 3] = [
        Self::REFERENCE,
        Self { name: "capi-static", folder: "capi", link: Link::Exported },
        Self { name: "capi-hidden", folder: "capi", link: Link::Hidden },
    ];

    /// The host's name in snapshots, where the reference has none.
    pub fn snapshot_name(&self) -> Option<&'static str> {
        (*self != Self::REFERENCE).then_some(self.name)
    }
}
