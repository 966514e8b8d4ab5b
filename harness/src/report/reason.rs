//! Why there is no transcript of a run, in words.

use std::collections::BTreeMap;

use super::{Report, words};
use crate::case::assertions;
use crate::engine::Missing;
use crate::run::{NotRun, Reason, RunResult};

/// Why a run has no transcript, or can't be repeated.
pub fn text(reason: &Reason) -> String {
    match reason {
        Reason::NotRun(why) => not_run(why),
        Reason::Failed(error) => error.clone(),
        Reason::BrokenFixture { name, path } => words::broken_fixture(name, path),
        Reason::BrokenSnapshot { path } => words::broken_snapshot(path),
        Reason::NotReproducible(error) => format!("can't write the script that reproduces it: {error}"),
    }
}

/// The reason of a run, or nothing.
pub fn of(result: &RunResult) -> String {
    result.reason.as_ref().map(text).unwrap_or_default()
}

fn not_run(why: &NotRun) -> String {
    match why {
        NotRun::Version(range) => format!("the case needs Python {range}"),
        NotRun::Implementation(implementation) => format!("the case needs {}", implementation.title()),
        NotRun::Build(gil) => format!("the case needs {}", gil.build()),
        NotRun::Debug(debug) => format!("the case needs {}", assertions(*debug)),
        NotRun::Link(links) => {
            let names: Vec<&str> = links.iter().map(|link| link.name()).collect();
            format!("the case needs a host linked {}", names.join(" or "))
        }
        NotRun::HiddenApi => "the host hides the C API from shared libraries".to_owned(),
        NotRun::NoHost(reason) => reason.clone(),
        NotRun::Step { host, step } => format!("host {host} doesn't support the step `{step}`"),
        NotRun::Fixture { host, fixture } => {
            format!("host {host} doesn't have the fixture `{fixture}` linked into it")
        }
        NotRun::Initializations { host, possible } => {
            let times = if possible.get() == 1 { "once".to_owned() } else { format!("{possible} times") };
            format!("host {host} can initialize Python only {times} in a process")
        }
    }
}

/// A host that isn't available.
pub(crate) fn not_available(missing: &Missing, pythons: &[String]) -> String {
    let host = &missing.host.name;
    format!("host {host} not available for Python {}: {}", pythons.join(", "), missing.reason)
}

/// What was not run, and why: a text for each reason.
pub(super) fn all_not_run(report: &Report<'_>) -> Vec<String> {
    let mut unavailable: Vec<(&Missing, Vec<String>)> = Vec::new();
    for setup in report.setups {
        for missing in &setup.missing {
            let python = setup.python.version.to_string();
            let same = |(known, _): &&mut (&Missing, _)| {
                known.host.name == missing.host.name && known.reason == missing.reason
            };
            match unavailable.iter_mut().find(same) {
                Some((_, pythons)) => pythons.push(python),
                None => unavailable.push((missing, vec![python])),
            }
        }
    }
    let mut out: Vec<String> =
        unavailable.into_iter().map(|(missing, pythons)| not_available(missing, &pythons)).collect();
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for result in report.results {
        let why = match &result.reason {
            // The hosts that are not available were named, each with its reason.
            Some(Reason::NotRun(NotRun::NoHost(_))) => "host not available".to_owned(),
            Some(Reason::NotRun(why)) => not_run(why),
            _ => continue,
        };
        *reasons.entry(why).or_default() += 1;
    }
    out.extend(reasons.into_iter().map(|(reason, count)| format!("{count} not run: {reason}")));
    out
}
