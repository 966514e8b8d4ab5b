//! What is known of a module before it is tried in other ways than a plain import.

use super::Declared;

/// What is known of a module before it is tried in other ways than a plain import. Nothing is before that.
#[derive(Clone, Debug, Default)]
pub(super) struct Baseline {
    /// Modules of the standard library that came with it.
    pub(super) companions: Vec<String>,
    /// What it declares.
    pub(super) declared: Declared,
}
