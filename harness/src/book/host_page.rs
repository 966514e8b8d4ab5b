//! The pages of hosts: where each differs from the reference.

use maud::{Markup, html};

use super::layout::{self, PagePlace, case_link, wide};
use super::site::{Book, HostInfo, RecordedCase};

pub(super) fn write(book: &Book, host: &HostInfo) -> (String, String) {
    let path = format!("hosts/{}.html", host.name);
    let place = PagePlace { path: &path };
    (path.clone(), layout::page(place, &format!("Host {}", host.name), &content(book, host, place)))
}

fn content(book: &Book, host: &HostInfo, place: PagePlace<'_>) -> Markup {
    let cases: Vec<&RecordedCase> = book.cases.iter().filter(|told| told.differs(&host.name)).collect();
    html! {
        h1 { "Host " (host.name) }
        p { (host.about) }
        p { "Linked with libpython: " (host.link) ". " a href=(place.to("docs/hosts.html")) { "More about the hosts" } }
        h2 { "Cases in which it differs from the reference" }
        @if cases.is_empty() {
            p { "None." }
        } @else {
            p { (cases.len()) " of " (book.cases.len()) " cases." }
            ul {
                @for told in cases {
                    li {
                        (case_link(place, &told.case.id)) " " (told.case.title)
                        @for (_, what, why) in book.reasons(&told.case.id).into_iter().filter(|reason| reason.0 == host.name) {
                            ": " (what) " (" (why) ")"
                        }
                    }
                }
            }
        }
    }
}

/// The page of all hosts.
pub(super) fn list(book: &Book) -> String {
    let place = PagePlace { path: "hosts.html" };
    let table = html! {
        table {
            caption { "Hosts, and in how many cases each differs from the reference" }
            thead { tr { th scope="col" { "Host" } th scope="col" { "differs in" } th scope="col" { "what it is" } } }
            tbody {
                @for host in &book.hosts {
                    tr {
                        th scope="row" { a href=(format!("hosts/{}.html", host.name)) { (host.name) } }
                        td { (book.cases.iter().filter(|told| told.differs(&host.name)).count()) }
                        td { (host.about) }
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
