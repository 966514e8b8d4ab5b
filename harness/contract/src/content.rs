//! The content of an operation.

use crate::{InitSource, Operation, ScenarioStep};

impl Operation {
    /// The fixtures that must be linked into the host for it, without those of steps inside of it.
    pub fn fixtures(&self) -> impl Iterator<Item = &str> {
        let own = match self {
            Self::Register { fixture, .. } | Self::RegisterShadowing { fixture, .. } => Some(fixture.as_str()),
            _ => None,
        };
        own.into_iter().chain(self.entries().iter().filter_map(|entry| entry.init.linked()))
    }

    /// The lists of steps inside of it.
    pub fn threads(&self) -> &[Vec<ScenarioStep>] {
        match self {
            Self::Threads { threads } => threads,
            _ => &[],
        }
    }
}

impl InitSource {
    /// The linked fixture, if the function is a fixture's.
    fn linked(&self) -> Option<&str> {
        match self {
            Self::Linked(fixture) => Some(fixture),
            _ => None,
        }
    }
}
