//! The table of trials × Pythons.

use std::io;

use anstyle::{AnsiColor, Style};

use super::Module;
use crate::check::Verdict;
use crate::report::Page;

/// A line of cells for each trial, below a line of Pythons.
pub(super) fn rows(module: &Module<'_>) -> Vec<Vec<(String, Style)>> {
    let plain = Style::new();
    let header = module.on.iter().map(|checked| (checked.python.to_string(), plain.bold()));
    let mut rows = vec![[("trial".to_owned(), plain.bold())].into_iter().chain(header).collect()];
    for trial in module.trials() {
        let cells = module.on.iter().map(|checked| match checked.outcome(trial) {
            Some(outcome) => (outcome.verdict.name().to_owned(), style(outcome.verdict)),
            None => (String::new(), plain),
        });
        rows.push([(trial.name().to_owned(), plain)].into_iter().chain(cells).collect());
    }
    rows
}

/// Writes the rows with their cells aligned.
pub(super) fn write(rows: &[Vec<(String, Style)>], page: &mut Page<'_>) -> io::Result<()> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|(text, _)| text.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let mut parts = vec![(Style::new(), " ".to_owned())];
        for (index, (text, style)) in row.iter().enumerate() {
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

fn style(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Works => AnsiColor::Green.on_default(),
        Verdict::Refused | Verdict::Shares | Verdict::EnablesGil => AnsiColor::Yellow.on_default(),
        Verdict::NotApplicable => Style::new().dimmed(),
        Verdict::Fails | Verdict::Grows | Verdict::Unclean => AnsiColor::Red.on_default(),
        Verdict::Exits | Verdict::Crashed | Verdict::Hung | Verdict::Error => AnsiColor::Red.on_default().bold(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_aligned() {
        let cell = |text: &str| (text.to_owned(), Style::new());
        let rows = [vec![cell("trial"), cell("3.9"), cell("3.12.1")], vec![cell("x"), cell("works"), cell("n/a")]];
        let mut out = Vec::new();
        write(&rows, &mut Page::new(&mut out)).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "  trial   3.9     3.12.1\n  x       works   n/a\n");
    }
}
