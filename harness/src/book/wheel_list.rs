//! The page that lists the packages that were checked.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::checked::{CheckChange, CheckedModule, NotChecked, Package};
use super::layout::{self, PagePlace, in_a_row, inline, wide};
use super::site::Book;
use super::{binding_summary, wheel_page};
use crate::check::TrialVerdict;

pub(super) const PATH: &str = "wheels.html";

/// The trials that import a module in legacy sub-interpreters, without threads or rounds.
pub(super) const LEGACY_SUBS: [&str; 4] = ["sub-after-main", "sub-before-main", "two-subs", "two-subs-reversed"];

pub(super) fn write(book: &Book) -> String {
    let place = PagePlace { path: PATH };
    let packages = book.packages();
    let content = html! {
        h1 { "Checked wheels" }
        p { "What " code { "extproof check" } " saw of " (packages.len()) " packages" (dates(&packages)) ". These are not bug reports: "
            "few modules claim to support more than an import in the main interpreter, and refusing as documented is correct." }
        @if packages.is_empty() { p { "There are no results." } } @else {
            h2 id="bindings" { "What each binding gives its users" }
            (binding_summary::table(&packages))
            (changed(book))
            h2 id="packages" { "Packages" }
            p { "Those with the most downloads come first. A trial that a cell doesn't list works, doesn't apply, or can't be judged, because Python itself fails in it or another trial has to work before: the page of the package says which." }
            (wide("Checked wheels", &table(&packages)))
            (not_checked(book))
        }
        h2 id="reading" { "How to read the results" }
        p { "A trial imports a module in one way in which others use it, each time in its own process. "
            a href="docs/checking-a-module.html#trials" { "What each trial does" } ", "
            a href="docs/checking-a-module.html#verdicts" { "what the verdicts mean" } ". Without a reason, n/a is up to Python: " code { "free-threading" } " is for builds without a GIL, and interpreters with a configuration of their own exist since Python 3.12. What a module declares is what was seen unless a row says otherwise. In details, … stands for what the text of a newer Python above has, too, apart from numbers." }
        p { "Each package was checked once. A crash of threads may show in one check and not in the next, although what goes wrong is tried up to three times. Where a program without extproof was run for the same, its name stands below the verdict. "
            a href="docs/checked-wheels.html" { "Checked wheels" } " tells more of them, and of others." }
        h2 id="badges" { "Badges" }
        p { "Each package has a file " code { "wheels/NAME.json" } " for an endpoint badge of shields.io. It sums up the verdicts on its newest release that was checked, on the Pythons on which that release was. The colour is that of the worst one: red if the process ended or hung, orange for what else goes wrong, green if everything works or is refused:" }
        pre tabindex="0" { "[![extproof](https://img.shields.io/endpoint?url=ADDRESS_OF_THIS_SITE/wheels/NAME.json)](ADDRESS_OF_THIS_SITE/wheels/NAME.html)" }
    };
    layout::page(place, "Checked wheels", &content)
}

/// When they were checked, as far as the reports say so.
fn dates(packages: &[Package<'_>]) -> Markup {
    let all = || packages.iter().flat_map(|package| &package.modules).filter_map(|module| module.date.as_deref());
    let date = |date: &str| html! { time datetime=(date) { (date) } };
    html! {
        @match (all().min(), all().max()) {
            (Some(first), Some(last)) if first < last => { " from " (date(first)) " to " (date(last)) },
            (Some(day), _) => { " on " (date(day)) },
            _ => {},
        }
    }
}

/// What is another result than in the check before.
fn changed(book: &Book) -> Markup {
    let lists = || book.reports.iter().filter_map(|reported| reported.changes.as_ref());
    let changes: Vec<&CheckChange> = lists().flatten().collect();
    let has_page = |name: &str| book.packages().iter().any(|package| package.name == name);
    let verdict = |verdict: Option<TrialVerdict>| html! { @match verdict { Some(verdict) => { span class=[class(verdict)] { (verdict.name()) } }, None => "not tried" } };
    let table = html! {
        table {
            thead { tr { @for title in ["Package", "Module", "Python", "release", "trials"] { th scope="col" { (title) } } } }
            tbody {
                @for change in &changes {
                    tr {
                        @let package = change.package();
                        th scope="row" { @if has_page(&package) { a href=(format!("wheels/{package}.html")) { (package) } } @else { (package) } }
                        td { code { (change.name) } }
                        td { (change.python) }
                        td { @match (&change.before, &change.now) {
                            (Some(before), Some(now)) if before != now => { (before) " → " (now) },
                            (_, Some(now)) => (now),
                            (Some(before), None) => { (before) " → not checked" },
                            (None, None) => "not known",
                        } }
                        td { @for (number, trial) in change.trials.iter().enumerate() {
                            @if number > 0 { br; }
                            code { (trial.trial) } ": " (verdict(trial.before)) " → " (verdict(trial.now))
                        } }
                    }
                }
            }
        }
    };
    html! {
        @if lists().next().is_some() {
            h2 id="changes" { "What changed since the last check" }
            @if changes.is_empty() { p { "Nothing." } } @else { (wide("What changed since the last check", &table)) }
        }
    }
}

fn table(packages: &[Package<'_>]) -> Markup {
    let mut all: Vec<&CheckedModule> = packages.iter().flat_map(|package| package.modules.iter().copied()).collect();
    all.sort_by_key(|module| module.python_place());
    all.dedup_by_key(|module| &module.python);
    let pythons: Vec<&str> = all.into_iter().map(|module| module.python.as_str()).collect();
    html! {
        table {
            thead { tr {
                @for title in ["Package", "Downloads in 30 days", "Made with"] { th scope="col" { (title) } }
                @for python in &pythons { th scope="col" { "Python " (python) } }
            } }
            tbody {
                @for package in packages {
                    @for on in package.modules.chunk_by(|one, other| one.name == other.name) {
                        tr {
                            th scope="row" { a href=(wheel_page::path(package)) { (package.name) } br; code { (on[0].name) } }
                            td { @match package.downloads() { Some(count) => (downloads(count)), None => "not known" } }
                            td { (on[0].made_with()) }
                            @let cells = pythons.iter().map(|python| match on.iter().find(|module| module.python == *python) {
                                Some(module) => cell(module).into_string(),
                                None => "not checked".to_owned(),
                            });
                            @for (cell, count) in in_a_row(cells) { td colspan=[(count > 1).then_some(count)] { (maud::PreEscaped(cell)) } }
                        }
                    }
                }
            }
        }
    }
}

/// The modules that could not be checked, by the reason.
fn not_checked(book: &Book) -> Markup {
    let mut reasons: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for NotChecked { name, python, reason } in book.reports.iter().flat_map(|reported| &reported.not_checked) {
        reasons.entry(reason).or_default().entry(name).or_default().push(python);
    }
    html! {
        @if !reasons.is_empty() {
            h2 id="not-checked" { "Not checked" }
            @for (reason, names) in reasons {
                p { (inline(reason)) ": " @for (number, (name, pythons)) in names.iter().enumerate() {
                    @if number > 0 { ", " } code { (name) } " on " (pythons.join(" and "))
                } "." }
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
            span class=[class(verdict)] { (verdict.name()) } ": " (shortened(&trials).join(", ")) br;
        }
    }
}

/// Trials, with one word for the trials of legacy sub-interpreters where it is all of them.
fn shortened<'a>(trials: &[&'a str]) -> Vec<&'a str> {
    if !LEGACY_SUBS.iter().all(|sub| trials.contains(sub)) {
        return trials.to_vec();
    }
    let others = trials.iter().copied().filter(|trial| !LEGACY_SUBS.contains(trial));
    ["legacy sub-interpreters"].into_iter().chain(others).collect()
}

/// A number of downloads, as one says it.
pub(super) fn downloads(count: u64) -> String {
    match count {
        0..1_000 => count.to_string(),
        1_000..1_000_000 => format!("{} thousand", count / 1_000),
        1_000_000..10_000_000 => format!("{}.{} million", count / 1_000_000, count / 100_000 % 10),
        _ => format!("{} million", count / 1_000_000),
    }
}

/// The class for which the style sheet has a colour and a symbol.
pub(super) fn class(verdict: TrialVerdict) -> Option<&'static str> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn downloads_are_said_in_words() {
        let told = [7, 12_345, 5_678_901, 435_957_326].map(downloads);
        assert_eq!(told, ["7", "12 thousand", "5.6 million", "435 million"]);
    }

    #[test]
    fn all_trials_of_legacy_sub_interpreters_are_one_word() {
        assert_eq!(shortened(&[&LEGACY_SUBS[..], &["own-gil"]].concat()), ["legacy sub-interpreters", "own-gil"]);
        assert_eq!(shortened(&["two-subs"]), ["two-subs"]);
    }
}
