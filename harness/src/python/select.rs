//! Choosing among the Pythons that were found.

use std::fmt;

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

/// Chooses the Pythons of a request, ordered by version.
///
/// Without a request, that is the newest patch of each minor version and ABI, the first one found if there are several.
pub fn select(discovery: &Discovery, request: &Request) -> Result<Vec<Python>, Error> {
    let mut chosen: Vec<&Python> = Vec::new();
    let (_, items) = request.items();
    for item in &items {
        let asked = || item.to_string_lossy().into_owned();
        let not_found = || Error::NotFound { asked: asked(), there: Listing::of(discovery) };
        match WantedPython::read(item) {
            WantedPython::All => chosen.extend(discovery.usable()),
            WantedPython::Minor(minor) => {
                let kind = minor.minor_name();
                chosen.push(newest(discovery, |version| version.minor_name() == kind).ok_or_else(not_found)?);
            }
            WantedPython::Exactly(exact) => {
                chosen.push(newest(discovery, |version| *version == exact).ok_or_else(not_found)?);
            }
            WantedPython::Path => {
                let named = discovery.candidates.iter().find(|candidate| candidate.asked_as.contains(item));
                let unusable = |reason: &UnusablePython| Error::Unusable { asked: asked(), reason: reason.clone() };
                chosen.push(named.ok_or_else(not_found)?.outcome.as_ref().map_err(unusable)?);
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
    let mut pythons: Vec<Python> = Vec::new();
    for python in chosen {
        if !pythons.iter().any(|known| known.library() == python.library()) {
            pythons.push(python.clone());
        }
    }
    pythons.sort_by_key(|python| python.version);
    Ok(pythons)
}

/// The newest that fits; the first of several with the same version.
fn newest(discovery: &Discovery, fits: impl Fn(&Version) -> bool) -> Option<&Python> {
    let fitting = discovery.usable().filter(|python| fits(&python.version));
    fitting.reduce(|best, python| if python.version > best.version { python } else { best })
}
