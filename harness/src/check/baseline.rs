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
    /// Other extension modules of its package that came with it.
    pub(super) siblings: Vec<Sibling>,
    /// The other extension module in whose library the definition of this one is: a shim, as mypyc makes for each module of a group.
    pub(super) maker: Option<String>,
    /// How long the process of a plain import took.
    pub(super) elapsed: Duration,
    /// What it declares.
    pub(super) declared: Declared,
}

impl Baseline {
    /// Whether a plain import was tried.
    pub(super) fn is_known(&self) -> bool {
        !self.elapsed.is_zero()
    }
}

/// Another extension module of the same package.
#[derive(Clone, Debug)]
pub(super) struct Sibling {
    /// Its name.
    pub(super) name: String,
    /// Its file, as Python has it.
    pub(super) file: String,
}
