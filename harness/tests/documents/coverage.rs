//! The documents name cases that exist.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::elsewhere::project;

#[test]
fn documents_name_cases_that_exist() {
    let root = project();
    let cases = cases(&root.join("cases"));
    let areas: BTreeSet<&str> = cases.iter().filter_map(|id| Some(id.split_once('/')?.0)).collect();
    let mut named = 0;
    let documents = fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    for document in documents.filter(|path| path.extension().is_some_and(|suffix| suffix == "md")) {
        let text = fs::read_to_string(&document).unwrap();
        let words = text.split('`').filter(|word| word.split_once('/').is_some_and(|(area, _)| areas.contains(area)));
        for word in words.filter(|word| !word.contains([' ', '.', '*'])) {
            assert!(cases.contains(word), "{} names the case `{word}`, which isn't there", document.display());
            named += 1;
        }
    }
    assert!(named > 20, "only {named} cases are named");
}

#[test]
fn deviations_refer_to_headings_that_exist() {
    let root = project();
    let mut checked = 0;
    for id in cases(&root.join("cases")) {
        let text = fs::read_to_string(root.join(format!("cases/{id}.toml"))).unwrap();
        let references = text.lines().filter_map(|line| line.strip_prefix("reference = \"")?.strip_suffix('"'));
        for reference in references.filter(|reference| !reference.starts_with("https://")) {
            let (file, heading) = reference.split_once('#').unwrap_or((reference, ""));
            let document = fs::read_to_string(root.join(file)).unwrap_or_default();
            let slug = |line: &str| line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
            let mut headings = document.lines().filter(|line| line.starts_with('#')).map(slug);
            let is_there = if heading.is_empty() { !document.is_empty() } else { headings.any(|name| name == heading) };
            assert!(is_there, "{id} refers to {reference}, which isn't there");
            checked += 1;
        }
    }
    assert!(checked > 20, "only {checked} references");
}

/// What the library's own importer makes of every transcript, which one sentence says for all.
const LOADERS: [(&str, &str); 1] = [("LinkedImporter", "BuiltinImporter")];

#[test]
fn each_difference_of_a_host_has_a_line() {
    let root = project();
    let text = fs::read_to_string(root.join("docs/hosts.md")).unwrap();
    let sections: BTreeMap<&str, &str> = text.split("\n## ").skip(1).filter_map(|part| part.split_once('\n')).collect();
    // These are another host's variants, and share its differences.
    let section = |host: &str| match host {
        "pyembed-oxidized" => sections["pyembed"].to_owned() + sections[host],
        "capi-static" | "capi-hidden" => sections["capi"].to_owned(),
        "loaded-local" | "loaded-promoted" => sections["loaded"].to_owned(),
        _ => sections.get(host).copied().unwrap_or_default().to_owned(),
    };
    let mut differ = 0;
    for id in cases(&root.join("cases")) {
        let Ok(snapshot) = fs::read_to_string(root.join(format!("snapshots/{id}.snap"))) else { continue };
        for host in different(&snapshot) {
            differ += 1;
            assert!(
                section(host).contains(&format!("`{id}`")),
                "docs/hosts.md doesn't say how {host} differs in `{id}`"
            );
        }
    }
    assert!(differ > 100, "only {differ} differences");
}

#[test]
fn each_difference_of_pypy_has_a_line() {
    let root = project();
    let text = fs::read_to_string(root.join("docs/pypy.md")).unwrap();
    let (lacks, differs) = text.split_once("## Differences").unwrap();
    let (mut freed, mut named) = (0, BTreeSet::new());
    for id in cases(&root.join("cases")) {
        let case = fs::read_to_string(root.join(format!("cases/{id}.toml"))).unwrap();
        if case.contains("requires = { implementation = \"cpython\"") {
            assert!(lacks.contains(&format!("`{id}`")), "docs/pypy.md doesn't say what `{id}` needs");
        }
        let Ok(snapshot) = fs::read_to_string(root.join(format!("snapshots/{id}.snap"))) else { continue };
        for section in snapshot.split("\n== ").skip(1) {
            let (own, others): (Vec<_>, Vec<_>) = blocks(section).partition(|(head, _)| is_of_pypy(head));
            let others: Vec<String> = others.into_iter().map(|(_, text)| unfreed(text)).collect();
            for (_, text) in own {
                if others.contains(&unfreed(text)) {
                    freed += 1;
                } else {
                    named.insert(id.clone());
                }
            }
        }
    }
    let table = differs.split("\n## ").next().unwrap();
    for id in &named {
        assert!(table.contains(&format!("`{id}`")), "docs/pypy.md doesn't say how PyPy differs in `{id}`");
    }
    let words: BTreeSet<&str> = table.split('`').filter(|word| named.iter().any(|id| id == word)).collect();
    assert_eq!(words.len(), named.len());
    assert!(freed > 100 && named.len() > 20, "{freed} {}", named.len());
}

/// The blocks of a section of a snapshot: what each is for, and its transcript.
fn blocks(section: &str) -> impl Iterator<Item = (&str, &str)> {
    section.split("\n-- ").skip(1).filter_map(|block| block.split_once('\n'))
}

fn is_of_pypy(head: &str) -> bool {
    head.contains(" since pypy")
}

/// A transcript without the events of m_free, which PyPy never calls.
fn unfreed(text: &str) -> String {
    let is_event = |line: &str| line.starts_with("  ") && line.trim().split(' ').nth(1) == Some("free");
    text.trim_end().lines().filter(|line| !is_event(line)).collect::<Vec<_>>().join("\n")
}

/// The hosts with a block that differs from all of the reference's in the same section by more than the loaders.
fn different(snapshot: &str) -> BTreeSet<&str> {
    let mut hosts = BTreeSet::new();
    for section in snapshot.split("\n== ").skip(1) {
        let blocks: Vec<(&str, &str)> = blocks(section).collect();
        let plain =
            |text: &str| LOADERS.iter().fold(text.trim_end().to_owned(), |text, (own, usual)| text.replace(own, usual));
        let reference: Vec<String> =
            blocks.iter().filter(|(head, _)| !head.starts_with("host ")).map(|(_, text)| plain(text)).collect();
        // Those of PyPy have a page of their own.
        let own = blocks.iter().filter(|(head, _)| !is_of_pypy(head));
        let others = own.filter(|(_, text)| !reference.contains(&plain(text)));
        hosts.extend(others.filter_map(|(head, _)| head.strip_prefix("host ")?.split(' ').next()));
    }
    hosts
}

/// The lines of the catalogue of behaviours: its areas, and the numbers that were never given away or were struck out.
const AREAS: [(char, u32, &[u32]); 11] = [
    ('A', 43, &[34, 39, 42]),
    ('B', 24, &[20, 21, 23]),
    ('C', 10, &[6]),
    ('D', 18, &[12]),
    ('E', 12, &[]),
    ('F', 14, &[9]),
    ('G', 10, &[]),
    ('H', 26, &[18, 19]),
    ('I', 16, &[8]),
    ('J', 7, &[5]),
    ('K', 14, &[4, 12]),
];

#[test]
fn every_behaviour_has_a_case_or_a_reason() {
    let root = project();
    let text = fs::read_to_string(root.join("docs/behaviours.md")).unwrap();
    let (proven, open) = text.split_once("## Not covered").unwrap();
    let mut seen = BTreeSet::new();
    for (row, needs_case) in rows(proven).map(|row| (row, true)).chain(rows(open).map(|row| (row, false))) {
        let line = row[0];
        assert!(seen.insert(line.to_owned()), "docs/behaviours.md has line {line} twice");
        assert!(row.get(1).is_some_and(|cell| !cell.is_empty()), "docs/behaviours.md says nothing about line {line}");
        assert!(!needs_case || row[1].contains('`'), "docs/behaviours.md names no case for line {line}");
    }
    let lines = AREAS.iter().flat_map(|&(area, last, without)| {
        let numbers = (1..=last).filter(|number| !without.contains(number));
        numbers.map(move |number| format!("{area}{number:02}"))
    });
    assert_eq!(seen, lines.collect::<BTreeSet<_>>());
}

/// The cells of the rows that begin with a line's id.
fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let rows = text.lines().filter_map(|line| Some(line.strip_prefix("| ")?.split('|').map(str::trim).collect()));
    rows.filter(|row: &Vec<&str>| row[0].len() == 3 && row[0][1..].chars().all(|digit| digit.is_ascii_digit()))
}

fn cases(root: &Path) -> BTreeSet<String> {
    let id = |path: PathBuf| {
        let path = path.strip_prefix(root).unwrap().with_extension("");
        path.to_str().unwrap().to_owned()
    };
    let folders = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let files = folders.flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    files.filter(|path| path.extension().is_some_and(|suffix| suffix == "toml")).map(id).collect()
}
