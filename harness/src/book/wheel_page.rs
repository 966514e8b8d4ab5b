//! The page of a package that was checked.

use maud::{Markup, html};

use super::badge;
use super::checked::{CheckedModule, Package, Witness};
use super::layout::{self, PagePlace, in_a_row, inline, wide};
use super::program_page;
use super::site::Book;
use super::wheel_details::details;
use super::wheel_list::{self, class, downloads};
use crate::check::TrialVerdict;
use crate::report::check::declared;

pub(super) fn path(package: &Package<'_>) -> String {
    format!("wheels/{}.html", package.name)
}

pub(super) fn write(book: &Book, package: &Package<'_>) -> (String, String) {
    let path = path(package);
    let place = PagePlace { path: &path };
    let title = format!("{}, checked", package.name);
    (path.clone(), layout::page(place, &title, &content(book, package, place)))
}

fn content(book: &Book, package: &Package<'_>, place: PagePlace<'_>) -> Markup {
    let badge = badge::path(package);
    html! {
        p class="path" { a href=(place.to(wheel_list::PATH)) { "All wheels" } }
        h1 { (package.name) }
        p {
            "Made with " (package.made_with().join(", ")) ". "
            @if let Some(count) = package.downloads() { (downloads(count)) " downloads in 30 days. " }
            a href=(place.to(&format!("{}#reading", wheel_list::PATH))) { "How to read this" }
            ". Badge of the newest release: " a href=(place.to(&badge)) { (badge::message(package)) }
        }
        @for on in package.modules.chunk_by(|one, other| one.name == other.name) {
            h2 { code { (on[0].name) } }
            (wide(&format!("Results of {}", on[0].name), &results(book, place, on)))
            (details(on))
        }
    }
}

/// What it is and declares on each Python, and the verdicts: trials that say the same everywhere share a row.
fn results(book: &Book, place: PagePlace<'_>, on: &[&CheckedModule]) -> Markup {
    let row = |title: &str, cell: &dyn Fn(&CheckedModule) -> Markup| {
        html! { tr { th scope="row" { (title) } (alike(on.iter().map(|module| cell(module).into_string()))) } }
    };
    html! {
        table class="checked" {
            thead { tr { th scope="col" { "Python" } @for module in on { th scope="col" { (module.python) } } } }
            tbody {
                (row("release", &|module| html! { (module.release().unwrap_or("not from a wheel")) }))
                (row("checked", &|module| html! { (module.date.as_deref().unwrap_or("no date in the report")) }))
                (row("declares", &|module| html! { @match &module.declared { Some(slots) => (declared(slots)), None => "not known" } }))
                @if on.iter().any(|module| !module.remarks.is_empty()) {
                    (row("against what was seen", &|module| html! { @if module.remarks.is_empty() { "no remark" } @else { (inline(&module.remarks.join(" "))) } }))
                }
                @for (verdicts, trials) in verdicts(on) {
                    tr {
                        th scope="row" { code { (trials.join(", ")) } }
                        @for (verdict, count) in in_a_row(verdicts) {
                            @let span = (count > 1).then_some(count);
                            @match verdict {
                                Some((verdict, witness)) => { td class=[class(verdict)] colspan=[span] { (verdict.name()) (shown_by(book, place, witness)) } },
                                None => { td colspan=[span] { "not tried" } },
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Cells, equal neighbours as one.
fn alike(cells: impl Iterator<Item = String>) -> Markup {
    html! { @for (cell, count) in in_a_row(cells) { td colspan=[(count > 1).then_some(count)] { (maud::PreEscaped(cell)) } } }
}

/// What a program without extproof says of a verdict.
fn shown_by(book: &Book, place: PagePlace<'_>, witness: Option<Witness<'_>>) -> Markup {
    html! {
        @match witness {
            Some(Witness::ShownBy(program)) => { br; "also shown by " (program_page::link(book, place, program)) },
            Some(Witness::NotSeenBy(program)) => { br; "not seen by " (program_page::link(book, place, program)) },
            None => {},
        }
    }
}

type OnPython<'a> = Option<(TrialVerdict, Option<Witness<'a>>)>;

/// The verdicts of trials on each Python, with all the trials that have them.
fn verdicts<'a>(on: &[&'a CheckedModule]) -> Vec<(Vec<OnPython<'a>>, Vec<&'a str>)> {
    let mut names: Vec<&str> = Vec::new();
    for result in on.iter().flat_map(|module| &module.trials) {
        if !names.contains(&result.trial.as_str()) {
            names.push(&result.trial);
        }
    }
    let mut rows: Vec<(Vec<OnPython<'a>>, Vec<&str>)> = Vec::new();
    for name in names {
        let of_trial = |module: &&'a CheckedModule| {
            let result = module.result(name)?;
            Some((result.verdict, result.witness()))
        };
        let verdicts: Vec<OnPython<'a>> = on.iter().map(of_trial).collect();
        match rows.iter_mut().find(|(known, _)| *known == verdicts) {
            Some((_, trials)) => trials.push(name),
            None => rows.push((verdicts, vec![name])),
        }
    }
    rows
}
