//! The pages of findings, and the one that lists them.

use maud::{Markup, PreEscaped, html};

use super::document_page::{render, title};
use super::finding::Finding;
use super::layout::{self, PagePlace, case_link, inline, wide};
use super::site::Book;
use super::transcript;

/// The page of all findings. It stands for the document.
pub(super) const LIST: &str = "findings.html";

/// A link to a finding, with its title.
pub(super) fn link(place: PagePlace<'_>, finding: &Finding<'_>) -> Markup {
    html! { a href=(place.to(&finding.path())) { "Finding " (finding.number) } ": " (inline(finding.title)) }
}

pub(super) fn write(book: &Book, finding: &Finding<'_>) -> (String, String) {
    let path = finding.path();
    let place = PagePlace { path: &path };
    let title = format!("Finding {}: {}", finding.number, finding.title.replace('`', ""));
    let page = layout::page(place, &title, &content(book, finding, place));
    (path, page)
}

fn content(book: &Book, finding: &Finding<'_>, place: PagePlace<'_>) -> Markup {
    let program = book.programs.iter().find(|(name, _)| name == finding.program);
    html! {
        p class="path" { "Finding " (finding.number) " · " a href=(place.to(LIST)) { "All findings" } }
        h1 { (inline(finding.title)) }
        div class="finding" { (PreEscaped(render(book, place, "docs/", finding.about))) }
        p { @if !finding.wrong_on().is_empty() { span class="wrong" { "marks a wrong result." } " " } "Release builds on Linux, x86-64, with glibc; " code { "t" } " is a free-threaded build, " code { "d" } " a debug build." }
        h2 id="upstream" { "Upstream" }
        (PreEscaped(render(book, place, "docs/", &finding.upstream)))
        h2 id="cases" { "Cases that show it" }
        ul {
            @for (id, said) in &finding.cases {
                @if let Some(told) = book.cases.iter().find(|told| told.case.id == *id) {
                    li { (case_link(place, id)) " " (inline(&told.case.title)) " " (inline(said)) }
                }
            }
        }
        @if let Some((name, text)) = program {
            h2 id="program" { "A program without extproof" }
            p { "With the executable of a CPython that has headers and a shared libpython: " code { "docs/findings/run docs/" (name) " " (finding.executable()) } }
            (transcript::whole(text))
        }
    }
}

pub(super) fn list(book: &Book) -> String {
    let place = PagePlace { path: LIST };
    let document = book.document("findings.md").unwrap_or_default();
    // Below what the document begins with stand its table and its entries, in whose place the page has its own.
    let begins = document.split("\n| ").next().unwrap_or_default();
    let all = book.findings();
    let content = html! {
        (PreEscaped(render(book, place, "docs/", begins)))
        @for findings in all.chunk_by(|one, other| one.chapter == other.chapter) {
            @let chapter = findings[0].chapter;
            h2 { (chapter) }
            @let table = html! {
                table {
                    thead { tr { th scope="col" { "Number" } th scope="col" { "Finding" } th scope="col" { "Wrong on Python" } } }
                    tbody {
                        @for finding in findings {
                            tr id=(format!("finding-{}", finding.number)) {
                                td { (finding.number) }
                                th scope="row" id=(finding.anchor()) { a href=(finding.path()) { (inline(finding.title)) } }
                                @let pythons = finding.wrong_on();
                                td { @if pythons.is_empty() { "none in its table" } @else { (pythons.join(", ")) } }
                            }
                        }
                    }
                }
            };
            (wide(chapter, &table))
        }
    };
    layout::page(place, title("findings.md", document), &content)
}
