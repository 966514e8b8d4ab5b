use std::sync::Arc;

use extproof_contract::Link;

use super::Manifest;

/// The host whose transcripts are the reference.
pub(super) const REFERENCE: &str = "capi";

/// A host in one link configuration.
#[derive(Clone, Debug)]
pub struct HostKind {
    /// The name in reports and snapshots.
    pub name: String,
    /// How it is linked with libpython.
    pub link: Link,
    /// Its manifest.
    pub manifest: Arc<Manifest>,
}

impl HostKind {
    /// Whether its transcripts are the reference.
    pub fn is_reference(&self) -> bool {
        self.name == REFERENCE
    }

    /// Whether it is the reference in any link configuration.
    pub fn is_like_reference(&self) -> bool {
        self.manifest.name == REFERENCE
    }

    /// The host's name in snapshots, where the reference has none.
    pub fn snapshot_name(&self) -> Option<&str> {
        (!self.is_reference()).then_some(self.name.as_str())
    }
}
