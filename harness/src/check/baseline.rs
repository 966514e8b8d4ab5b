//! What is known of a module before it is tried in other ways than a plain import.

use std::time::Duration;

use super::Declared;

/// What is known of a module before it is tried in other ways than a plain import. Nothing is before that.
#[derive(Clone, Debug, Default)]
pub(super) struct Baseline {
    /// Modules of the standard library that came with it.
    pub(super) companions: Vec<String>,
    /// Packages of others that came with it; first those that others need.
    pub(super) packages: Vec<String>,
    /// How long the process of a plain import took.
    pub(super) elapsed: Duration,
    /// What it declares.
    pub(super) declared: Declared,
}
