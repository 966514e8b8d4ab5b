//! Where the libraries of a case go, and when.

use std::mem;
use std::path::{Path, PathBuf};

use extproof_contract::{self as contract, InitSource, Name, Operation, Resource};

use super::{Lowering, MAIN, Wire};
use crate::case::{LibraryKind, Mode, PlaceBy};
use crate::plan::code;
use crate::plan::words::Inside;

/// A shared library that is to be placed as soon as Python runs.
pub(super) struct Placement {
    id: u32,
    source: PathBuf,
    target: PathBuf,
    by: PlaceBy,
}

impl Placement {
    /// The call of the probe that places it.
    pub(super) fn code(&self) -> String {
        let by = match self.by {
            PlaceBy::Copy => "copy",
            PlaceBy::Symlink => "symlink",
            PlaceBy::Hardlink => "hardlink",
        };
        let (source, target) = (self.source.to_string_lossy(), self.target.to_string_lossy());
        code::perform(self.id, "place", &[&source, &target, by])
    }
}

impl Lowering<'_> {
    pub(super) fn library(&self, fixture: Option<&str>) -> PathBuf {
        let fixture = fixture.unwrap_or(self.words.fixture);
        self.words.surroundings.libraries.get(fixture).cloned().unwrap_or_default()
    }

    pub(super) fn register(&mut self, name: &str, fixture: Option<&str>, shadowing: bool, wire: &mut Wire) -> Vec<u32> {
        let name = self.words.filled(name, Inside::Main);
        match self.words.mode {
            Mode::Inittab => {
                let operation = match (shadowing, self.init(fixture)) {
                    (true, _) => Operation::RegisterShadowing { name, fixture: self.fixture(fixture) },
                    (false, InitSource::Linked(fixture)) => Operation::Register { name, fixture },
                    (false, init) => {
                        Operation::Append { entries: [contract::ScenarioEntry { name: Name::Text(name), init }] }
                    }
                };
                return vec![self.send(wire, operation)];
            }
            Mode::Resources => return self.resource(&name, fixture, LibraryKind::Path, wire),
            Mode::Filesystem | Mode::Spec => {}
        }
        let source = self.library(fixture);
        let relative = name.replace('.', "/") + self.words.surroundings.suffix;
        let folder = match self.words.mode {
            Mode::Spec => self.words.surroundings.sandbox.join("libraries"),
            _ => self.words.surroundings.modules.clone(),
        };
        let target = folder.join(relative);
        if self.words.mode == Mode::Spec {
            self.registered.insert(name, target.clone());
        }
        self.place(source, target, PlaceBy::Copy, wire)
    }

    pub(super) fn resource(
        &mut self,
        name: &str,
        fixture: Option<&str>,
        kind: LibraryKind,
        wire: &mut Wire,
    ) -> Vec<u32> {
        let name = self.words.filled(name, Inside::Main);
        let source = self.library(fixture);
        if kind == LibraryKind::Memory {
            let library = Resource::Memory { memory: source };
            return vec![self.send(wire, Operation::Resource { name, library })];
        }
        let origin = self.words.surroundings.sandbox.to_owned();
        let path = Path::new("libraries").join(name.replace('.', "/") + self.words.surroundings.suffix);
        let target = origin.join(&path);
        let mut ids = vec![self.send(wire, Operation::Resource { name, library: Resource::Relative { origin, path } })];
        ids.extend(self.place(source, target, PlaceBy::Copy, wire));
        ids
    }

    pub(super) fn place(&mut self, source: PathBuf, target: PathBuf, by: PlaceBy, wire: &mut Wire) -> Vec<u32> {
        let id = self.id();
        self.waiting.push(Placement { id, source, target, by });
        if !self.running {
            return vec![id];
        }
        let mut ids = self.switch(MAIN, wire);
        ids.extend(self.arrive(wire));
        ids
    }

    /// Sends what has to be done first in an interpreter, and what waited for one.
    pub(super) fn arrive(&mut self, wire: &mut Wire) -> Vec<u32> {
        let mut ids = vec![self.send(wire, Operation::Execute { code: self.install.clone() })];
        for placement in mem::take(&mut self.waiting) {
            let operation = Operation::Execute { code: placement.code() };
            wire.steps.push(contract::ScenarioStep { id: placement.id, operation });
            ids.push(placement.id);
        }
        ids
    }
}
