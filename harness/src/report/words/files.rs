//! Files of users: what is missing, broken or recorded.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::shown;
use crate::build::Broken;

/// What is said after the first of very many mistakes.
pub(crate) fn more_mistakes(count: usize, file: &Path) -> String {
    format!("{count} more mistakes in {}", file.display())
}

/// A snapshot that was written.
pub(crate) fn recorded(path: &Path) -> String {
    format!("extproof: recorded {}", path.display())
}

/// A case of these folders has no snapshot.
pub(crate) fn no_snapshot(path: &Path, id: &str, cases: &[PathBuf]) -> String {
    let folder = path.ancestors().nth(Path::new(id).components().count()).unwrap_or(path);
    let cases: String = cases.iter().map(|folder| format!(" --cases {}", shown(folder))).collect();
    let (file, folder) = (path.display(), shown(folder));
    format!("not recorded: no {file}; `extproof run {id}{cases} --snapshots {folder} --accept` records it")
}

/// A snapshot has nothing of what is asked for, but something of other hosts.
pub(crate) fn nothing_recorded(path: &Path, hosts: &BTreeSet<&str>) -> String {
    let others: Vec<String> = hosts.iter().map(|host| format!("--host {host}")).collect();
    let others = if others.is_empty() { String::new() } else { format!("; others: {}", others.join(", ")) };
    format!("not recorded: {} has no transcript of these modes, fixtures, hosts and Pythons{others}", path.display())
}

pub(crate) fn no_snapshots(folder: &Path) -> String {
    format!("{}: not a folder; --snapshots takes an existing folder", folder.display())
}

/// What `new` is to write has the name of something else.
pub(crate) fn name_taken(name: &str) -> String {
    format!("there is one with the name `{name}` already; choose another name")
}

pub(crate) fn unknown_fixture(name: &str, advice: &str) -> String {
    format!("unknown fixture `{name}`; {advice}")
}

/// A run needs a fixture that can't be built.
pub(in crate::report) fn broken_fixture(name: &str, path: &Path) -> String {
    format!("fixture `{name}` can't be built: {}", path.display())
}

/// The snapshot of a run has mistakes, or can't be read.
pub(in crate::report) fn broken_snapshot(path: &Path) -> String {
    format!("its snapshot can't be used: {}", path.display())
}

/// What the compiler or linker says about a fixture.
pub fn broken(name: &str, Broken { path, output }: &Broken, pythons: &[String]) -> String {
    format!(
        "fixture `{name}` can't be built for Python {}: {}\n{}\nFix it; runs without it aren't affected.",
        pythons.join(", "),
        path.display(),
        beginning(output.trim_end())
    )
}

/// How many lines of a compiler are shown: the first ones say what is wrong, others often only follow from that.
const COMPILER_LINES: usize = 40;

/// The first lines of a long text, and how many more there are.
fn beginning(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    match lines.len().checked_sub(COMPILER_LINES) {
        None | Some(0) => text.to_owned(),
        Some(1) => format!("{}\n(1 more line)", lines[..COMPILER_LINES].join("\n")),
        Some(more) => format!("{}\n({more} more lines)", lines[..COMPILER_LINES].join("\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_output_the_first_lines_are_shown_and_the_others_counted() {
        let shown = |lines: usize| {
            let output = (1..=lines).map(|line| format!("error {line}\n")).collect();
            broken("x", &Broken { path: "x.c".into(), output }, &["3.12.1".to_owned()])
        };
        assert!(shown(40).ends_with("\nerror 40\nFix it; runs without it aren't affected."));
        assert!(shown(41).ends_with("\nerror 40\n(1 more line)\nFix it; runs without it aren't affected."));
        assert!(shown(3000).ends_with("\nerror 40\n(2960 more lines)\nFix it; runs without it aren't affected."));
    }
}
