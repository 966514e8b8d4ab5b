//! From the text of a snapshot to the snapshot.

use std::str::FromStr;

use super::escape::{HEADER_STARTS, unescape};
use super::render::Since;
use super::section::{Build, Line, Number, Section, number};
use super::{Snapshot, Variant};
use crate::version::Version;

/// A text that isn't a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct ParseError {
    /// The line, counted from 1.
    pub line: usize,
    /// The mistake.
    pub problem: ParseProblem,
}

/// A mistake in a line of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseProblem {
    /// A line before the first section header.
    #[error("text before the first section: a snapshot starts with `== MODE · FIXTURE ==`")]
    TextBeforeSection,
    /// A line between a section header and its first block header.
    #[error("text before the first block: a section starts with `-- since VERSION` or `-- host NAME since VERSION`")]
    TextBeforeBlock,
    /// A line that starts like a header but isn't one.
    #[error(
        "not a header: `{0}`; allowed: `== MODE · FIXTURE ==`, `-- since VERSION` and \
         `-- host NAME since VERSION`, with names without spaces; in a transcript, put `\\` before a line that starts \
         like one"
    )]
    Header(String),
    /// A block header whose version isn't written as versions are in snapshots.
    #[error("invalid version `{0}`: expected 3.12, 3.14.11, 3.13t, 3.13.2t or 3.15d, without a patch number 0")]
    Version(String),
    /// A second section for the same variant.
    #[error("duplicate section `{0}`: merge them into one")]
    RepeatedSection(Variant),
    /// A section without blocks.
    #[error("section `{0}` has no blocks: remove its header")]
    EmptySection(Variant),
    /// A block before another one that must precede it.
    #[error(
        "`{block}` must not follow `{before}`: the order is default builds, debug builds, free-threaded builds, then the same for each \
         host by name, each with ascending versions"
    )]
    Order {
        /// The block.
        block: String,
        /// The block before it.
        before: String,
    },
    /// A block whose text would also apply without it.
    #[error("block `{block}` repeats `{before}`: remove it")]
    Repeats {
        /// The block.
        block: String,
        /// The block before it in its line, or the line it would fall back to.
        before: String,
    },
}

impl FromStr for Snapshot {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        parse(text, 1)
    }
}

/// Parses a snapshot whose first line has the given number.
pub(super) fn parse(text: &str, first_line: usize) -> Result<Snapshot, ParseError> {
    let mut parser = Parser { number: first_line, sections: Vec::new(), section_line: first_line, open: None };
    // White space at the end isn't part of a snapshot, because insta ignores it.
    for line in text.trim_end().lines() {
        parser.line(line)?;
        parser.number += 1;
    }
    parser.finish_section()?;
    Ok(Snapshot { sections: parser.sections })
}

struct Parser {
    /// The number of the line that is being read.
    number: usize,
    sections: Vec<Section>,
    /// Where the last section starts.
    section_line: usize,
    open: Option<Open>,
}

/// The block that is being read, which isn't in its section yet.
struct Open {
    number: usize,
    line: Line,
    at: Number,
    text: String,
}

impl Open {
    fn name(&self) -> String {
        Since { line: &self.line, at: self.at }.to_string()
    }
}

impl Parser {
    fn error<T>(&self, problem: ParseProblem) -> Result<T, ParseError> {
        Err(ParseError { line: self.number, problem })
    }

    fn line(&mut self, text: &str) -> Result<(), ParseError> {
        if HEADER_STARTS.iter().any(|start| text.starts_with(start)) {
            return self.header(text);
        }
        match &mut self.open {
            Some(open) => {
                open.text.push_str(unescape(text));
                open.text.push('\n');
                Ok(())
            }
            None if self.sections.is_empty() => self.error(ParseProblem::TextBeforeSection),
            None => self.error(ParseProblem::TextBeforeBlock),
        }
    }

    fn header(&mut self, text: &str) -> Result<(), ParseError> {
        if let Some(variant) = section_header(text) {
            return self.section(variant);
        }
        let Some((host, version)) = block_header(text) else {
            return self.error(ParseProblem::Header(text.to_owned()));
        };
        let Some((at, build)) = block_version(version) else {
            return self.error(ParseProblem::Version(version.to_owned()));
        };
        if self.sections.is_empty() {
            return self.error(ParseProblem::TextBeforeSection);
        }
        let line = Line { host: host.map(str::to_owned), build };
        let new = Open { number: self.number, line, at, text: String::new() };
        if let Some(open) = &self.open
            && (&open.line, open.at) >= (&new.line, new.at)
        {
            return self.error(ParseProblem::Order { block: new.name(), before: open.name() });
        }
        self.finish_block()?;
        self.open = Some(new);
        Ok(())
    }

    fn section(&mut self, variant: Variant) -> Result<(), ParseError> {
        self.finish_section()?;
        if self.sections.iter().any(|section| section.variant == variant) {
            return self.error(ParseProblem::RepeatedSection(variant));
        }
        self.section_line = self.number;
        self.sections.push(Section::new(variant));
        Ok(())
    }

    fn finish_section(&mut self) -> Result<(), ParseError> {
        self.finish_block()?;
        match self.sections.last() {
            Some(section) if section.lines.is_empty() => {
                let problem = ParseProblem::EmptySection(section.variant.clone());
                Err(ParseError { line: self.section_line, problem })
            }
            _ => Ok(()),
        }
    }

    /// All lines that the block could fall back to precede it, so the text without it is known here.
    fn finish_block(&mut self) -> Result<(), ParseError> {
        let (Some(open), Some(section)) = (self.open.take(), self.sections.last_mut()) else {
            return Ok(());
        };
        if let Some(found) = section.find(open.line.and_fallbacks(), open.at)
            && found.text == open.text
        {
            let before = Since { line: &found.line, at: found.at }.to_string();
            let problem = ParseProblem::Repeats { block: open.name(), before };
            return Err(ParseError { line: open.number, problem });
        }
        section.lines.entry(open.line).or_default().insert(open.at, open.text);
        Ok(())
    }
}

/// Whether a mode, fixture or host can be written in a header.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_whitespace)
}

fn section_header(text: &str) -> Option<Variant> {
    let (mode, fixture) = text.strip_prefix("== ")?.strip_suffix(" ==")?.split_once(" · ")?;
    let named = is_name(mode) && is_name(fixture);
    named.then(|| Variant { mode: mode.to_owned(), fixture: fixture.to_owned() })
}

fn block_header(text: &str) -> Option<(Option<&str>, &str)> {
    let text = text.strip_prefix("-- ")?;
    if let Some(version) = text.strip_prefix("since ") {
        return Some((None, version));
    }
    let (host, version) = text.strip_prefix("host ")?.split_once(" since ")?;
    is_name(host).then_some((Some(host), version))
}

fn block_version(text: &str) -> Option<(Number, Build)> {
    let version: Version = text.parse().ok()?;
    let (at, build) = (number(version), Build::of(version));
    let canonical = Since { line: &Line { host: None, build }, at }.to_string();
    (canonical.strip_prefix("since ") == Some(text)).then_some((at, build))
}
