//! What a report says about a module, except its name and how the page looks.

use super::Module;
use super::advice::Advice;
use super::declared::{declared, remark};
use super::table::{Cell, rows};
use super::wording::Wording;
use super::words::{happened_in, known, not_applicable, on};
use crate::check::Checked;

/// What a report says about a module.
#[derive(PartialEq)]
pub(super) struct ModuleText {
    pub(super) rows: Vec<Vec<Cell>>,
    pub(super) findings: Vec<OutcomeText>,
    /// Why trials say nothing.
    pub(super) inapplicable: Vec<String>,
    /// What it declares, and on which Pythons.
    pub(super) declarations: Vec<(String, String)>,
    /// Where that isn't what was seen, and on which Pythons.
    pub(super) remarks: Vec<(String, String)>,
}

/// What some trials came to on some Pythons.
#[derive(PartialEq)]
pub(super) struct OutcomeText {
    pub(super) trials: String,
    pub(super) happened: String,
    pub(super) pythons: String,
    pub(super) frames: Vec<String>,
    /// Why it is accepted, if it is known.
    pub(super) known: Option<String>,
    pub(super) advice: Option<Advice>,
}

impl ModuleText {
    pub(super) fn of(module: &Module<'_>, wording: Wording<'_>) -> Self {
        let finding = |finding: super::OutcomeGroup<'_>| OutcomeText {
            trials: finding.names(),
            happened: happened_in(wording, finding.outcome),
            pythons: on(&finding.pythons),
            frames: finding.outcome.frames.iter().map(|frame| wording.text(frame)).collect(),
            known: finding.reason().map(|reason| wording.text(&known(reason))),
            advice: finding.advice,
        };
        let inapplicable = module.not_applicable();
        Self {
            rows: rows(module),
            findings: module.findings().into_iter().map(finding).collect(),
            inapplicable: inapplicable
                .iter()
                .map(|item| wording.text(&not_applicable(&item.reason, &item.trials, &item.pythons)))
                .collect(),
            declarations: declarations(&module.on, wording),
            remarks: remarks(&module.on, wording),
        }
    }
}

/// What the module declares, where it could be asked.
fn declarations(modules: &[&Checked], wording: Wording<'_>) -> Vec<(String, String)> {
    let asked = |checked: &&Checked| Some((declared(checked.declared.as_ref()?), checked.python.clone()));
    grouped(modules.iter().filter_map(asked), wording)
}

/// Where that isn't what was seen.
fn remarks(modules: &[&Checked], wording: Wording<'_>) -> Vec<(String, String)> {
    let of = |checked: &&Checked| -> Vec<_> {
        checked.remarks.iter().map(|item| (remark(item), checked.python.clone())).collect()
    };
    grouped(modules.iter().flat_map(of), wording)
}

/// Each text once, with all its Pythons.
fn grouped(items: impl Iterator<Item = (String, String)>, wording: Wording<'_>) -> Vec<(String, String)> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for (text, python) in items {
        match groups.iter_mut().find(|(known, _)| *known == text) {
            Some((_, pythons)) => pythons.push(python),
            None => groups.push((text, vec![python])),
        }
    }
    let joined = |pythons: &[String]| on(&pythons.iter().map(String::as_str).collect::<Vec<_>>());
    groups.into_iter().map(|(text, pythons)| (wording.text(&text), joined(&pythons))).collect()
}
