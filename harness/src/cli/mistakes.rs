//! Mistakes in user-written files, shown with their places.

use std::fmt;

use miette::{
    Diagnostic, LabeledSpan, MietteError, MietteHandler, MietteHandlerOpts, MietteSpanContents, ReportHandler,
    SourceCode, SourceSpan, SpanContents,
};

use crate::document::{DocumentError, DocumentProblem};
use crate::report::escape::terminal::{behind_margin, line};
use crate::report::words;

/// How many mistakes are drawn. For each of them, the whole file is gone through several times.
const DRAWN: usize = 20;

/// The mistakes in a file; if there are very many, how many more.
pub(super) fn words(error: &DocumentError) -> String {
    // Lines aren't wrapped, because that would break paths.
    let handler = MietteHandlerOpts::new().wrap_lines(false).build();
    let drawn = |mistake: DocumentError| Drawn(&handler, Mistake::new(&mistake, &mistake.problems[0])).to_string();
    let mut all: Vec<String> = error.each().take(DRAWN).map(drawn).collect();
    let more = error.problems.len().saturating_sub(DRAWN);
    if more > 0 {
        all.push(line(&words::more_mistakes(more, &error.path)).into_owned() + "\n");
    }
    all.join("\n")
}

/// What miette draws.
struct Drawn<'a>(&'a MietteHandler, Mistake);

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.debug(&self.1, f)
    }
}

/// A mistake with its place, all of it escaped: miette prints what it gets.
#[derive(Debug, thiserror::Error)]
#[error("{headline}")]
struct Mistake {
    headline: String,
    help: String,
    file: ShownFile,
    label: LabeledSpan,
}

impl Mistake {
    fn new(error: &DocumentError, problem: &DocumentProblem) -> Self {
        let text = error.text();
        // Escapes are longer than what they stand for, so the place moves.
        let length = |range| behind_margin(text.get(range).unwrap_or_default()).len();
        let (start, end) = (problem.span.start, problem.span.end);
        let place = length(0..start)..length(0..start) + length(start..end);
        Self {
            headline: line(&error.to_string()).into_owned(),
            help: behind_margin(&problem.help),
            file: ShownFile {
                name: line(&error.path.to_string_lossy()).into_owned(),
                text: behind_margin(text),
                column: error.position(problem).1 - 1,
            },
            label: LabeledSpan::new_with_span(Some(line(&problem.message).into_owned()), place),
        }
    }
}

impl Diagnostic for Mistake {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.help.is_empty()).then(|| Box::new(&self.help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.file)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(self.label.clone())))
    }
}

/// The file as it is shown.
#[derive(Debug)]
struct ShownFile {
    name: String,
    text: String,
    /// Where the mistake is in the file as it is.
    column: usize,
}

impl SourceCode for ShownFile {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let read = self.text.read_span(span, lines_before, lines_after)?;
        // Without more lines, it is the place itself that is asked for.
        let column = if (lines_before, lines_after) == (0, 0) { self.column } else { read.column() };
        let (name, data, span) = (self.name.clone(), read.data(), *read.span());
        Ok(Box::new(MietteSpanContents::new_named(name, data, span, read.line(), column, read.line_count())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::KnownResults;

    #[test]
    fn of_very_many_mistakes_the_first_are_drawn_and_the_others_counted() {
        let keys = |count: usize| (0..count).map(|number| format!("key{number:04} = 1\n")).collect::<String>();
        let shown = |count| words(&KnownResults::parse("many.toml".as_ref(), &keys(count)).unwrap_err());
        let drawn = |text: &str| text.matches("many.toml:").count();
        let many = shown(2000);
        // Each is named in its headline and above its source.
        assert_eq!(drawn(&many), drawn(&shown(20)));
        assert!(many.contains("`key0019`") && !many.contains("`key0020`"), "{many}");
        assert!(many.ends_with("\n1980 more mistakes in many.toml\n"), "{many}");
        assert!(!shown(20).contains("more mistakes"));
    }
}
