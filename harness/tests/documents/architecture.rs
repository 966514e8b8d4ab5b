//! The table of parts in `docs/architecture.md` is what the code says, and each uses only parts above it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::elsewhere::project;

/// The sources of a part, without its tests.
fn sources(path: &Path, found: &mut Vec<PathBuf>) {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    if name == "tests" || name == "properties" {
        return;
    }
    match fs::read_dir(path) {
        Ok(entries) => entries.for_each(|entry| sources(&entry.unwrap().path(), found)),
        Err(_) if path.is_file() && path.extension().is_some_and(|suffix| suffix == "rs") => {
            found.push(path.to_owned())
        }
        Err(_) => {}
    }
}

/// The parts that a part uses.
fn uses(part: &str, parts: &[&str]) -> BTreeSet<String> {
    let code = project().join("harness/src");
    let mut files = Vec::new();
    sources(&code.join(part), &mut files);
    sources(&code.join(format!("{part}.rs")), &mut files);
    assert!(!files.is_empty(), "{part} has no sources");
    let mut found = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for after in lines.join("\n").split("crate::").skip(1) {
            assert!(!after.starts_with('{'), "{}: write a line for each part", file.display());
            let name: String = after.chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect();
            found.extend(parts.contains(&name.as_str()).then_some(name));
        }
    }
    found.remove(part);
    found
}

#[test]
fn parts_use_what_the_document_says_and_only_parts_above_them() {
    let document = fs::read_to_string(project().join("docs/architecture.md")).unwrap();
    let rows: Vec<(&str, &str)> = document
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.strip_suffix('|')?.split_once("` | "))
        .filter_map(|(part, rest)| Some((part, rest.rsplit_once(" | ")?.1.trim())))
        .collect();
    let parts: Vec<&str> = rows.iter().map(|(part, _)| *part).collect();
    assert!(parts.len() > 20 && parts.ends_with(&["cli"]), "{parts:?}");
    for (number, (part, said)) in rows.iter().enumerate().filter(|(_, (part, _))| *part != "cli") {
        let found = uses(part, &parts);
        let said: BTreeSet<String> = said.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect();
        assert_eq!(found, said, "what {part} uses");
        let below: Vec<&String> = found.iter().filter(|name| parts[number..].contains(&name.as_str())).collect();
        assert!(below.is_empty(), "{part} uses {below:?}, which are below it");
    }
}
