//! The pages of hosts: what each can do, and where it differs from the reference.

use std::collections::{BTreeMap, BTreeSet};

use extproof_contract::Ability;
use maud::{Markup, PreEscaped, html};

use super::behaviour::name;
use super::document_page;
use super::host_abilities::{Lack, words, words_of_link, words_of_mode};
use super::layout::{self, PagePlace, case_link, inline, wide};
use super::site::{Book, HostInfo, RecordedCase};
use crate::case::Mode;
use crate::run::Difference;

pub(super) fn path(host: &HostInfo) -> String {
    format!("hosts/{}.html", host.known.name)
}

pub(super) fn write(book: &Book, host: &HostInfo) -> (String, String) {
    let path = path(host);
    let place = PagePlace { path: &path };
    (path.clone(), layout::page(place, &format!("Host {}", host.known.name), &content(book, host, place)))
}

fn content(book: &Book, host: &HostInfo, place: PagePlace<'_>) -> Markup {
    // The hosts begin with the reference.
    let reference = book.hosts.first().filter(|reference| reference.known.name != host.known.name);
    let differing: Vec<&RecordedCase> = book.cases.iter().filter(|told| told.differs(host)).collect();
    html! {
        p class="path" { a href=(place.to("hosts.html")) { "All hosts" } }
        h1 { "Host " (host.known.name) }
        p { (host.about) ". " a href=(place.to("docs/hosts.html")) { "More about the hosts" } }
        dl {
            dt { "Linked" } dd { (words_of_link(host.known.link)) }
            dt { "Pythons" } dd { (host.limit.as_deref().unwrap_or("no limit is declared")) }
            dt { "Initializations of Python in one process" }
            dd { @if let Some(count) = host.known.initializations { "at most " (count) } @else { "any number" } }
            dt { "Modules of the suite" }
            dd { @if host.known.links_fixtures { "linked into it" } @else { "not linked into it: their init functions come from shared libraries" } }
            @if !host.known.fixtures.is_empty() { dt { "Modules of its own" } dd { (host.known.fixtures.join(", ")) } }
        }
        h2 id="abilities" { "What it can do" }
        p { "What it declares in the " a href=(place.to("docs/writing-a-host.html#the-scenario")) { "host contract" } ". On some Pythons it may have less." }
        (wide("What it can do", &abilities(host, reference)))
        @if reference.is_some() {
            h2 id="numbers" { "Compared with capi" }
            (numbers(book, host, &differing))
            h2 id="differences" { "Cases in which it differs" }
            @if differing.is_empty() { p { "None." } } @else { (differences(book, host, &differing, place)) }
        }
        (reported(book, host))
    }
}

fn abilities(host: &HostInfo, reference: Option<&HostInfo>) -> Markup {
    let hosts: Vec<&HostInfo> = [host].into_iter().chain(reference).collect();
    let row = |what: &str, has: &dyn Fn(&HostInfo) -> bool| {
        html! {
            tr {
                th scope="row" { (what) }
                @for host in &hosts { @if has(host) { td class="works" { "yes" } } @else { td class="raises" { "no" } } }
            }
        }
    };
    html! {
        table class="verdicts" {
            thead { tr { th scope="col" { "what" } @for host in &hosts { th scope="col" { (host.known.name) } } } }
            tbody {
                @for mode in Mode::ALL { (row(&format!("mode {mode}: {}", words_of_mode(mode)), &|host| host.has_mode(mode))) }
                @for ability in Ability::ALL { (row(words(ability), &|host| host.can(ability))) }
            }
        }
    }
}

/// How many cases of each area it can't run, and in how many it differs.
fn numbers(book: &Book, host: &HostInfo, differing: &[&RecordedCase]) -> Markup {
    let areas: BTreeSet<&str> = book.cases.iter().map(|told| told.case.area()).collect();
    let mut lacks: BTreeMap<Lack, usize> = BTreeMap::new();
    let mut rows: Vec<(&str, [usize; 4])> = Vec::new();
    for area in areas {
        let cases: Vec<&RecordedCase> = book.cases.iter().filter(|told| told.case.area() == area).collect();
        let not_run: Vec<Lack> = cases.iter().filter_map(|told| host.lacks(book, &told.case)).collect();
        let differ = differing.iter().filter(|told| told.case.area() == area).count();
        not_run.iter().for_each(|lack| *lacks.entry(*lack).or_default() += 1);
        rows.push((area, [cases.len(), cases.len() - not_run.len() - differ, differ, not_run.len()]));
    }
    let all = rows.iter().fold([0; 4], |sums, (_, counts)| std::array::from_fn(|at| sums[at] + counts[at]));
    rows.push(("all", all));
    let table = html! {
        table {
            caption { "A case is the same if the host has no transcript of its own, on the Pythons on which it runs the case" }
            thead { tr { @for title in ["Area", "cases", "same", "differs", "not run"] { th scope="col" { (title) } } } }
            tbody { @for (area, counts) in &rows { tr { th scope="row" { (area) } @for count in counts { td { (count) } } } } }
        }
    };
    html! {
        (wide("Cases of each area", &table))
        @if !lacks.is_empty() {
            p { "Not run, because the host:" }
            ul { @for (lack, count) in &lacks { li { (lack.words()) ": " (count) @if *count == 1 { " case" } @else { " cases" } } } }
        }
    }
}

/// The cases that the document about hosts gives the reason for, then those that its text explains together.
fn differences(book: &Book, host: &HostInfo, cases: &[&RecordedCase], place: PagePlace<'_>) -> Markup {
    let reason = |told: &RecordedCase| {
        let reasons = book.reasons(&told.case.id);
        reasons.into_iter().find(|(name, ..)| *name == host.known.name).map(|(_, what, why)| (what, why))
    };
    let (explained, others): (Vec<_>, Vec<_>) =
        cases.iter().map(|told| (*told, reason(told))).partition(|(_, reason)| reason.is_some());
    let table = html! {
        table {
            thead { tr { @for title in ["Case", "On Python, where it runs", "How it differs", "Why"] { th scope="col" { (title) } } } }
            tbody {
                @for (told, (what, why)) in explained.iter().filter_map(|(told, reason)| Some((told, (*reason)?))) {
                    tr {
                        th scope="row" { (case_link(place, &told.case.id)) br; (inline(&told.case.title)) }
                        td { (differs_on(told, host)) }
                        td { (cell(book, place, what)) }
                        td { (cell(book, place, why)) }
                    }
                }
            }
        }
    };
    html! {
        @if !explained.is_empty() { (wide("Cases in which it differs", &table)) }
        @if !others.is_empty() {
            p { "Why these differ stands in the text of " a href=(place.to("docs/hosts.html")) { "The hosts" } ":" }
            ul { @for (told, _) in &others { li { (case_link(place, &told.case.id)) ", on " (differs_on(told, host)) } } }
        }
    }
}

/// A cell of a table in a document.
fn cell(book: &Book, place: PagePlace<'_>, text: &str) -> Markup {
    let paragraph = document_page::render(book, place, "docs/", text);
    PreEscaped(paragraph.trim().trim_start_matches("<p>").trim_end_matches("</p>").to_owned())
}

/// The Pythons on which a host has a transcript of its own.
fn differs_on(told: &RecordedCase, host: &HostInfo) -> String {
    let mut pythons = host.pythons_of(&told.case);
    pythons.retain(|python| {
        let differs = |variant| told.text(variant, Some(host), *python) != told.text(variant, None, *python);
        told.snapshot.variants().any(differs)
    });
    let names: Vec<String> = pythons.into_iter().map(name).collect();
    if names.is_empty() { "older patch releases".to_owned() } else { names.join(", ") }
}

/// What the given reports say.
fn reported(book: &Book, host: &HostInfo) -> Markup {
    let all = book.reports.iter().flat_map(|reported| &reported.differences);
    let of_host = all.filter(|((name, _), _)| *name == host.known.name);
    let rows: Vec<(&String, &BTreeMap<String, usize>)> =
        of_host.map(|((_, python), counts)| (python, counts)).collect();
    let table = html! {
        table {
            caption { "Runs of the reports that this site was made with, compared with capi" }
            thead { tr { th scope="col" { "Python" } @for difference in Difference::ALL { th scope="col" { (difference.name()) } } } }
            tbody {
                @for (python, counts) in &rows {
                    tr {
                        th scope="row" { (python) }
                        @for difference in Difference::ALL { td { (counts.get(difference.name()).copied().unwrap_or_default()) } }
                    }
                }
            }
        }
    };
    html! { @if !rows.is_empty() { h2 id="runs" { "Runs" } (wide("Runs", &table)) } }
}

/// The page of all hosts.
pub(super) fn list(book: &Book) -> String {
    let place = PagePlace { path: "hosts.html" };
    let table = html! {
        table {
            caption { "In how many of " (book.cases.len()) " cases each differs from the reference, and how many need what it can't do" }
            thead { tr { @for title in ["Host", "differs", "not run", "what it is", "Pythons"] { th scope="col" { (title) } } } }
            tbody {
                @for host in &book.hosts {
                    tr {
                        th scope="row" { a href=(path(host)) { (host.known.name) } }
                        td { (book.cases.iter().filter(|told| told.differs(host)).count()) }
                        td { (book.cases.iter().filter(|told| host.lacks(book, &told.case).is_some()).count()) }
                        td { (host.about) }
                        td { (host.limit.as_deref().unwrap_or("no limit is declared")) }
                    }
                }
            }
        }
    };
    let content = html! {
        h1 { "Hosts" }
        p { "A host is a program that embeds Python. The reference, capi, calls the C API." }
        (wide("Hosts", &table))
    };
    layout::page(place, "Hosts", &content)
}
