//! The names of the standard library's modules.

use crate::version::MINOR;

const NAMES: &str = include_str!("standard_library.txt");

/// Whether a module of the standard library has this name, or the name of the package that it would be in: only a
/// running Python could list a package.
pub(crate) fn has(name: &str) -> bool {
    let top = name.split('.').next().unwrap_or_default();
    let mut lines = NAMES.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    lines.any(|words| match words[..] {
        [known] => known == top,
        [known, first, last] => known == top && (number(first)..=number(last)).contains(&MINOR),
        _ => false,
    })
}

fn number(word: &str) -> u32 {
    word.parse().unwrap_or_default()
}
