//! The table of areas × Pythons.

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, Table};

use super::escape::terminal;
use super::{Report, words};
use crate::run::RunResult;

/// For each area and Python: how many runs there were, and how many of them don't pass.
pub(super) fn table(report: &Report<'_>) -> String {
    let mut areas: Vec<&str> = report.results.iter().map(RunResult::area).collect();
    areas.sort_unstable();
    areas.dedup();
    let mut table = Table::new();
    table.load_style(NOTHING);
    let versions = report.setups.iter().map(|setup| right(Cell::new(setup.python.version)));
    table.set_header([Cell::new(words::AREA)].into_iter().chain(versions));
    for area_name in areas {
        let cells = report.setups.iter().map(|setup| {
            let python = setup.python.version;
            let here = report.results.iter().filter(|result| result.area() == area_name && result.python == python);
            cell(here)
        });
        table.add_row([Cell::new(terminal::line(area_name))].into_iter().chain(cells));
    }
    let totals = report.setups.iter().map(|setup| {
        let python = setup.python.version;
        cell(report.results.iter().filter(|result| result.python == python))
    });
    table.add_row([Cell::new(words::ALL)].into_iter().chain(totals));
    table.trim_fmt()
}

fn cell<'a>(results: impl Iterator<Item = &'a RunResult>) -> Cell {
    let run: Vec<_> = results.filter(|result| result.verdict.was_run()).collect();
    let wrong = run.iter().filter(|result| !result.verdict.passes()).count();
    right(Cell::new(words::cell(run.len(), wrong)))
}

pub(super) fn right(cell: Cell) -> Cell {
    cell.set_alignment(CellAlignment::Right)
}
