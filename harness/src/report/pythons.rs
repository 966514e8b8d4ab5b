//! The Pythons on this machine.

use std::borrow::Cow;
use std::io;

use serde::Serialize;

use super::Page;
use super::escape::json::{document, uri};
use crate::python::{Candidate, UnusablePython};

/// A line for each.
pub(crate) fn text(candidates: &[Candidate], out: &mut dyn io::Write) -> io::Result<()> {
    let page = &mut Page::new(out);
    candidates.iter().try_for_each(|candidate| page.line(line(candidate)))
}

fn line(candidate: &Candidate) -> String {
    let version = candidate.version.as_deref().unwrap_or("?");
    let flags = candidate.abi_flags.as_deref().unwrap_or_default();
    let name = format!("{version}{flags}");
    let (path, source) = (candidate.path.display(), candidate.source);
    match &candidate.outcome {
        Ok(python) => {
            let lack = python.lacks_headers().map(|why| format!(": for `check`, not for `run`: {}", with_advice(&why)));
            format!("usable    {name:9} {path} ({source}){}", lack.unwrap_or_default())
        }
        Err(why) => format!("unusable  {name:9} {path} ({source}): {}", with_advice(why)),
    }
}

fn with_advice(why: &UnusablePython) -> String {
    let advice = why.advice().map(|advice| format!("; {advice}")).unwrap_or_default();
    format!("{why}{advice}")
}

#[derive(Serialize)]
struct Summary<'a> {
    version: Option<&'a str>,
    /// Empty, `t`, `d` or `td`.
    abi_flags: Option<&'a str>,
    /// The argument for `--python`.
    path: Cow<'a, str>,
    /// The same, if it isn't UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    path_uri: Option<String>,
    /// Whether it can be embedded.
    usable: bool,
    /// Whether it has headers, so that fixtures and hosts can be compiled for it.
    headers: bool,
    /// Why it isn't usable.
    reason: Option<String>,
}

impl<'a> Summary<'a> {
    fn of(candidate: &'a Candidate) -> Self {
        Self {
            version: candidate.version.as_deref(),
            abi_flags: candidate.abi_flags.as_deref(),
            path: candidate.path.to_string_lossy(),
            path_uri: uri(&candidate.path),
            usable: candidate.outcome.is_ok(),
            headers: candidate.outcome.as_ref().is_ok_and(|python| python.lacks_headers().is_none()),
            reason: candidate.outcome.as_ref().err().map(ToString::to_string),
        }
    }
}

/// One JSON document.
pub(crate) fn json(candidates: &[Candidate], out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(document(&candidates.iter().map(Summary::of).collect::<Vec<_>>())?.as_bytes())
}
