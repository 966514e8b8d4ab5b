//! The table of trials × Pythons.

use std::io;

use anstyle::{AnsiColor, Style};

use super::Module;
use crate::check::TrialVerdict;
use crate::report::Page;

/// A text with a style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) text: String,
    style: Style,
}

impl Cell {
    fn new(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style }
    }
}

/// A line of cells for each trial, below a line of Pythons.
pub(super) fn rows(module: &Module<'_>) -> Vec<Vec<Cell>> {
    let plain = Style::new();
    let header = module.on.iter().map(|checked| Cell::new(&checked.python, plain.bold()));
    let mut rows = vec![[Cell::new("trial", plain.bold())].into_iter().chain(header).collect()];
    for trial in module.trials() {
        let cells = module.on.iter().map(|checked| match checked.outcome(trial) {
            Some(outcome) => Cell::new(outcome.verdict.name(), style(outcome.verdict)),
            None => Cell::new("", plain),
        });
        rows.push([Cell::new(trial.name(), plain)].into_iter().chain(cells).collect());
    }
    rows
}

/// Writes the rows with their cells aligned.
pub(super) fn write(rows: &[Vec<Cell>], page: &mut Page<'_>) -> io::Result<()> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.text.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let mut parts = vec![(Style::new(), " ".to_owned())];
        for (index, Cell { text, style }) in row.iter().enumerate() {
            parts.push((Style::new(), " ".to_owned()));
            parts.push((*style, text.clone()));
            let space = if index + 1 < row.len() { widths[index] - text.chars().count() + 2 } else { 0 };
            parts.push((Style::new(), " ".repeat(space)));
        }
        while parts.pop_if(|(_, text)| text.trim().is_empty()).is_some() {}
        page.styled(&parts.iter().map(|(style, text)| (*style, text.as_str())).collect::<Vec<_>>())?;
    }
    Ok(())
}

fn style(verdict: TrialVerdict) -> Style {
    match verdict {
        TrialVerdict::Works => AnsiColor::Green.on_default(),
        TrialVerdict::Refused | TrialVerdict::Shares | TrialVerdict::Keeps | TrialVerdict::EnablesGil => {
            AnsiColor::Yellow.on_default()
        }
        TrialVerdict::NotApplicable => Style::new().dimmed(),
        TrialVerdict::Fails | TrialVerdict::Grows | TrialVerdict::Unclean | TrialVerdict::Changes => {
            AnsiColor::Red.on_default()
        }
        TrialVerdict::Exits | TrialVerdict::Crashed | TrialVerdict::Hung | TrialVerdict::Error => {
            AnsiColor::Red.on_default().bold()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_aligned() {
        let cell = |text: &str| Cell::new(text, Style::new());
        let rows = [vec![cell("trial"), cell("3.9"), cell("3.12.1")], vec![cell("x"), cell("works"), cell("n/a")]];
        let mut out = Vec::new();
        write(&rows, &mut Page::new(&mut out)).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "  trial   3.9     3.12.1\n  x       works   n/a\n");
    }
}
