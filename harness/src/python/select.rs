//! Choosing among the Pythons that were found.

use std::fmt;
use std::path::PathBuf;

use crate::isolate;
use crate::version::Version;

use super::Python;
use super::discover::{Candidate, Discovery};
use super::sources::{Request, WantedPython};
use super::unusable::UnusablePython;

/// No Python matches the request.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No usable Python has that version.
    #[error("no usable Python matches `{asked}`; install it, or choose another with --python; {there}")]
    NotFound {
        /// The request.
        asked: String,
        /// All Pythons found.
        there: Listing,
    },
    /// The requested path or command can't be used.
    #[error("Python `{asked}` can't be used: {reason}{}", advice(reason))]
    Unusable {
        /// The request.
        asked: String,
        /// Why not; it may have advice.
        reason: UnusablePython,
    },
    /// Nothing was requested, and none found.
    #[error("no usable Python; install one, or choose one with --python; {0}")]
    None(Listing),
    /// They can't be queried, or the user interrupted.
    #[error(transparent)]
    Isolate(#[from] isolate::Error),
}

fn advice(reason: &UnusablePython) -> String {
    reason.advice().map(|advice| format!("; {advice}")).unwrap_or_default()
}

/// What was found instead: a line for each candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing(Vec<String>);

impl Listing {
    fn of(discovery: &Discovery) -> Self {
        let line = |candidate: &Candidate| {
            let version = candidate.version.as_deref().unwrap_or("?");
            let (flags, path) = (candidate.abi_flags.as_deref().unwrap_or_default(), candidate.path.display());
            match &candidate.outcome {
                Ok(_) => format!("{version}{flags} {path}"),
                Err(why) => format!("{version}{flags} {path} (not usable: {why})"),
            }
        };
        Self(discovery.candidates.iter().map(line).collect())
    }
}

impl fmt::Display for Listing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("none found");
        }
        f.write_str("found:")?;
        self.0.iter().try_for_each(|line| write!(f, "\n  {line}"))
    }
}

/// A Python that was chosen.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The Python.
    pub python: Python,
    /// The executable by which it was found: it knows the virtual environment around it.
    pub executable: PathBuf,
}

impl Chosen {
    fn of(candidate: &Candidate) -> Option<Self> {
        let python = candidate.outcome.as_ref().ok()?.clone();
        Some(Self { python, executable: candidate.executable.clone() })
    }
}

/// Chooses the Pythons of a request, ordered by version. Several virtual environments of one Python count each, if they are
/// asked for.
///
/// Without a request, that is the newest patch of each minor version and ABI, the first one found if there are several.
pub fn select(discovery: &Discovery, request: &Request) -> Result<Vec<Chosen>, Error> {
    let mut chosen: Vec<&Candidate> = Vec::new();
    let (_, items) = request.items();
    for item in &items {
        let asked = || item.to_string_lossy().into_owned();
        let not_found = || Error::NotFound { asked: asked(), there: Listing::of(discovery) };
        match WantedPython::read(item) {
            WantedPython::All => chosen.extend(usable(discovery).map(|(candidate, _)| candidate)),
            WantedPython::Minor(minor) => {
                let kind = minor.minor_name();
                chosen.push(newest(discovery, |version| version.minor_name() == kind).ok_or_else(not_found)?);
            }
            WantedPython::Exactly(exact) => {
                chosen.push(newest(discovery, |version| *version == exact).ok_or_else(not_found)?);
            }
            WantedPython::Path => {
                let named = discovery.candidates.iter().find(|candidate| candidate.asked_as.contains(item));
                let named = named.ok_or_else(not_found)?;
                if let Err(reason) = &named.outcome {
                    return Err(Error::Unusable { asked: asked(), reason: reason.clone() });
                }
                chosen.push(named);
            }
        }
    }
    if items.is_empty() {
        let kinds = discovery.usable().map(|python| python.version.minor_name());
        chosen.extend(kinds.filter_map(|kind| newest(discovery, |version| version.minor_name() == kind)));
    }
    if chosen.is_empty() {
        return Err(Error::None(Listing::of(discovery)));
    }
    // Several items may ask for the same.
    let mut each: Vec<&Candidate> = Vec::new();
    for candidate in chosen {
        if !each.iter().any(|known| std::ptr::eq(*known, candidate)) {
            each.push(candidate);
        }
    }
    let mut chosen: Vec<Chosen> = each.into_iter().filter_map(Chosen::of).collect();
    chosen.sort_by_key(|chosen| chosen.python.version);
    Ok(chosen)
}

/// The newest that fits; of several with the same version the first, but rather one that isn't asked for by its path.
fn newest(discovery: &Discovery, fits: impl Fn(&Version) -> bool) -> Option<&Candidate> {
    let fitting = usable(discovery).filter(|(_, version)| fits(version));
    let rank = |(candidate, version): &(&Candidate, Version)| (*version, candidate.found);
    let newest = fitting.reduce(|best, other| if rank(&other) > rank(&best) { other } else { best });
    newest.map(|(candidate, _)| candidate)
}

fn usable(discovery: &Discovery) -> impl Iterator<Item = (&Candidate, Version)> {
    discovery.candidates.iter().filter_map(|candidate| Some((candidate, candidate.outcome.as_ref().ok()?.version)))
}
