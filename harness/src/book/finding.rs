//! Findings, as their document has them.

use super::site::Book;
use crate::search::{anchor, sections};
use crate::version::Version;

/// An entry of `docs/findings.md`.
pub(super) struct Finding<'a> {
    /// Its number, which stays.
    pub(super) number: u32,
    pub(super) title: &'a str,
    /// The chapter that it stands in.
    pub(super) chapter: &'a str,
    /// What it is, with the table of Pythons, in Markdown.
    pub(super) about: &'a str,
    /// Its state upstream, in Markdown.
    pub(super) upstream: String,
    /// The cases that show it, each with what is said of it.
    pub(super) cases: Vec<(&'a str, &'a str)>,
    /// Its program by its path in the documents.
    pub(super) program: &'a str,
}

impl Finding<'_> {
    /// The file of its page.
    pub(super) fn path(&self) -> String {
        format!("findings/{}.html", self.number)
    }

    /// Its anchor in the document.
    pub(super) fn anchor(&self) -> String {
        anchor(&format!("{}. {}", self.number, self.title))
    }

    /// The Pythons on which the table has a wrong result.
    pub(super) fn wrong_on(&self) -> Vec<&str> {
        let mut rows = self.about.lines().filter(|line| line.starts_with('|'));
        let (Some(pythons), Some(_)) = (rows.next(), rows.next()) else { return Vec::new() };
        let rows: Vec<Vec<&str>> = rows.map(cells).collect();
        let is_wrong = |column: usize| rows.iter().any(|row| row.get(column).is_some_and(|cell| cell.contains("**")));
        let pythons = cells(pythons).into_iter().enumerate();
        pythons.filter(|(column, _)| is_wrong(*column)).map(|(_, python)| python).collect()
    }

    /// The executable of a Python that shows it: the newest with a wrong result, and an ordinary build if one has it.
    pub(super) fn executable(&self) -> String {
        let wrong = self.wrong_on().into_iter().filter_map(|python| python.parse::<Version>().ok());
        let shows = wrong.max_by_key(|python| (python.abi_flags().is_empty(), *python));
        format!("python{}", shows.map_or_else(|| "3".to_owned(), |python| python.minor_name()))
    }
}

impl Book {
    /// The findings, in the order of their document.
    pub(super) fn findings(&self) -> Vec<Finding<'_>> {
        self.document("findings.md").map(read).unwrap_or_default()
    }

    /// The findings that name a case.
    pub(super) fn findings_of(&self, case: &str) -> Vec<Finding<'_>> {
        let mut findings = self.findings();
        findings.retain(|finding| finding.cases.iter().any(|(id, _)| *id == case));
        findings
    }

    /// The finding that this anchor of the document belongs to.
    pub(super) fn finding_at(&self, anchor: &str) -> Option<Finding<'_>> {
        self.findings().into_iter().find(|finding| finding.anchor() == anchor)
    }
}

fn read(document: &str) -> Vec<Finding<'_>> {
    let mut chapter = "";
    let mut findings = Vec::new();
    for section in sections(document) {
        if section.level == 2 {
            chapter = section.heading;
        }
        let numbered = section.heading.split_once(". ").filter(|_| section.level == 3);
        let Some((number, title)) = numbered.and_then(|(number, title)| Some((number.parse().ok()?, title))) else {
            continue;
        };
        let about = section.text.split("\n- Cases: ").next().unwrap_or_default();
        let point = |name: &str| {
            let (_, found) = section.text.split_once(&format!("\n- {name}: ")).unwrap_or_default();
            found.split("\n- ").next().unwrap_or_default()
        };
        let mut cases = point("Cases").split('`').skip(1);
        findings.push(Finding {
            number,
            title,
            chapter,
            about,
            upstream: sentence(point("Upstream")),
            cases: std::iter::from_fn(|| {
                Some((cases.next()?, cases.next().unwrap_or_default().trim_matches([',', ' ', '\n'])))
            })
            .collect(),
            program: point("Program").split(['(', ')']).nth(1).unwrap_or_default(),
        });
    }
    findings
}

/// The document goes on after a colon; a page begins here.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn cells(row: &str) -> Vec<&str> {
    row.trim().trim_matches('|').split('|').map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "# Findings\n\n## Crashes\n\n### 7. `a` ends\n\nWhy.\n\n| 3.9.18 | 3.10.13 |\n|---|---|\n| ok | **SIGABRT** |\n\n\
        - Cases: `a/b` (up to 3.13),\n  `a/c`\n- Upstream: no upstream issue found.\n  Not\n  tested.\n- Program: [`x.c`](findings/x.c)\n\n## Others\n";

    #[test]
    fn a_finding_is_read_with_all_that_it_has() {
        let found = read(DOCUMENT);
        let [finding] = &found[..] else { panic!("{}", found.len()) };
        assert_eq!((finding.number, finding.title, finding.chapter), (7, "`a` ends", "Crashes"));
        assert_eq!(finding.cases, [("a/b", "(up to 3.13)"), ("a/c", "")]);
        assert_eq!((finding.program, finding.wrong_on()), ("findings/x.c", vec!["3.10.13"]));
        assert_eq!(finding.executable(), "python3.10");
        assert_eq!(finding.upstream, "No upstream issue found.\n  Not\n  tested.");
        assert!(finding.about.ends_with("| **SIGABRT** |\n"), "{}", finding.about);
        assert_eq!((finding.path(), finding.anchor()), ("findings/7.html".to_owned(), "7-a-ends".to_owned()));
    }

    #[test]
    fn every_finding_of_the_project_has_cases_a_program_and_its_state_upstream() {
        let found = read(include_str!("../../../docs/findings.md"));
        let lacks = |finding: &&Finding<'_>| {
            finding.program.is_empty() || finding.upstream.is_empty() || finding.cases.is_empty()
        };
        let bare: Vec<u32> = found.iter().filter(lacks).map(|finding| finding.number).collect();
        assert!(bare.is_empty() && found.len() > 40, "{bare:?} of {}", found.len());
    }
}
