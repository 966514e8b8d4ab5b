//! Mistakes in a document, with their places.

use std::ops::Range;
use std::path::PathBuf;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

/// A mistake in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentProblem {
    /// The wrong bytes of the file.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What is allowed, or what to do.
    pub help: String,
}

/// A document that can't be used. The other files are not affected.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", self.headline())]
pub struct DocumentError {
    /// The file.
    pub path: PathBuf,
    /// All mistakes, at least one.
    pub problems: Vec<DocumentProblem>,
    source_code: NamedSource<String>,
}

impl DocumentError {
    pub(crate) fn new(path: PathBuf, text: String, problems: Vec<DocumentProblem>) -> Self {
        let source_code = NamedSource::new(path.to_string_lossy(), text);
        Self { path, problems, source_code }
    }

    /// One error per mistake.
    pub fn each(&self) -> impl Iterator<Item = Self> {
        self.problems.iter().map(|problem| Self {
            path: self.path.clone(),
            problems: vec![problem.clone()],
            source_code: self.source_code.clone(),
        })
    }

    /// The whole file.
    pub(crate) fn text(&self) -> &str {
        self.source_code.inner()
    }

    /// Line and column of a problem, both from 1.
    pub fn position(&self, problem: &DocumentProblem) -> (usize, usize) {
        Self::line_and_column(self.source_code.inner(), problem.span.start)
    }

    /// Line and column of an offset in a text, both from 1.
    pub(crate) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
        let before = text.get(..offset).unwrap_or_default();
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }

    fn headline(&self) -> String {
        let problem = &self.problems[0];
        let (line, column) = self.position(problem);
        format!("{}:{line}:{column}: {}", self.path.display(), problem.message)
    }
}

impl Diagnostic for DocumentError {
    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        let helps: Vec<_> = self.problems.iter().map(|p| p.help.as_str()).filter(|h| !h.is_empty()).collect();
        (!helps.is_empty()).then(|| Box::new(helps.join("\n")) as Box<dyn std::fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source_code)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(
            self.problems
                .iter()
                .map(|problem| LabeledSpan::new_with_span(Some(problem.message.clone()), problem.span.clone())),
        ))
    }
}
