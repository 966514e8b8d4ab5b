//! What a report says of the verdicts on a module, on all of its Pythons together.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::checked::CheckedModule;
use super::layout::inline;
use super::wheel_list::class;
use crate::check::TrialVerdict;

/// A text of the report, on the newest Python that has it.
struct Told<'a> {
    verdict: TrialVerdict,
    detail: &'a str,
    trials: BTreeMap<&'a str, Vec<&'a str>>,
    /// The Pythons on which it has other numbers.
    others: Vec<&'a str>,
}

/// The texts, the worst verdict first: each once, with the trials and Pythons that have it, and those of older Pythons in so far as they differ.
pub(super) fn details(on: &[&CheckedModule]) -> Markup {
    let all: Vec<&str> = on.iter().map(|module| module.python.as_str()).collect();
    let texts = texts(on);
    html! {
        @if !texts.is_empty() {
            ul {
                @for (at, told) in texts.iter().enumerate() {
                    @let newer = texts[..at].iter().find(|other| other.verdict == told.verdict && other.trials.keys().any(|trial| told.trials.contains_key(trial)));
                    @let text = newer.map_or_else(|| told.detail.to_owned(), |newer| what_differs(told.detail, newer.detail));
                    li {
                        span class=[class(told.verdict)] { (told.verdict.name()) } ": " (inline(&text)) " (" (places(told, &all))
                        @if !told.others.is_empty() { "; with other numbers" (on_pythons(&told.others, &all)) }
                        ")"
                    }
                }
            }
        }
    }
}

/// The texts by their verdicts, those of newer Pythons before those of older ones.
fn texts<'a>(on: &[&'a CheckedModule]) -> Vec<Told<'a>> {
    let mut texts: Vec<Told<'a>> = Vec::new();
    for module in on.iter().rev() {
        for result in module.trials.iter().filter(|result| !result.detail.is_empty() && !result.is_up_to_python()) {
            let (verdict, detail) = (result.verdict, result.detail.as_str());
            let is_same = |told: &Told<'_>| told.verdict == verdict && numberless(told.detail) == numberless(detail);
            let at = texts.iter().position(is_same).unwrap_or_else(|| {
                texts.push(Told { verdict, detail, trials: BTreeMap::new(), others: Vec::new() });
                texts.len() - 1
            });
            let told = &mut texts[at];
            told.trials.entry(&result.trial).or_default().insert(0, &module.python);
            if told.detail != detail && told.others.first() != Some(&module.python.as_str()) {
                told.others.insert(0, &module.python);
            }
        }
    }
    // What doesn't apply says nothing of the module.
    texts.sort_by_key(|told| std::cmp::Reverse((told.verdict != TrialVerdict::NotApplicable, told.verdict)));
    texts
}

/// A text without the parts of it that another one has, too.
fn what_differs(detail: &str, newer: &str) -> String {
    let known: BTreeSet<String> = newer.split(", ").map(numberless).collect();
    let mut parts: Vec<&str> = Vec::new();
    for part in detail.split(", ") {
        let part = if known.contains(&numberless(part)) { "…" } else { part };
        if part != "…" || parts.last() != Some(&"…") {
            parts.push(part);
        }
    }
    parts.join(", ")
}

/// The trials of a text, those of the same Pythons together.
fn places(told: &Told<'_>, all: &[&str]) -> Markup {
    let mut groups: Vec<(&Vec<&str>, Vec<&str>)> = Vec::new();
    for (trial, pythons) in &told.trials {
        match groups.iter_mut().find(|(known, _)| *known == pythons) {
            Some((_, trials)) => trials.push(trial),
            None => groups.push((pythons, vec![trial])),
        }
    }
    html! {
        @for (number, (pythons, trials)) in groups.iter().enumerate() {
            @if number > 0 { "; " }
            code { (trials.join(", ")) }
            (on_pythons(pythons, all))
        }
    }
}

/// Pythons in as few words as possible: nothing is said of them if they are all.
fn on_pythons(pythons: &[&str], all: &[&str]) -> String {
    match pythons {
        _ if pythons == all => String::new(),
        [first, _, ..] if all.ends_with(pythons) => format!(" since {first}"),
        [.., _, last] if all.starts_with(pythons) => format!(" up to {last}"),
        _ => format!(" on {}", pythons.join(", ")),
    }
}

/// A text without its numbers: sizes, addresses and the versions in names of files differ from Python to Python.
fn numberless(detail: &str) -> String {
    let is_number = |word: &str| word.starts_with(|char: char| char.is_ascii_digit());
    let words = detail.split_inclusive(|char: char| !char.is_ascii_alphanumeric());
    words.filter(|word| !is_number(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pythons_are_told_in_few_words() {
        let all = ["3.10.13", "3.12.1", "3.13.0"];
        let told =
            [&all[..], &all[1..], &all[..2], &all[1..2], &["3.10.13", "3.13.0"]].map(|some| on_pythons(some, &all));
        assert_eq!(told, ["", " since 3.12.1", " up to 3.12.1", " on 3.12.1", " on 3.10.13, 3.13.0"]);
    }

    #[test]
    fn of_an_older_python_stands_what_differs() {
        let newer = "it is still the earlier object: .data+0x48 (str), .data+0x50 (dict), and 7 more";
        let older =
            "it is still the earlier object: .data+0x18 (str), .data+0x20 (dict), .data+0x28 (code), and 4 more";
        assert_eq!(what_differs(older, newer), "…, .data+0x28 (code), …");
        assert_eq!(what_differs("SIGSEGV", "SIGABRT"), "SIGSEGV");
    }

    #[test]
    fn texts_that_differ_in_numbers_are_the_same() {
        let told =
            |bytes, minor| format!("by {bytes} bytes; most of it is taken by 0x{bytes}f in x.cpython-{minor}-linux.so");
        assert_eq!(numberless(&told(3576, 310)), numberless(&told(12, 312)));
        assert_ne!(numberless("by 3 bytes in `a`"), numberless("by 3 bytes in `b`"));
    }
}
