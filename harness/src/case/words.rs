//! The placeholders that a case can use: words in braces.

use std::borrow::Cow;

use super::Mode;

/// Every placeholder.
pub(super) const ALL: [&str; 7] = ["fixture", "mode", "library", "modules", "sandbox", "suffix", "thread"];

/// Those that mean the same on every Python, so that transcripts have what they stand for.
pub(super) const SHOWN: [&str; 2] = ["fixture", "mode"];

/// Replaces the words that mean the same on every Python.
pub(crate) fn shown(text: &str, mode: Mode, fixture: &str) -> String {
    replaced(text, |word| match word {
        "fixture" => Some(fixture.into()),
        "mode" => Some(mode.name().into()),
        _ => None,
    })
}

/// Replaces the number of a thread.
pub(crate) fn in_thread(text: &str, thread: Option<usize>) -> String {
    replaced(text, |word| thread.filter(|_| word == "thread").map(|number| number.to_string().into()))
}

/// Replaces words in one go: what they stand for may look like a word itself.
pub(crate) fn replaced<'a>(text: &str, meaning: impl Fn(&str) -> Option<Cow<'a, str>>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let known = after.split_once('}').and_then(|(word, after)| Some((meaning(word)?, after)));
        rest = match known {
            Some((meaning, after)) => {
                out.push_str(&meaning);
                after
            }
            None => {
                out.push('{');
                after
            }
        };
    }
    out.push_str(rest);
    out
}

/// What looks like a word: an identifier in braces, which can have something after a colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BracedWord<'a> {
    pub(super) name: &'a str,
    pub(super) argument: Option<&'a str>,
}

impl<'a> BracedWord<'a> {
    /// All of a text.
    pub(super) fn all(text: &'a str) -> impl Iterator<Item = BracedWord<'a>> {
        text.match_indices('{').filter_map(|(start, _)| Self::at(&text[start + 1..]))
    }

    fn at(text: &'a str) -> Option<Self> {
        let inside = &text[..text.find(['{', '}', '\n'])?];
        if !text[inside.len()..].starts_with('}') {
            return None;
        }
        let (name, argument) = match inside.split_once(':') {
            Some((name, argument)) => (name, Some(argument)),
            None => (inside, None),
        };
        is_identifier(name).then_some(Self { name, argument })
    }

    /// Whether it is one of these words. Only a library can have a name.
    pub(super) fn is_one_of(self, words: &[&str]) -> bool {
        words.contains(&self.name) && (self.argument.is_none() || self.name == "library")
    }
}

impl std::fmt::Display for BracedWord<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let argument = self.argument.map(|argument| format!(":{argument}")).unwrap_or_default();
        write!(f, "{{{}{argument}}}", self.name)
    }
}

fn is_identifier(text: &str) -> bool {
    text.chars().all(is_part) && text.starts_with(|char| is_part(char) && !char.is_numeric())
}

/// Whether a character can be part of an identifier.
pub(super) fn is_part(char: char) -> bool {
    char == '_' || char.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_from_other_braces() {
        let words = |text: &'static str| BracedWord::all(text).map(|word| word.to_string()).collect::<Vec<_>>();
        assert_eq!(words("a{fixture}b{library:x}{_y1}"), ["{fixture}", "{library:x}", "{_y1}"]);
        assert_eq!(words("{} { x } {'a': 1} {1} {a.b} {a!r} {a, b} {x {y} {z\n} {"), ["{y}"]);
        assert_eq!(words("f'{{fixture}}'"), ["{fixture}"]);
    }

    #[test]
    fn what_a_word_stands_for_is_no_word() {
        let meaning = |word: &str| match word {
            "sandbox" => Some("/tmp/{modules}/{sandbox}{".into()),
            "modules" => Some("M".into()),
            _ => None,
        };
        assert_eq!(replaced("{sandbox}/{modules}", meaning), "/tmp/{modules}/{sandbox}{/M");
        assert_eq!(replaced("{{modules}} {x} {modules {} }", meaning), "{M} {x} {modules {} }");
    }
}
