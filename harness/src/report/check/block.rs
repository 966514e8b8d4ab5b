//! Modules with the same results, which a report describes once.

use std::path::Path;

use super::told::ModuleText;
use super::wording::{Language, Wording};
use super::{CheckReport, Module};
use crate::check::ModuleSource;

/// Modules that came to the same.
pub(super) struct ModuleBlock<'a> {
    modules: Vec<Module<'a>>,
    /// What the report says about any of them.
    pub(super) told: ModuleText,
}

/// Where modules come from, and their names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Heading<'a> {
    /// Wheels, files or folders; empty for what is installed.
    pub(super) sources: Vec<&'a str>,
    pub(super) names: Vec<&'a str>,
    /// The file of a module that is installed.
    pub(super) file: Option<&'a Path>,
}

impl CheckReport {
    /// All modules, those with equal results together.
    pub(super) fn blocks(&self, language: Language) -> Vec<ModuleBlock<'_>> {
        let mut blocks: Vec<ModuleBlock<'_>> = Vec::new();
        for module in self.modules() {
            let told = ModuleText::of(&module, Wording { language, replaced: Some(module.name) });
            match blocks.iter_mut().find(|block| block.told == told) {
                Some(block) => block.modules.push(module),
                None => blocks.push(ModuleBlock { modules: vec![module], told }),
            }
        }
        // What is about one module has its name.
        for block in &mut blocks {
            if let [module] = block.modules.as_slice() {
                block.told = ModuleText::of(module, Wording { language, replaced: None });
            }
        }
        blocks
    }
}

impl ModuleBlock<'_> {
    /// A heading for the modules of each source.
    pub(super) fn headings(&self) -> Vec<Heading<'_>> {
        let mut headings: Vec<Heading<'_>> = Vec::new();
        for module in &self.modules {
            let heading = heading(module);
            let like = |other: &&mut Heading<'_>| other.sources == heading.sources && !heading.sources.is_empty();
            match headings.iter_mut().find(like) {
                Some(known) => known.names.extend(heading.names),
                None => headings.push(heading),
            }
        }
        headings
    }
}

fn heading<'a>(module: &Module<'a>) -> Heading<'a> {
    let mut sources = Vec::new();
    for checked in &module.on {
        match &checked.subject.source {
            ModuleSource::Wheel(name) | ModuleSource::Named(name) if !sources.contains(&name.as_str()) => {
                sources.push(name)
            }
            _ => {}
        }
    }
    let mut files: Vec<&Path> = module.on.iter().map(|checked| checked.subject.library.path.as_path()).collect();
    files.dedup();
    let file = match files.as_slice() {
        [file] if sources.is_empty() => Some(*file),
        _ => None,
    };
    Heading { sources, names: vec![module.name], file }
}
