//! What a host can do, and which cases need what it can't do on any Python.

use extproof_contract::{Ability, Link};

use super::behaviour::pythons;
use super::site::{Book, HostInfo};
use crate::case::{Action, Case, Mode, Step};
use crate::version::Version;

/// What a case needs and a host doesn't have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lack {
    /// A step.
    Step(Ability),
    /// The C API for shared libraries.
    Api,
    /// Another link configuration.
    Link,
    /// More initializations in one process.
    Initializations,
    /// A module of another host.
    Module,
    /// A Python that the case is about.
    Python,
}

impl Lack {
    pub(super) fn words(self) -> String {
        match self {
            Self::Step(ability) => format!("can't {}", words(ability)),
            Self::Api => "hides the C API from shared libraries".to_owned(),
            Self::Link => "is linked in another way than the case is about".to_owned(),
            Self::Initializations => "can't initialize Python that often in one process".to_owned(),
            Self::Module => "doesn't have the module, which belongs to another host".to_owned(),
            Self::Python => "doesn't support the Pythons that the case is about".to_owned(),
        }
    }
}

impl HostInfo {
    /// Whether it can do what a step needs, on any Python.
    pub(super) fn can(&self, ability: Ability) -> bool {
        self.known.can(ability)
    }

    /// Whether modules can be made importable in this way.
    pub(super) fn has_mode(&self, mode: Mode) -> bool {
        match mode {
            Mode::Inittab => self.can(Ability::Register) && (self.known.links_fixtures || self.known.link.offers_api()),
            Mode::Filesystem | Mode::Spec => self.known.link.offers_api(),
            Mode::Resources => self.can(Ability::Resource),
        }
    }

    /// Whether it is for a Python.
    pub(super) fn supports(&self, python: &Version) -> bool {
        self.known.pythons.as_ref().is_none_or(|range| range.contains(python))
    }

    /// The Pythons of the book on which it runs a case, if it can do what the case needs.
    pub(super) fn pythons_of(&self, case: &Case) -> Vec<Version> {
        // A debug build has no column of its own.
        let debug = case.requires.debug.unwrap_or_default();
        let runs_on = |python: &Version| self.supports(python) && case.requires.admits(&Version { debug, ..*python });
        pythons().into_iter().filter(runs_on).collect()
    }

    /// Why it never runs a case, if so.
    pub(super) fn lacks(&self, book: &Book, case: &Case) -> Option<Lack> {
        if self.pythons_of(case).is_empty() {
            return Some(Lack::Python);
        }
        let is_foreign = |fixture: &String| {
            let has = |host: &HostInfo| host.known.fixtures.contains(fixture);
            !has(self) && book.hosts.iter().any(has)
        };
        if case.fixtures.iter().all(is_foreign) {
            return Some(Lack::Module);
        }
        let mut lacks = case.modes.iter().map(|mode| self.lacks_in(case, *mode));
        let first = lacks.next()?;
        if lacks.any(|lack| lack.is_none()) { None } else { first }
    }

    fn lacks_in(&self, case: &Case, mode: Mode) -> Option<Lack> {
        let needs_library = mode != Mode::Inittab || !self.known.links_fixtures;
        match &case.requires.link {
            Some(links) if !links.contains(&self.known.link) => return Some(Lack::Link),
            None if needs_library && !self.known.link.offers_api() => return Some(Lack::Api),
            _ => {}
        }
        let mut actions = Vec::new();
        list(&case.steps, &mut actions);
        let mut needed = actions.iter().filter_map(|action| action.ability(mode));
        if let Some(ability) = needed.find(|ability| !self.can(*ability)) {
            return Some(Lack::Step(ability));
        }
        let begins = |action: &&&Action| matches!(action, Action::Initialize { .. } | Action::RunMain(_));
        let begun = actions.iter().filter(begins).count();
        self.known.initializations.filter(|possible| possible.get() < begun).map(|_| Lack::Initializations)
    }
}

fn list<'a>(steps: &'a [Step], out: &mut Vec<&'a Action>) {
    for step in steps {
        out.push(&step.action);
        match &step.action {
            Action::RunMain(inner) => list(inner, out),
            Action::Threads(threads) => threads.iter().for_each(|inner| list(inner, out)),
            _ => {}
        }
    }
}

/// What a host does that can do this, after "can" and "can't".
pub(super) fn words(ability: Ability) -> &'static str {
    match ability {
        Ability::AddToConfig => "add a module to a configuration with PyInitConfig_AddModule",
        Ability::Append => "call PyImport_AppendInittab",
        Ability::AppendLibrary => "add init functions of shared libraries to the table of built-in modules",
        Ability::Assign => "set PyImport_Inittab",
        Ability::EndInterpreter => "end a sub-interpreter",
        Ability::Execute => "run code",
        Ability::Extend => "call PyImport_ExtendInittab",
        Ability::Finalize => "finalize Python",
        Ability::Initialize => "initialize Python",
        Ability::InitializeHome => "initialize Python with another home",
        Ability::InitializeWithoutFilesystem => "initialize Python so that nothing is searched on sys.path",
        Ability::NewInterpreter => "create a legacy sub-interpreter",
        Ability::NewInterpreterFromConfig => "create a sub-interpreter from a configuration",
        Ability::NewInterpreterWithModules => "create a sub-interpreter with modules of its own",
        Ability::Register => "register a statically linked module",
        Ability::RegisterLibrary => "register a shared library by its path",
        Ability::RegisterShadowing => "register a module that shadows one of the standard library",
        Ability::Resource => "import a shared library that is one of its resources",
        Ability::RunMain => "call Py_RunMain",
        Ability::Switch => "switch between interpreters",
        Ability::Threads => "do steps on several threads",
    }
}

/// How modules become importable.
pub(super) fn words_of_mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Inittab => "statically linked, in the table of built-in modules",
        Mode::Filesystem => "a shared library on sys.path",
        Mode::Spec => "a shared library through a spec",
        Mode::Resources => "a shared library that is a resource of the host",
    }
}

/// How a host is linked.
pub(super) fn words_of_link(link: Link) -> &'static str {
    match link {
        Link::Shared => "with a shared libpython",
        Link::Exported => "with a static libpython, whose symbols shared libraries can use",
        Link::Hidden => "with a static libpython, whose symbols are hidden from shared libraries",
        Link::Local => {
            "with a shared libpython whose symbols are local: only libraries that are linked with it themselves see them"
        }
    }
}
