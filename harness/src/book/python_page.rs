//! The pages of Pythons: what changed since the one before.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::behaviour::{Behaviour, before, name, pythons};
use super::layout::{self, PagePlace, case_link, inline, wide};
use super::patches;
use super::site::Book;
use crate::snapshot::Variant;
use crate::version::Version;

/// What a change means to somebody who upgrades, the most important first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum UpgradeEffect {
    NewEnd,
    NewException,
    OtherFailure,
    EndGone,
    ExceptionGone,
    Details,
}

impl UpgradeEffect {
    fn of(before: &Behaviour, after: &Behaviour) -> Self {
        use Behaviour::{Ends, Raises, Works};
        match (before, after) {
            (Ends(_), Works | Raises(_)) => Self::EndGone,
            (Works | Raises(_), Ends(_)) => Self::NewEnd,
            (Works, Raises(_)) => Self::NewException,
            (Raises(_), Works) => Self::ExceptionGone,
            (Ends(one), Ends(other)) | (Raises(one), Raises(other)) if one != other => Self::OtherFailure,
            _ => Self::Details,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::NewEnd => "Now ends the process or hangs: avoid it before you upgrade",
            Self::NewException => "Now raises an exception: handle it, or do without",
            Self::OtherFailure => "Fails in another way: look at what you catch",
            Self::EndGone => "No longer ends the process: workarounds can go",
            Self::ExceptionGone => "No longer raises an exception: workarounds can go",
            Self::Details => "Other details: order of calls, attributes, messages",
        }
    }
}

/// A case's variants that changed in the same way.
struct Changed<'a> {
    title: &'a str,
    was: Behaviour,
    is: Behaviour,
    variants: Vec<String>,
}

pub(super) fn path(python: Version) -> String {
    format!("pythons/{}.html", name(python))
}

pub(super) fn write(book: &Book, python: Version) -> (String, String) {
    let path = path(python);
    let place = PagePlace { path: &path };
    let title = format!("Python {}", name(python));
    (path.clone(), layout::page(place, &title, &content(book, python, place)))
}

fn content(book: &Book, python: Version, place: PagePlace<'_>) -> Markup {
    let Some(older) = before(python) else {
        return html! { h1 { "Python " (name(python)) } p { "The oldest version that extproof supports: nothing to compare it with." } };
    };
    let changes = changes(book, older, python);
    let cases = changes.values().flat_map(|of_kind| of_kind.keys().map(|(id, _)| id));
    let count = cases.collect::<std::collections::BTreeSet<_>>().len();
    html! {
        h1 { "From Python " (name(older)) " to " (name(python)) }
        p { (count) " of " (book.cases.len()) " cases changed with the reference host. " a href=(place.to("pythons.html")) { "Compare other versions" } }
        @if changes.contains_key(&UpgradeEffect::NewEnd) {} @else { p { "No case that runs on both, and ended well, ends the process now with the reference host." } }
        @for (change, of_kind) in &changes {
            h2 { (change.title()) }
            ul {
                @for ((id, _), changed) in of_kind {
                    li {
                        (case_link(place, id)) " " (inline(changed.title)) ": "
                        @if changed.was == changed.is { (changed.is.markup()) } @else { (changed.was.markup()) " → " (changed.is.markup()) }
                        " (" (changed.variants.join(", ")) ")"
                    }
                }
            }
        }
    }
}

type Changes<'a> = BTreeMap<UpgradeEffect, BTreeMap<(&'a str, String), Changed<'a>>>;

fn changes(book: &Book, older: Version, python: Version) -> Changes<'_> {
    let mut changes: Changes<'_> = BTreeMap::new();
    for told in &book.cases {
        for variant in told.snapshot.variants() {
            let text = |python| told.text(variant, None, python);
            let (Some(was), Some(is)) = (text(older), text(python)) else { continue };
            if was != is {
                let (was, is) = (Behaviour::of(was), Behaviour::of(is));
                let of_kind = changes.entry(UpgradeEffect::of(&was, &is)).or_default();
                let key = (told.case.id.as_str(), format!("{was:?} {is:?}"));
                let title = told.case.title.as_str();
                let changed = of_kind.entry(key).or_insert_with(|| Changed { title, was, is, variants: Vec::new() });
                changed.variants.push(label(variant));
            }
        }
    }
    changes
}

pub(super) fn label(variant: &Variant) -> String {
    format!("{} {}", variant.mode, variant.fixture)
}

/// How the cases of an area compare with the version before, in a few words.
pub(super) fn compared_in(book: &Book, area: &str, python: Version) -> String {
    let (mut run, mut new, mut changed) = (0, 0, 0);
    for told in book.cases.iter().filter(|told| told.case.area() == area) {
        let on = |python: Version| {
            let all = told.snapshot.variants();
            all.map(|variant| told.text(variant, None, python)).collect::<Vec<_>>()
        };
        let (is, was) = (on(python), before(python).map(on).unwrap_or_default());
        let both = is.iter().zip(&was).filter_map(|(is, was)| Some(((*is)?, (*was)?)));
        run += usize::from(is.iter().any(Option::is_some));
        new += usize::from(is.iter().any(Option::is_some) && was.iter().all(Option::is_none));
        changed += usize::from(both.into_iter().any(|(is, was)| is != was));
    }
    match (new, changed) {
        _ if run == 0 => "not run".to_owned(),
        (0, 0) => "same".to_owned(),
        (0, changed) => format!("{changed} changed"),
        (new, 0) => format!("{new} new"),
        (new, changed) => format!("{changed} changed, {new} new"),
    }
}

/// The page of all Pythons, on which any two can be compared.
pub(super) fn list(book: &Book) -> String {
    let place = PagePlace { path: "pythons.html" };
    let table = html! {
        table {
            caption { "Cases that end the process, raise an exception, or do neither, with the reference host, " (patches::words(&book.cases)) }
            thead { tr { th scope="col" { "Python" } th scope="col" { "end the process" } th scope="col" { "raise" } th scope="col" { "neither" } } }
            tbody {
                @for python in pythons() {
                    @let [ends, raises, works] = counts(book, python);
                    tr {
                        th scope="row" { a href=(path(python)) { "Python " (name(python)) } }
                        td { (ends) } td { (raises) } td { (works) }
                    }
                }
            }
        }
    };
    let content = html! {
        h1 { "Pythons" }
        p { "Each page tells what changed since the version before, grouped by what you have to do." }
        (wide("Pythons", &table))
        form id="compare" hidden {
            h2 { "Compare two versions" }
            label for="from" { "From " } select id="from" {}
            " " label for="to" { "to " } select id="to" {}
        }
        div id="compared" role="status" {}
        script src=(place.to("assets/unpack.js")) defer {}
        script src=(place.to("assets/versions.js")) defer {}
        script src=(place.to("assets/compare.js")) defer {}
    };
    layout::page(place, "Pythons", &content)
}

/// How many cases have a variant that ends the process, that raises, or neither.
fn counts(book: &Book, python: Version) -> [usize; 3] {
    let mut counts = [0; 3];
    for told in &book.cases {
        let all = told.snapshot.variants().filter_map(|variant| told.text(variant, None, python).map(Behaviour::of));
        match all.min() {
            Some(Behaviour::Ends(_)) => counts[0] += 1,
            Some(Behaviour::Raises(_)) => counts[1] += 1,
            Some(Behaviour::Works) => counts[2] += 1,
            None => {}
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_by_what_to_do() {
        let ends = |how: &str| Behaviour::Ends(how.to_owned());
        let raises = |what: &str| Behaviour::Raises(what.to_owned());
        assert_eq!(UpgradeEffect::of(&Behaviour::Works, &ends("SIGSEGV")), UpgradeEffect::NewEnd);
        assert_eq!(UpgradeEffect::of(&ends("SIGSEGV"), &raises("ImportError")), UpgradeEffect::EndGone);
        assert_eq!(UpgradeEffect::of(&raises("ImportError"), &raises("SystemError")), UpgradeEffect::OtherFailure);
        assert_eq!(UpgradeEffect::of(&raises("ImportError"), &raises("ImportError")), UpgradeEffect::Details);
        assert_eq!(UpgradeEffect::of(&Behaviour::Works, &raises("ImportError")), UpgradeEffect::NewException);
    }
}
