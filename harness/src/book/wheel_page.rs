//! The pages of packages that were checked, and the one that lists them.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::badge;
use super::checked::{CheckedModule, Package};
use super::layout::{self, PagePlace, inline, wide};
use super::site::Book;
use crate::check::TrialVerdict;
use crate::report::check::declared;

pub(super) const LIST: &str = "wheels.html";

fn path(package: &Package<'_>) -> String {
    format!("wheels/{}.html", package.name)
}

/// The page of a package.
pub(super) fn write(package: &Package<'_>) -> (String, String) {
    let path = path(package);
    let place = PagePlace { path: &path };
    let title = format!("{}, checked", package.name);
    (path.clone(), layout::page(place, &title, &content(package, place)))
}

fn content(package: &Package<'_>, place: PagePlace<'_>) -> Markup {
    let badge = badge::path(package);
    html! {
        p class="path" { a href=(place.to(LIST)) { "All wheels" } }
        h1 { (package.name) }
        p { "What " code { "extproof check" } " saw of it. A trial imports a module in one way in which others use it, each time in its own process. "
            a href=(place.to("docs/checking-a-module.html#trials")) { "What each trial does" } ", "
            a href=(place.to("docs/checking-a-module.html#verdicts")) { "what the verdicts mean" } }
        @for on in package.modules.chunk_by(|one, other| one.name == other.name) { (module(on)) }
        h2 id="badge" { "Badge" }
        p { a href=(place.to(&badge)) { (badge) } " says " strong { (badge::message(package)) } ", for an endpoint badge of shields.io. Its colour is that of the worst verdict on any of these Pythons: red if the process ended or hung, orange for what else goes wrong, green if everything works or is refused:" }
        pre tabindex="0" { "[![extproof](https://img.shields.io/endpoint?url=ADDRESS_OF_THIS_SITE/" (badge) ")](ADDRESS_OF_THIS_SITE/" (path(package)) ")" }
    }
}

/// A module on each of its Pythons.
fn module(on: &[&CheckedModule]) -> Markup {
    let name = &on[0].name;
    html! {
        h2 { code { (name) } }
        @if let Some(binding) = on.iter().find_map(|module| module.binding.as_deref()) { p { "Made with " (binding) "." } }
        h3 { "What it declares, and what was seen" }
        (wide(&format!("What {name} declares"), &declarations(on)))
        h3 { "Trials" }
        (wide(&format!("Trials of {name}"), &trials(on)))
        h3 { "Details" }
        (details(on))
    }
}

fn declarations(on: &[&CheckedModule]) -> Markup {
    html! {
        table {
            thead { tr { @for title in ["Python", "release", "checked on", "declares", "against what was seen"] { th scope="col" { (title) } } } }
            tbody {
                @for module in on {
                    tr {
                        th scope="row" { (module.python) }
                        td { (module.release().unwrap_or("not from a wheel")) }
                        td { @match &module.date { Some(date) => { time datetime=(date) { (date) } }, None => "no date in the report" } }
                        td { @match &module.declared { Some(slots) => (declared(slots)), None => "not known" } }
                        td { @if module.remarks.is_empty() { "no remark" } @else { (module.remarks.join(" ")) } }
                    }
                }
            }
        }
    }
}

fn trials(on: &[&CheckedModule]) -> Markup {
    let mut names: Vec<&str> = Vec::new();
    for result in on.iter().flat_map(|module| &module.trials) {
        if !names.contains(&result.trial.as_str()) {
            names.push(&result.trial);
        }
    }
    html! {
        table class="verdicts" {
            thead { tr { th scope="col" { "Trial" } @for module in on { th scope="col" { (module.python) } } } }
            tbody {
                @for name in names {
                    tr {
                        th scope="row" { code { (name) } }
                        @for module in on {
                            @match module.result(name) {
                                Some(result) => { td class=[class(result.verdict)] { (result.verdict.name()) } },
                                None => { td { "not tried" } },
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What the report says of the verdicts, each text once with the trials and Pythons that have it, the worst first.
fn details(on: &[&CheckedModule]) -> Markup {
    let mut found: BTreeMap<(TrialVerdict, &str), BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for module in on {
        for result in module.trials.iter().filter(|result| !result.detail.is_empty()) {
            let trials = found.entry((result.verdict, &result.detail)).or_default();
            trials.entry(&result.trial).or_default().push(&module.python);
        }
    }
    // What doesn't apply says nothing of the module.
    let (rest, told): (Vec<_>, Vec<_>) =
        found.iter().rev().partition(|((verdict, _), _)| *verdict == TrialVerdict::NotApplicable);
    html! {
        @if found.is_empty() { p { "Nothing else to tell." } }
        ul {
            @for ((verdict, detail), trials) in told.into_iter().chain(rest) {
                li {
                    span class=[class(*verdict)] { (verdict.name()) } ": " (inline(detail)) " ("
                    @for (number, (trial, pythons)) in trials.iter().enumerate() {
                        @if number > 0 { "; " }
                        code { (trial) } " on " (pythons.join(", "))
                    }
                    ")"
                }
            }
        }
    }
}

/// The page of all packages.
pub(super) fn list(book: &Book) -> String {
    let place = PagePlace { path: LIST };
    let packages = book.packages();
    let mut pythons: Vec<&str> = Vec::new();
    for module in packages.iter().flat_map(|package| &package.modules) {
        if !pythons.contains(&module.python.as_str()) {
            pythons.push(&module.python);
        }
    }
    let content = html! {
        h1 { "Checked wheels" }
        p { "What " code { "extproof check" } " saw of " (packages.len()) " packages. A trial that a cell doesn't list works, doesn't apply, or can't be judged, because Python itself fails in it or another trial has to work before: the page of the package says which. These are not bug reports: "
            "few modules claim to support more than an import in the main interpreter, and refusing as documented is correct." }
        p { "Each package was checked once. A crash of threads may show in one check and not in the next, although what goes wrong is tried up to three times. " a href="docs/checked-wheels.html" { "Checked wheels" } " tells more of them, and of others. " }
        @if packages.is_empty() { p { "There are no results." } } @else { (wide("Checked wheels", &table(&packages, &pythons))) }
    };
    layout::page(place, "Checked wheels", &content)
}

fn table(packages: &[Package<'_>], pythons: &[&str]) -> Markup {
    html! {
        table {
            thead { tr { th scope="col" { "Package" } th scope="col" { "Module" } @for python in pythons { th scope="col" { "Python " (python) } } } }
            tbody {
                @for package in packages {
                    @for on in package.modules.chunk_by(|one, other| one.name == other.name) {
                        tr {
                            th scope="row" { a href=(path(package)) { (package.name) } }
                            td { code { (on[0].name) } }
                            @for python in pythons {
                                td { @match on.iter().find(|module| module.python == *python) { Some(module) => (cell(module)), None => "not checked" } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What is worth knowing of a module on one Python.
fn cell(module: &CheckedModule) -> Markup {
    let mut verdicts = module.verdicts();
    verdicts.retain(|(verdict, _)| *verdict != TrialVerdict::Works);
    html! {
        @if let Some(release) = module.release() { (release) br; }
        @if verdicts.is_empty() { span class="works" { "works" } }
        @for (verdict, trials) in verdicts {
            span class=[class(verdict)] { (verdict.name()) } ": " (trials.join(", ")) br;
        }
    }
}

/// The class for which the style sheet has a colour and a symbol.
fn class(verdict: TrialVerdict) -> Option<&'static str> {
    match verdict {
        TrialVerdict::Works => Some("works"),
        TrialVerdict::NotApplicable => None,
        TrialVerdict::Exits | TrialVerdict::Crashed | TrialVerdict::Hung | TrialVerdict::Error => Some("ends"),
        TrialVerdict::Shares
        | TrialVerdict::Keeps
        | TrialVerdict::Refused
        | TrialVerdict::Fails
        | TrialVerdict::EnablesGil
        | TrialVerdict::Grows
        | TrialVerdict::Unclean
        | TrialVerdict::Changes => Some("raises"),
    }
}
