//! Every message that a transcript has, with the cases that show it.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, PreEscaped, html};

use super::behaviour::{name, pythons};
use super::document_page;
use super::layout::{self, PagePlace, case_link, wide};
use super::site::{Book, RecordedCase};
use crate::snapshot::{Variant, messages};

/// More cases than these aren't listed beside a message: `extproof find` ranks them.
const SHOWN: usize = 6;

/// Where a message occurs.
#[derive(Default)]
struct Occurrence<'a> {
    cases: BTreeSet<&'a str>,
    pythons: BTreeSet<usize>,
}

pub(super) fn write(book: &Book) -> String {
    let place = PagePlace { path: "symptoms.html" };
    let written = book.document("symptoms.md").map(|text| document_page::render(book, place, "docs/", text));
    let content = html! {
        @match written {
            Some(written) => (PreEscaped(written)),
            None => { h1 { "Symptoms" } },
        }
        h2 id="messages" { "Every message, and the cases that show it" }
        p { "NAME stands for the name of a module. The Pythons are those on which a host shows the message." }
        (wide("Messages", &table(book, place)))
    };
    layout::page(place, "Symptoms", &content)
}

fn table(book: &Book, place: PagePlace<'_>) -> Markup {
    let all = occurrences(book);
    let findings = book.findings();
    html! {
        table {
            caption { "Exceptions, fatal errors, warnings and signals" }
            thead { tr { th scope="col" { "Type or end" } th scope="col" { "Message" } th scope="col" { "Pythons" } th scope="col" { "Cases" } th scope="col" { "Findings about them" } } }
            tbody {
                @for ((kind, text), occurrence) in &all {
                    tr {
                        th scope="row" { (kind) }
                        td class="message" { @if text.is_empty() { "no message" } @else { (text) } }
                        td { (of_pythons(&occurrence.pythons)) }
                        td {
                            @for id in occurrence.cases.iter().take(SHOWN) { (case_link(place, id)) " " }
                            @if occurrence.cases.len() > SHOWN { "and " (occurrence.cases.len() - SHOWN) " more" }
                        }
                        td {
                            // What many cases show isn't what their findings are about.
                            @if occurrence.cases.len() <= SHOWN {
                                @for finding in findings.iter().filter(|finding| finding.cases.iter().any(|(id, _)| occurrence.cases.contains(id))) {
                                    a href=(place.to(&finding.path())) { "Finding " (finding.number) } " "
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn of_pythons(numbers: &BTreeSet<usize>) -> String {
    let all = pythons();
    if numbers.len() == all.len() {
        return "all".to_owned();
    }
    numbers.iter().map(|number| name(all[*number])).collect::<Vec<_>>().join(", ")
}

fn occurrences(book: &Book) -> BTreeMap<(String, String), Occurrence<'_>> {
    let mut all: BTreeMap<(String, String), Occurrence<'_>> = BTreeMap::new();
    for told in &book.cases {
        for variant in told.snapshot.variants() {
            for (number, text) in texts(book, told, variant) {
                for message in messages(text) {
                    let shown = message.text.replace(&variant.fixture, "NAME");
                    let occurrence = all.entry((message.kind.to_owned(), shown)).or_default();
                    occurrence.cases.insert(&told.case.id);
                    occurrence.pythons.insert(number);
                }
            }
        }
    }
    all
}

/// The transcripts of a variant on each Python, with each host.
fn texts<'a>(book: &'a Book, told: &'a RecordedCase, variant: &'a Variant) -> impl Iterator<Item = (usize, &'a str)> {
    // The hosts begin with the reference.
    let hosts = || [None].into_iter().chain(book.hosts.iter().skip(1).map(Some));
    pythons().into_iter().enumerate().flat_map(move |(number, python)| {
        hosts().filter_map(move |host| told.text(variant, host, python)).map(move |text| (number, text))
    })
}
