//! What is to be done.

use crate::case::{Case, Mode, Step};

/// What is to be done, with one mode and one fixture.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The name that the host is told.
    pub name: &'a str,
    /// How the fixture is made importable.
    pub mode: Mode,
    /// What the placeholder `{fixture}` stands for.
    pub fixture: &'a str,
    /// The steps, in order.
    pub steps: &'a [Step],
    /// Files below the module folder: relative path and text.
    pub files: &'a [(String, String)],
}

impl<'a> Scene<'a> {
    /// One variant of a case.
    pub fn of_case(case: &'a Case, mode: Mode, fixture: &'a str) -> Self {
        Self { name: &case.id, mode, fixture, steps: &case.steps, files: &case.files }
    }
}
