//! The first page: search, and the table of areas and Pythons.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::behaviour::{before, name, pythons};
use super::layout::{self, PagePlace, case_link, inline, wide};
use super::patches;
use super::python_page::{self, compared_in};
use super::site::Book;
use crate::version::SUPPORTED_MINORS;

pub(super) fn write(book: &Book) -> String {
    let place = PagePlace { path: "index.html" };
    layout::page(place, "C extension modules in an embedded Python", &content(book, place))
}

fn content(book: &Book, place: PagePlace<'_>) -> Markup {
    let areas: BTreeSet<&str> = book.cases.iter().map(|told| told.case.area()).collect();
    html! {
        h1 { "C extension modules in an embedded Python" }
        p {
            "What happens to extension modules that a program adds to its Python at run time: " (book.cases.len())
            " cases, each on every Python since 3." (SUPPORTED_MINORS.start()) " that it is about, in its own process, compared with a reviewed snapshot. These pages are made from the snapshots, and from reports of checks and runs."
        }
        form id="search" role="search" hidden {
            label for="query" { "Paste an error message, the name of a function, or words" }
            textarea id="query" rows="2" spellcheck="false" {}
        }
        div id="found" role="status" {}
        noscript { p { "Search needs script. The " a href="symptoms.html" { "symptoms" } " list every message, and all cases are below." } }
        h2 id="areas" { "Areas and Pythons" }
        (wide("Areas and Pythons", &of_pythons(book, &areas)))
        h2 id="of-hosts" { "Areas and hosts" }
        (wide("Areas and hosts", &of_hosts(book, &areas)))
        (reports(book))
        h2 id="cases" { "All cases" }
        @for area in &areas {
            details {
                summary { (area) }
                ul {
                    @for told in book.cases.iter().filter(|told| told.case.area() == *area) {
                        li { (case_link(place, &told.case.id)) " " (inline(&told.case.title)) }
                    }
                }
            }
        }
        script src=(place.to("assets/unpack.js")) defer {}
        script src=(place.to("assets/index.js")) defer {}
        script src=(place.to("assets/search.js")) defer {}
    }
}

fn of_pythons(book: &Book, areas: &BTreeSet<&str>) -> Markup {
    let others = pythons().into_iter().filter(|python| python.free_threaded);
    let others = others.filter_map(|python| Some(format!("{}: since {}", name(python), name(before(python)?))));
    let others = others.collect::<Vec<_>>().join(", ");
    html! {
        table {
            caption { "Cases of each area with the reference host, and how many of them changed or are new since the version before (" (others) "), " (patches::words(&book.cases)) }
            thead {
                tr {
                    th scope="col" { "Area" }
                    th scope="col" { "cases" }
                    @for python in pythons() { th scope="col" { a href=(python_page::path(python)) { (name(python)) } } }
                }
            }
            tbody {
                @for area in areas {
                    tr {
                        th scope="row" { (area) }
                        td { (book.cases.iter().filter(|told| told.case.area() == *area).count()) }
                        @for python in pythons() {
                            td { (compared_in(book, area, python)) }
                        }
                    }
                }
            }
        }
    }
}

fn of_hosts(book: &Book, areas: &BTreeSet<&str>) -> Markup {
    let hosts: Vec<_> = book.hosts.iter().filter(|host| book.cases.iter().any(|told| told.differs(host))).collect();
    html! {
        table {
            caption { "Cases in which a host differs from the reference" }
            thead {
                tr {
                    th scope="col" { "Area" }
                    @for host in &hosts { th scope="col" { a href=(format!("hosts/{}.html", host.known.name)) { (host.known.name) } } }
                }
            }
            tbody {
                @for area in areas {
                    tr {
                        th scope="row" { (area) }
                        @for host in &hosts {
                            @let count = book.cases.iter().filter(|told| told.case.area() == *area && told.differs(host)).count();
                            td { @if count == 0 { "none" } @else { (count) } }
                        }
                    }
                }
            }
        }
    }
}

/// What was run, as the reports tell.
fn reports(book: &Book) -> Markup {
    html! {
        @if book.reports.iter().any(|reported| !reported.runs.is_empty()) {
            h2 id="runs" { "Runs" }
            @let table = html! {
                table {
                    caption { "Runs of the reports that this site was made with" }
                    thead { tr { th scope="col" { "Host" } th scope="col" { "Python" } th scope="col" { "Verdicts" } } }
                    tbody {
                        @for reported in &book.reports {
                            @for ((host, python), verdicts) in &reported.runs {
                                tr {
                                    th scope="row" { (host) }
                                    td { (python) }
                                    td { @for (verdict, count) in verdicts { (count) " " (verdict) " " } }
                                }
                            }
                        }
                    }
                }
            };
            (wide("Runs", &table))
        }
    }
}
