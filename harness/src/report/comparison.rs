//! The table of hosts × areas: how other hosts compare with the reference.

use std::collections::BTreeMap;

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, Table};
use serde::Serialize;

use super::escape::terminal;
use super::table::right;
use super::words;
use crate::run::{Difference, Reference, RunResult};

/// How a host compares in one area, or in all.
#[derive(Debug, Serialize)]
pub(super) struct Row<'a> {
    host: &'a str,
    area: &'a str,
    #[serde(flatten)]
    counts: BTreeMap<&'static str, usize>,
}

impl<'a> Row<'a> {
    fn new(host: &'a str, area: &'a str, differences: impl Iterator<Item = Difference>) -> Self {
        let mut counts: BTreeMap<_, _> = Difference::ALL.map(|difference| (difference.name(), 0)).into();
        differences.for_each(|difference| *counts.entry(difference.name()).or_default() += 1);
        Self { host, area, counts }
    }
}

/// For each host that isn't the reference, a row for each area and one for all.
pub(super) fn rows<'a>(reference: &Reference<'_>, results: &'a [RunResult]) -> Vec<Row<'a>> {
    let mut hosts: Vec<(&str, BTreeMap<&str, Vec<Difference>>)> = Vec::new();
    for result in results {
        let Some(difference) = reference.compare(result) else { continue };
        let name = result.host.name.as_str();
        let index = hosts.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
            hosts.push((name, BTreeMap::new()));
            hosts.len() - 1
        });
        hosts[index].1.entry(result.area()).or_default().push(difference);
    }
    let mut rows = Vec::new();
    for (host, areas) in hosts {
        let all = areas.values().flatten().copied().collect::<Vec<_>>();
        rows.extend(areas.into_iter().map(|(area, differences)| Row::new(host, area, differences.into_iter())));
        rows.push(Row::new(host, words::ALL, all.into_iter()));
    }
    rows
}

/// The rows as a table.
pub(super) fn table(rows: &[Row<'_>]) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING);
    let names = Difference::ALL.map(|difference| right(Cell::new(difference.name())));
    table.set_header([Cell::new(words::COMPARED), Cell::new("")].into_iter().chain(names));
    let mut last = "";
    for row in rows {
        let host = if row.host == last { "" } else { row.host };
        last = row.host;
        let counts = Difference::ALL.map(|difference| right(Cell::new(words::count(row.counts[difference.name()]))));
        table.add_row([host, row.area].map(|name| Cell::new(terminal::line(name))).into_iter().chain(counts));
    }
    table.trim_fmt()
}
