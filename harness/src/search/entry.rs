//! What can be found.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

use super::sections::{DocumentSection, sections};
use crate::case::{Action, Case, Step};
use crate::file;
use crate::snapshot::{Snapshot, messages};

/// Something that can be found.
#[derive(Clone, Debug)]
pub struct Entry {
    /// How the user gets to it: a case's id, a finding's number, a document's section.
    pub name: String,
    /// What it is about.
    pub title: String,
    /// What it is.
    pub kind: EntryKind,
    /// Texts, each with the weight of its terms.
    pub(super) fields: Vec<(u32, String)>,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A case.
    Case,
    /// A finding of `docs/findings.md`.
    Finding,
    /// An entry of `docs/symptoms.md`.
    Symptom,
    /// A row of `docs/reported.md`.
    Report,
    /// A section of another document.
    Section,
}

/// How much a term says in a field. What was written about one symptom says more than a transcript, which mentions much
/// that it isn't about; a section of a document, even more so.
mod weight {
    pub(super) const TITLE: u32 = 8;
    pub(super) const MESSAGE: u32 = 7;
    pub(super) const ABOUT: u32 = 5;
    pub(super) const LENT: u32 = 6;
    pub(super) const STEPS: u32 = 4;
    pub(super) const TRANSCRIPT: u32 = 3;
    pub(super) const QUOTED: u32 = 2;
    pub(super) const WRITTEN_TITLE: u32 = 20;
    pub(super) const FINDING: u32 = 8;
    pub(super) const SYMPTOM: u32 = 3;
    pub(super) const SECTION_TITLE: u32 = 4;
    pub(super) const SECTION: u32 = 2;
}

/// Documents whose sections are for those who change extproof, or only list what others explain.
const LEFT_OUT: [&str; 4] = ["findings.md", "symptoms.md", "behaviours.md", "style.md"];

impl Entry {
    /// A case with its snapshot.
    pub fn case(case: &Case, snapshot: &Snapshot) -> Self {
        let mut steps = String::new();
        list_steps(&case.steps, &mut steps);
        let contract = case.contract.iter().map(|contract| contract.quote.clone());
        let deviations = case.deviations.iter().map(|deviation| deviation.why.clone());
        let about: Vec<String> = case.about.iter().cloned().chain(case.undefined.clone()).collect();
        let quoted: Vec<String> = contract.chain(deviations).collect();
        let told: BTreeSet<String> =
            snapshot.texts().flat_map(messages).map(|message| format!("{}: {}", message.kind, message.text)).collect();
        let results = |line: &&str| line.contains(" → ") && !line.contains(" → module #");
        let transcripts: BTreeSet<&str> =
            snapshot.texts().flat_map(str::lines).map(str::trim).filter(results).collect();
        Self {
            name: case.id.clone(),
            title: case.title.clone(),
            kind: EntryKind::Case,
            fields: vec![
                (weight::TITLE, format!("{}\n{}", case.id, case.title)),
                (weight::MESSAGE, told.into_iter().collect::<Vec<_>>().join("\n")),
                (weight::ABOUT, paragraphs(&about.join("\n\n"))),
                (weight::QUOTED, paragraphs(&quoted.join("\n\n"))),
                (weight::STEPS, steps),
                (weight::TRANSCRIPT, transcripts.into_iter().collect::<Vec<_>>().join("\n")),
            ],
        }
    }

    /// The findings of `docs/findings.md`: each has a heading `### NUMBER. TITLE`.
    pub fn findings(document: &str) -> Vec<Self> {
        Self::numbered(document, 3, "finding", EntryKind::Finding)
    }

    /// The entries of `docs/symptoms.md`: each has a heading `## NUMBER. TITLE`.
    pub fn symptoms(document: &str) -> Vec<Self> {
        Self::numbered(document, 2, "symptom", EntryKind::Symptom)
    }

    fn numbered(document: &str, level: usize, what: &str, kind: EntryKind) -> Vec<Self> {
        let entry = |section: &DocumentSection<'_>| {
            let (number, title) = section.heading.split_once(". ").filter(|_| section.level == level)?;
            let number: u32 = number.parse().ok()?;
            Some(Self::written(format!("{what} {number}"), title, kind, section.text))
        };
        sections(document).iter().filter_map(entry).collect()
    }

    /// The reports of `docs/reported.md`: each is a row `| [NAME](LINK) | TITLE | CASES |`.
    pub fn reports(document: &str) -> Vec<Self> {
        let entry = |line: &str| {
            let (name, rest) = line.strip_prefix("| [")?.split_once("](")?;
            let (title, cases) = rest.split_once(" | ")?.1.split_once(" | ")?;
            let fields = vec![(weight::SECTION_TITLE, format!("{name}\n{title}")), (weight::SECTION, cases.to_owned())];
            Some(Self { name: name.to_owned(), title: title.replace('`', ""), kind: EntryKind::Report, fields })
        };
        document.lines().filter_map(entry).collect()
    }

    /// The sections of another document.
    pub fn document(file_name: &str, document: &str) -> Vec<Self> {
        let entry = |section: &DocumentSection<'_>| Self {
            name: format!("{file_name}#{}", anchor(section.heading)),
            title: section.heading.replace('`', ""),
            kind: EntryKind::Section,
            fields: vec![
                (weight::SECTION_TITLE, section.heading.to_owned()),
                (weight::SECTION, paragraphs(section.text)),
            ],
        };
        sections(document).iter().filter(|section| section.level > 1).map(entry).collect()
    }

    /// What the documents of a folder have: findings, symptoms, sections.
    ///
    /// # Errors
    /// When the folder or a document can't be read.
    pub fn documents(folder: &Path) -> io::Result<Vec<Self>> {
        let mut names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()?;
        names.sort();
        let mut entries = Vec::new();
        for name in names.iter().filter_map(|name| name.to_str()).filter(|name| name.ends_with(".md")) {
            let text = file::read_text(&folder.join(name))?;
            match name {
                "findings.md" => entries.extend(Self::findings(&text)),
                "symptoms.md" => entries.extend(Self::symptoms(&text)),
                "reported.md" => entries.extend(Self::reports(&text)),
                _ if LEFT_OUT.contains(&name) => {}
                _ => entries.extend(Self::document(name, &text)),
            }
        }
        Ok(entries)
    }

    /// The cases that a finding, symptom or report names get its title: it says in other words what they show. A report lends its
    /// name, too: its number is what people search for.
    pub(super) fn lend_titles(entries: &mut [Self]) {
        let lenders: Vec<(String, String)> = entries
            .iter()
            .filter_map(|entry| match entry.kind {
                EntryKind::Finding | EntryKind::Symptom => Some((entry, entry.title.clone())),
                EntryKind::Report => Some((entry, format!("{} {}", entry.name, entry.title))),
                EntryKind::Case | EntryKind::Section => None,
            })
            .flat_map(|(entry, lent)| {
                let texts = entry.fields.iter().flat_map(|(_, text)| text.split('`'));
                let ids = texts.filter(|part| part.contains('/') && !part.contains(' '));
                ids.map(|id| (id.to_owned(), lent.clone())).collect::<Vec<_>>()
            })
            .collect();
        for entry in entries.iter_mut().filter(|entry| entry.kind == EntryKind::Case) {
            let titles = lenders.iter().filter(|(id, _)| *id == entry.name).map(|(_, title)| title.as_str());
            let lent = titles.collect::<Vec<_>>().join("\n");
            entry.fields.push((weight::LENT, lent));
        }
    }

    fn written(name: String, title: &str, kind: EntryKind, text: &str) -> Self {
        let weight_of_text = if kind == EntryKind::Symptom { weight::SYMPTOM } else { weight::FINDING };
        Self {
            fields: vec![(weight::WRITTEN_TITLE, format!("{name}\n{title}")), (weight_of_text, paragraphs(text))],
            title: title.replace('`', ""),
            name,
            kind,
        }
    }
}

/// Each paragraph in one line, so that neighbours are neighbours wherever lines were broken.
fn paragraphs(text: &str) -> String {
    let unbroken = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
    text.split("\n\n").map(unbroken).collect::<Vec<_>>().join("\n")
}

/// A heading's anchor, as GitHub makes it.
pub(crate) fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

fn list_steps(steps: &[Step], out: &mut String) {
    for step in steps {
        out.push_str(&step.action.describe());
        out.push('\n');
        out.push_str(step.action.calls().unwrap_or_default());
        out.push('\n');
        match &step.action {
            Action::RunMain(steps) => list_steps(steps, out),
            Action::Threads(threads) => threads.iter().for_each(|steps| list_steps(steps, out)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_read_from_their_headings() {
        let found = Entry::findings("# Findings\n\n### 3. A crash\nWhy.\n\n### 12. A leak\nm_free isn't called.\n");
        let told: Vec<_> = found.iter().map(|entry| (entry.name.as_str(), entry.title.as_str())).collect();
        assert_eq!(told, [("finding 3", "A crash"), ("finding 12", "A leak")]);
    }

    #[test]
    fn reports_are_read_from_their_rows() {
        let rows = "| report | what | case |\n|---|---|---|\n| [gh-1](https://a.org/1) | `x` fails | `a/b` |\n";
        let found = Entry::reports(rows);
        assert_eq!((found[0].name.as_str(), found[0].title.as_str(), found.len()), ("gh-1", "x fails", 1));
    }

    #[test]
    fn sections_are_named_as_links_to_them() {
        let found = Entry::document("hosts.md", "# The hosts\n\n## `RTLD_LOCAL`, and why\ntext\n");
        assert_eq!((found[0].name.as_str(), found.len()), ("hosts.md#rtld_local-and-why", 1));
    }
}
