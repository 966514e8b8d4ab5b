//! The page of a case.

use maud::{Markup, PreEscaped, html};

use super::behaviour::{Behaviour, name, pythons};
use super::layout::{self, PagePlace, case_link, case_path, in_a_row, inline, reference, wide};
use super::site::{Book, HostInfo, RecordedCase};
use super::{finding_page, patches, transcript};
use crate::case::{Action, Case, Step};
use crate::report::history;
use crate::snapshot::{Span, Variant};

pub(super) fn write(book: &Book, told: &RecordedCase) -> (String, String) {
    let path = case_path(&told.case.id);
    let place = PagePlace { path: &path };
    let page = layout::page(place, &told.case.title, &content(book, told, place));
    (path, page)
}

fn content(book: &Book, told: &RecordedCase, place: PagePlace<'_>) -> Markup {
    let RecordedCase { case, snapshot } = told;
    let variants: Vec<&Variant> = snapshot.variants().collect();
    html! {
        p class="path" { code { (case.id) } }
        h1 { (inline(&case.title)) }
        @if let Some(about) = &case.about { p { (inline(about.trim())) } }
        @if let Some(why) = &case.undefined { p { strong { "Undefined behaviour. " } (inline(why)) } }
        (contract(case))
        h2 id="steps" { "Steps" }
        (steps(&case.steps))
        p { "Repeat it: " code { "extproof run " (case.id) } }
        h2 id="pythons" { "On each Python" }
        @let findings = book.findings_of(&case.id);
        @if let [finding] = &findings[..] {
            p { "Which of these results are wrong, and why: " (finding_page::link(place, finding)) }
        } @else if !findings.is_empty() {
            p { "Which of these results are wrong, and why:" }
            ul { @for finding in &findings { li { (finding_page::link(place, finding)) } } }
        }
        @if variants.is_empty() { p { "There is no snapshot yet." } } @else { (overview(told, &variants)) }
        (related(book, told, place))
        h2 id="transcripts" { "Transcripts" }
        p { "The first transcript of each variant is complete. Others show how they differ from the one before, and those of hosts, from the reference on the same Python." }
        @for (alike, shown) in transcripts(book, told, &variants) {
            @let [first, others @ ..] = &alike[..] else { continue };
            h3 { (modules(&alike)) }
            @if !others.is_empty() {
                p { "As shown with " code { (first.fixture) } "; with the other" @if others.len() > 1 { "s" } ", only the name of the module differs." }
            }
            (PreEscaped(shown))
        }
    }
}

fn contract(case: &Case) -> Markup {
    html! {
        @if let Some(contract) = &case.contract {
            blockquote { p { (inline(&contract.quote)) } p { (reference(&contract.source)) } }
        }
        @if !case.deviations.is_empty() {
            h2 id="deviations" { "Where the contract doesn't hold" }
            ul {
                @for deviation in &case.deviations {
                    li {
                        @if let Some(range) = &deviation.scope.python { "Python " (range) ": " }
                        @if !deviation.scope.hosts.is_empty() { "Host " (deviation.scope.hosts.join(", ")) ": " }
                        (inline(&deviation.why)) " " (reference(&deviation.reference))
                    }
                }
            }
        }
    }
}

/// The steps, each with what an embedder calls for it.
fn steps(list: &[Step]) -> Markup {
    html! {
        ol {
            @for step in list {
                li {
                    @let text = step.action.describe();
                    @let mut lines = text.lines();
                    (lines.next().unwrap_or_default())
                    @if let Some(function) = step.action.calls() { " " code { (function) } }
                    @let code: Vec<&str> = lines.collect();
                    @if !code.is_empty() { (transcript::whole(&code.join("\n"))) }
                    @match &step.action {
                        Action::RunMain(inner) => { (steps(inner)) },
                        Action::Threads(threads) => { @for inner in threads { (steps(inner)) } },
                        _ => {},
                    }
                }
            }
        }
    }
}

/// A column for each Python, and a row for the variants that behave alike on each.
fn overview(told: &RecordedCase, variants: &[&Variant]) -> Markup {
    let mut rows: Vec<(Vec<Option<Behaviour>>, Vec<&Variant>)> = Vec::new();
    for variant in variants {
        let on = |python| told.text(variant, None, python).map(Behaviour::of);
        let behaviours: Vec<_> = pythons().into_iter().map(on).collect();
        match rows.iter_mut().find(|(known, _)| *known == behaviours) {
            Some((_, alike)) => alike.push(variant),
            None => rows.push((behaviours, vec![variant])),
        }
    }
    let table = html! {
        table {
            caption { "With the reference host, which calls the C API, " (patches::words([told])) }
            thead { tr { th scope="col" { "Modules" } @for python in pythons() { th scope="col" { (name(python)) } } } }
            tbody {
                @for (behaviours, alike) in rows {
                    tr {
                        th scope="row" { (modules(&alike)) }
                        @for (behaviour, count) in in_a_row(behaviours) {
                            @let span = (count > 1).then_some(count);
                            @match behaviour {
                                Some(behaviour) => { td class=(behaviour.class()) colspan=[span] { (behaviour.words()) } },
                                None => { td colspan=[span] { "not run" } },
                            }
                        }
                    }
                }
            }
        }
    };
    wide("Behaviour on each Python", &table)
}

/// Variants, those of a mode together.
fn modules(variants: &[&Variant]) -> String {
    let of_mode = |alike: &[&Variant]| {
        let fixtures: Vec<&str> = alike.iter().map(|variant| variant.fixture.as_str()).collect();
        format!("{} ({})", fixtures.join(", "), alike[0].mode)
    };
    let modes: Vec<String> = variants.chunk_by(|one, other| one.mode == other.mode).map(of_mode).collect();
    modes.join(", ")
}

/// What there is of each variant, once for those of a mode in which only the name of the module differs.
fn transcripts<'a>(book: &Book, told: &RecordedCase, variants: &[&'a Variant]) -> Vec<(Vec<&'a Variant>, String)> {
    let mut all: Vec<(String, Vec<&Variant>, String)> = Vec::new();
    for variant in variants {
        let shown = of_variant(book, told, variant).into_string();
        let nameless = shown.replace(&variant.fixture, "\0");
        let is_alike =
            |(other, alike, _): &(String, Vec<&Variant>, String)| *other == nameless && alike[0].mode == variant.mode;
        match all.iter().position(is_alike) {
            Some(at) => all[at].1.push(variant),
            None => all.push((nameless, vec![variant], shown)),
        }
    }
    all.into_iter().map(|(_, alike, shown)| (alike, shown)).collect()
}

fn of_variant(book: &Book, told: &RecordedCase, variant: &Variant) -> Markup {
    let of_reference = told.history(variant);
    html! {
        @for (number, (text, spans)) in of_reference.iter().enumerate() {
            @let versions = history::spans(spans);
            h4 { "Python " (versions) ": " (Behaviour::of(text).words()) }
            @match number.checked_sub(1) {
                Some(before) => (transcript::difference(of_reference[before].0, text)),
                None => (transcript::whole(text)),
            }
        }
        (of_hosts(book, told, variant))
    }
}

/// A way in which hosts differ from the reference: the versions, and the HTML that shows it.
type HostDifference = (Vec<Span>, String);

/// The hosts that have transcripts of their own, each way to differ once.
fn of_hosts(book: &Book, told: &RecordedCase, variant: &Variant) -> Markup {
    let mut alike: Vec<(Vec<&str>, Vec<HostDifference>)> = Vec::new();
    for host in &book.hosts {
        let own = differences(told, variant, host);
        match alike.iter_mut().find(|(_, other)| *other == own) {
            Some((hosts, _)) => hosts.push(&host.known.name),
            None => alike.push((vec![&host.known.name], own)),
        }
    }
    html! {
        @for (hosts, own) in alike.iter().filter(|(_, own)| !own.is_empty()) {
            details {
                summary { @if let [host] = hosts[..] { "Host " (host) " differs" } @else { "Hosts " (hosts.join(", ")) " differ" } }
                @for (spans, shown) in own { div { "Python " (history::spans(spans)) ": " (PreEscaped(shown)) } }
            }
        }
    }
}

/// The transcripts that a host has and the reference doesn't, each as its difference from the reference's on the same Python.
fn differences(told: &RecordedCase, variant: &Variant, host: &HostInfo) -> Vec<HostDifference> {
    let mut differences: Vec<HostDifference> = Vec::new();
    for (text, spans) in told.only_of(variant, host) {
        let reference = spans.first().and_then(|span| told.snapshot.lookup(variant, None, span.since));
        let shown = html! {
            (Behaviour::of(text).words())
            @match reference {
                Some(reference) => (transcript::difference(reference, text)),
                None => (transcript::whole(text)),
            }
        };
        let shown = shown.into_string();
        match differences.iter_mut().find(|(_, other)| *other == shown) {
            Some((known, _)) => known.extend(spans),
            None => differences.push((spans, shown)),
        }
    }
    differences
}

/// Why hosts differ, and cases that its text names.
fn related(book: &Book, told: &RecordedCase, place: PagePlace<'_>) -> Markup {
    let about = told.case.about.as_deref().unwrap_or_default();
    let named: Vec<&str> =
        book.cases.iter().map(|other| other.case.id.as_str()).filter(|id| about.contains(id)).collect();
    let hosts = book.reasons(&told.case.id);
    html! {
        @if !named.is_empty() {
            h2 id="related" { "Related" }
            ul { @for id in named { li { (case_link(place, id)) } } }
        }
        @if !hosts.is_empty() {
            h2 id="hosts" { "Hosts that differ, and why" }
            dl { @for (host, what, why) in hosts { dt { a href=(place.to(&format!("hosts/{host}.html"))) { (host) } } dd { (inline(what)) " (" (inline(why)) ")" } } }
        }
    }
}
