//! The whole site.

use std::path::Path;

use super::behaviour::pythons;
use super::checked::{Package, packages};
use super::folder::{SiteFolder, WriteError};
use super::reports::Reported;
use super::{
    badge, case_page, document_page, finding_page, host_page, program_page, python_page, script_data, start_page,
    symptoms_page, wheel_list, wheel_page,
};
use crate::case::{Case, KnownHost};
use crate::search::{Index, sections};
use crate::snapshot::{Snapshot, Span, Variant};
use crate::version::Version;

/// Everything that the site is made of.
#[derive(Debug)]
pub struct Book {
    /// The cases with their snapshots, by id.
    pub cases: Vec<RecordedCase>,
    /// The hosts, the reference first.
    pub hosts: Vec<HostInfo>,
    /// The documents by name, such as `findings.md`.
    pub documents: Vec<(String, String)>,
    /// The programs of findings and of checked wheels by their path in the documents, such as `findings/equal_names.c`.
    pub programs: Vec<(String, String)>,
    /// What can be found.
    pub index: Index,
    /// Reports of runs and checks. Later ones replace what earlier ones say of the same module.
    pub reports: Vec<Reported>,
}

/// A case with its snapshot.
#[derive(Debug)]
pub struct RecordedCase {
    /// The case.
    pub case: Case,
    /// Its snapshot.
    pub snapshot: Snapshot,
}

impl RecordedCase {
    /// The transcript of a variant with a host (`None` is the reference), if the case runs with it on that Python. A snapshot doesn't
    /// say: each block holds for all later versions, too.
    pub(super) fn text(&self, variant: &Variant, host: Option<&HostInfo>, python: Version) -> Option<&str> {
        let runs = self.case.requires.admits(&python) && host.is_none_or(|host| host.supports(&python));
        runs.then(|| self.snapshot.lookup(variant, host.map(|host| host.known.name.as_str()), python)).flatten()
    }

    /// Each transcript of a variant with the reference, with the versions on which the case runs.
    pub(super) fn history(&self, variant: &Variant) -> Vec<(&str, Vec<Span>)> {
        self.those(variant, None, &|python| self.case.requires.admits(&python))
    }

    /// The transcripts of a variant that a host has where the reference has another one.
    pub(super) fn only_of(&self, variant: &Variant, host: &HostInfo) -> Vec<(&str, Vec<Span>)> {
        // Where the reference can't run, nothing can be compared.
        let is_own = |python: Version| {
            let text = self.text(variant, Some(host), python).filter(|_| python.implementation.can_be_embedded());
            text.is_some() && text != self.text(variant, None, python)
        };
        self.those(variant, Some(&host.known.name), &is_own)
    }

    fn those(
        &self,
        variant: &Variant,
        host: Option<&str>,
        is_meant: &dyn Fn(Version) -> bool,
    ) -> Vec<(&str, Vec<Span>)> {
        let all = self.snapshot.history(variant, host).into_iter();
        let meant = all.map(|(text, spans)| (text, spans.iter().flat_map(|span| span.parts_where(is_meant)).collect()));
        meant.filter(|(_, spans): &(&str, Vec<Span>)| !spans.is_empty()).collect()
    }

    /// Whether a host does something else than the reference on some Python.
    pub(super) fn differs(&self, host: &HostInfo) -> bool {
        self.snapshot.variants().any(|variant| !self.only_of(variant, host).is_empty())
    }
}

/// A host, as the site tells of it.
#[derive(Debug)]
pub struct HostInfo {
    /// What it is.
    pub about: String,
    /// What it can do.
    pub known: KnownHost,
    /// Which Pythons it supports, and why no others; nothing if it supports all.
    pub limit: Option<String>,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BookSize {
    /// Number of files.
    pub files: usize,
    /// Their bytes.
    pub bytes: usize,
}

/// What is the same on each site.
const ASSETS: [(&str, &str); 4] = [
    ("assets/style.css", include_str!("assets/style.css")),
    ("assets/unpack.js", include_str!("assets/unpack.js")),
    ("assets/search.js", include_str!("assets/search.js")),
    ("assets/compare.js", include_str!("assets/compare.js")),
];

impl Book {
    /// Writes all pages into a folder, in place of those of an older site.
    ///
    /// # Errors
    /// When the folder has something else, or a file can't be written.
    pub fn write(&self, folder: &Path) -> Result<BookSize, WriteError> {
        let site = SiteFolder::open(folder)?;
        let files: Vec<(String, String)> = self.files().collect();
        site.replace(&files)?;
        Ok(BookSize { files: files.len(), bytes: files.iter().map(|(_, text)| text.len()).sum() })
    }

    /// Every file, by its path in the site.
    pub fn files(&self) -> impl Iterator<Item = (String, String)> {
        let single = [
            ("index.html", start_page::write(self)),
            ("symptoms.html", symptoms_page::write(self)),
            (finding_page::LIST, finding_page::list(self)),
            ("pythons.html", python_page::list(self)),
            ("hosts.html", host_page::list(self)),
            (wheel_list::PATH, wheel_list::write(self)),
            ("docs.html", document_page::list(self)),
            ("assets/index.js", script_data::index(self)),
            ("assets/versions.js", script_data::versions(self)),
        ];
        let assets = ASSETS.map(|(path, text)| (path, text.to_owned()));
        let others = self.documents.iter().filter(|(name, _)| !["findings.md", "symptoms.md"].contains(&name.as_str()));
        single
            .into_iter()
            .chain(assets)
            .map(|(path, text)| (path.to_owned(), text))
            .chain(self.cases.iter().map(|told| case_page::write(self, told)))
            .chain(pythons().into_iter().map(|python| python_page::write(self, python)))
            .chain(self.hosts.iter().map(|host| host_page::write(self, host)))
            .chain(self.findings().into_iter().map(|finding| finding_page::write(self, &finding)))
            .chain(
                self.packages()
                    .into_iter()
                    .flat_map(|package| [wheel_page::write(self, &package), badge::write(&package)]),
            )
            .chain(program_page::all(self))
            .chain(others.map(|(name, text)| document_page::write(self, name, text)))
    }

    /// The packages that were checked.
    pub(super) fn packages(&self) -> Vec<Package<'_>> {
        packages(self.reports.iter().flat_map(|reported| &reported.modules))
    }

    pub(super) fn has_case(&self, id: &str) -> bool {
        self.cases.iter().any(|told| told.case.id == id)
    }

    pub(super) fn document(&self, name: &str) -> Option<&str> {
        self.documents.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str())
    }

    /// For each host that the document about hosts says differs in a case: the host, how, and why.
    pub(super) fn reasons(&self, id: &str) -> Vec<(&str, &str, &str)> {
        let all = self.document("hosts.md").map(sections).unwrap_or_default();
        let mut reasons = Vec::new();
        for section in all {
            for row in section.text.lines().filter(|row| row.starts_with('|') && row.contains(&format!("`{id}`"))) {
                let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
                if let [_, what, why] = cells[..] {
                    reasons.push((section.heading, what, why));
                }
            }
        }
        reasons.retain(|(host, ..)| self.hosts.iter().any(|info| info.known.name == *host));
        reasons
    }
}
