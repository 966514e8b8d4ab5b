//! The table of trials × Pythons.

use anstyle::{AnsiColor, Style};

use super::Module;
use crate::check::Verdict;

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

/// The rows with their cells aligned.
pub(super) fn aligned(rows: &[Vec<(String, Style)>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|(text, _)| text.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::from(" ");
        for (index, (text, style)) in row.iter().enumerate() {
            let space = if index + 1 < row.len() { widths[index] - text.chars().count() + 2 } else { 0 };
            line.push_str(&format!(" {style}{text}{style:#}{:space$}", ""));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
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
        assert_eq!(aligned(&rows), "  trial   3.9     3.12.1\n  x       works   n/a\n");
    }
}
