//! Whether a program can be linked with all fixtures, as hosts are. One that defines a function of another, or calls one that
//! doesn't exist, would spoil every host.

use std::path::PathBuf;

use super::Target;
use crate::{Error, Source};

/// Finds the fixture with which the older ones can't be linked any more, if there is one.
pub(super) fn check(
    newest_first: &[&Source],
    object_of: impl Fn(&Source) -> PathBuf,
    target: &Target,
    link: impl Fn(&[PathBuf], &[String]) -> Result<(), Error>,
) -> Result<(), Error> {
    let flags = flags(target);
    let objects: Vec<PathBuf> = newest_first.iter().rev().map(|source| object_of(source)).collect();
    let spoilt = |count: usize| match link(&objects[..count], &flags) {
        Err(Error::Link { output, .. }) => Ok(Some(output)),
        linked => linked.map(|()| None),
    };
    let Some(mut said) = spoilt(objects.len())? else { return Ok(()) };
    // Without any, it is no fault of fixtures, and what comes next says whose.
    if spoilt(0)?.is_some() {
        return Ok(());
    }
    let (mut good, mut bad) = (0, objects.len());
    while bad - good > 1 {
        let middle = good.midpoint(bad);
        match spoilt(middle)? {
            Some(output) => (bad, said) = (middle, output),
            None => good = middle,
        }
    }
    let source = newest_first[newest_first.len() - bad];
    Err(Error::Together { path: source.path.clone(), output: said })
}

/// What hosts are linked with. Without a libpython, nothing is known about functions that don't exist.
fn flags(target: &Target) -> Vec<String> {
    let strict: &[&str] = match target.libpython.is_empty() {
        true => &[],
        false => &["-Wl,-z,defs", "-Wl,--allow-shlib-undefined"],
    };
    let always = ["-lm", "-ldl", "-lpthread"];
    target.libpython.iter().cloned().chain(strict.iter().chain(&always).map(|flag| (*flag).to_owned())).collect()
}
