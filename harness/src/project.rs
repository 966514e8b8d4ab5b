//! Where extproof's own files are.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use c_ext_fixtures::{Source, Sources};

/// The places of this project.
#[derive(Clone, Debug)]
pub struct Project {
    /// The folder of the workspace, or of a copy of it.
    pub root: PathBuf,
    /// Where everything that is built at run time goes.
    pub work: PathBuf,
    /// Folders with fixtures that somebody's own cases bring along.
    pub own_fixtures: Vec<PathBuf>,
}

impl Project {
    /// The project in this folder, without fixtures of somebody's own.
    pub fn new(root: PathBuf, work: PathBuf) -> Self {
        Self { root, work, own_fixtures: Vec::new() }
    }

    /// The checkout in which this program is called, or in which it is. What is built goes into its target folder.
    pub fn of_checkout() -> Option<Self> {
        let program = env::current_exe().ok();
        let called = env::current_dir().ok();
        let root = [called.as_deref(), program.as_deref()].into_iter().flatten().find_map(checkout_around)?;
        Some(Self::at(root))
    }

    /// The checkout in this folder.
    pub fn at(root: &Path) -> Self {
        let program = env::current_exe().ok();
        Self::new(root.to_owned(), target_folder(program.as_deref(), root).join("extproof"))
    }

    /// Adds the fixtures that a folder of cases brings along, below `fixtures/`. A single case is in a folder for its area,
    /// below that of all cases.
    pub fn add_fixtures_of(&mut self, cases: &Path) {
        let cases =
            if cases.is_file() { cases.canonicalize().unwrap_or_else(|_| cases.to_owned()) } else { cases.to_owned() };
        let around = if cases.is_file() { cases.ancestors().skip(1).take(2).collect() } else { vec![cases.as_path()] };
        let folder = around.into_iter().map(|folder| folder.join("fixtures")).find(|folder| folder.is_dir());
        self.own_fixtures
            .extend(folder.filter(|folder| !self.own_fixtures.contains(folder)).into_iter().collect::<Vec<_>>());
    }

    /// The folder of extproof's own fixtures, with the header that others include.
    pub fn fixtures(&self) -> PathBuf {
        self.root.join("c-ext-fixtures")
    }

    /// Every fixture: extproof's own, and those that cases bring along. Of one name, there can be only one fixture.
    ///
    /// # Errors
    /// When a folder can't be read, or extproof's own has none.
    pub fn sources(&self) -> Result<Sources, c_ext_fixtures::Error> {
        let mut sources = c_ext_fixtures::sources(&self.fixtures())?;
        for folder in &self.own_fixtures {
            match c_ext_fixtures::sources(folder) {
                // A folder of that name can be anything.
                Err(c_ext_fixtures::Error::NoSources { .. }) => {}
                own => {
                    let own = own?;
                    sources.usable.extend(own.usable);
                    sources.unusable.extend(own.unusable);
                }
            }
        }
        set_namesakes_aside(&mut sources);
        Ok(sources)
    }

    /// The conformance suite's cases.
    pub fn cases(&self) -> PathBuf {
        self.root.join("cases")
    }

    /// Their snapshots.
    pub fn snapshots(&self) -> PathBuf {
        self.root.join("snapshots")
    }

    /// The documentation.
    pub fn docs(&self) -> PathBuf {
        self.root.join("docs")
    }

    /// The hosts.
    pub fn hosts(&self) -> PathBuf {
        self.root.join("harness/hosts")
    }

    /// The facts about Pythons, as they gave them.
    pub fn python_facts(&self) -> PathBuf {
        self.work.join("pythons.json")
    }
}

/// A case would mean one of them, and nobody knows which.
fn set_namesakes_aside(sources: &mut Sources) {
    let mut seen: BTreeMap<&str, &Path> = BTreeMap::new();
    let mut namesakes = Vec::new();
    for Source { name, path, .. } in &sources.usable {
        if let Some(first) = seen.insert(name, path) {
            let error = c_ext_fixtures::Error::SameName { first: first.to_owned(), second: path.clone() };
            namesakes.push((name.clone(), error));
        }
    }
    sources.usable.retain(|source| !namesakes.iter().any(|(name, _)| *name == source.name));
    sources.unusable.extend(namesakes);
}

/// Where this user's programs keep what they can get again: `EXTPROOF_CACHE`, or a folder of the XDG cache.
pub fn cache_folder() -> Option<PathBuf> {
    cache_folder_of(&|name| env::var_os(name))
}

/// The same, where the variables are given.
pub(crate) fn cache_folder_of(variable: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let xdg = || set("XDG_CACHE_HOME").filter(|folder| folder.is_absolute());
    let home = || Some(set("HOME")?.join(".cache"));
    let folder = set("EXTPROOF_CACHE").or_else(|| Some(xdg().or_else(home)?.join("extproof")))?;
    // What is started elsewhere gets it, too.
    std::path::absolute(folder).ok()
}

/// The checkout of extproof around a path.
fn checkout_around(path: &Path) -> Option<&Path> {
    const MARKS: [&str; 3] = ["c-ext-fixtures/fixture.h", "cases", "harness/hosts"];
    path.ancestors().find(|folder| MARKS.iter().all(|mark| folder.join(mark).exists()))
}

/// The folder of cargo in which this program is, which cargo marks as a cache; else where cargo would put it.
fn target_folder(program: Option<&Path>, root: &Path) -> PathBuf {
    let marked = program.and_then(|path| path.ancestors().find(|dir| dir.join("CACHEDIR.TAG").is_file()));
    match (marked, env::var_os("CARGO_TARGET_DIR")) {
        (Some(folder), _) => folder.to_owned(),
        (None, Some(folder)) => root.join(folder),
        (None, None) => root.join("target"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_folders_of_the_user_are_below_the_current_one() {
        let folder = |variables: &[(&str, &str)]| {
            let value = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into());
            cache_folder_of(&value)
        };
        let here = env::current_dir().unwrap();
        assert_eq!(folder(&[("HOME", "home"), ("XDG_CACHE_HOME", "")]), Some(here.join("home/.cache/extproof")));
        // That is the rule of XDG.
        assert_eq!(folder(&[("HOME", "/home"), ("XDG_CACHE_HOME", "cache")]), Some("/home/.cache/extproof".into()));
        assert_eq!(folder(&[("HOME", "/home"), ("XDG_CACHE_HOME", "/cache")]), Some("/cache/extproof".into()));
        assert_eq!(folder(&[("HOME", "/home"), ("EXTPROOF_CACHE", "own")]), Some(here.join("own")));
        assert_eq!(folder(&[("EXTPROOF_CACHE", "")]), None);
    }
}
