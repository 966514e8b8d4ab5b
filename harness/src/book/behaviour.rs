//! What a transcript shows, in a few words.

use maud::{Markup, html};

use crate::snapshot::messages;
use crate::version::{FREE_THREADED_SINCE, SUPPORTED_MINORS, Version};

/// The Pythons of the book: each minor version in its newest patch version, and the free-threaded build that the suite runs.
pub(super) fn pythons() -> Vec<Version> {
    let newest = |minor: u8| Version::new(minor, u8::MAX);
    SUPPORTED_MINORS.map(newest).chain([newest(FREE_THREADED_SINCE).free_threaded()]).collect()
}

/// How a Python is called in texts and names of files.
pub(super) fn name(python: Version) -> String {
    python.minor_name()
}

/// The version before one: what somebody upgrades from.
pub(super) fn before(python: Version) -> Option<Version> {
    if python.free_threaded {
        return Some(Version { free_threaded: false, ..python });
    }
    Some(Version { minor: python.minor - 1, ..python }).filter(|before| SUPPORTED_MINORS.contains(&before.minor))
}

/// What a transcript shows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Behaviour {
    /// The process ended before it should.
    Ends(String),
    /// A step raised exceptions; these are their types.
    Raises(String),
    /// Everything was done.
    Works,
}

impl Behaviour {
    pub(super) fn of(transcript: &str) -> Self {
        let found = messages(transcript);
        let end = found.iter().find(|message| message.is_end && is_violent(message.kind));
        if let Some(end) = end {
            return Self::Ends(end.kind.to_owned());
        }
        let mut kinds: Vec<&str> = found.iter().filter(|message| !message.is_end).map(|message| message.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.is_empty() { Self::Works } else { Self::Raises(kinds.join(", ")) }
    }

    pub(super) fn words(&self) -> String {
        match self {
            Self::Ends(end) if end == "timeout" => "hangs".to_owned(),
            Self::Ends(end) => format!("ends with {end}"),
            Self::Raises(kinds) => kinds.clone(),
            Self::Works => "no exception".to_owned(),
        }
    }

    /// The words, with a symbol of the style sheet: colour is never alone.
    pub(super) fn markup(&self) -> Markup {
        html! { span class=(self.class()) { (self.words()) } }
    }

    /// The class for which the style sheet has a colour and a symbol.
    pub(super) fn class(&self) -> &'static str {
        match self {
            Self::Ends(_) => "ends",
            Self::Raises(_) => "raises",
            Self::Works => "works",
        }
    }
}

/// Whether the process didn't end by itself.
fn is_violent(end: &str) -> bool {
    end.starts_with("SIG") || end == "timeout" || end.starts_with("exit ") && end != "exit 0"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crash_says_more_than_an_exception() {
        let raised = "import x → ImportError in load\n  no\n";
        assert_eq!(Behaviour::of(&format!("{raised}end: exit 0\n")), Behaviour::Raises("ImportError".to_owned()));
        assert_eq!(
            Behaviour::of(&format!("{raised}end: SIGSEGV in finalize\n")),
            Behaviour::Ends("SIGSEGV".to_owned())
        );
        let warned = "end: exit 0\n  RuntimeWarning: remaining subinterpreters\n";
        assert_eq!(Behaviour::of(warned), Behaviour::Works);
    }

    #[test]
    fn a_free_threaded_build_is_compared_with_the_default_one() {
        let told: Vec<_> = pythons().into_iter().map(|python| (name(python), before(python).map(name))).collect();
        let of = |python: &str| told.iter().find(|(name, _)| name == python).unwrap().1.clone();
        assert_eq!((of("3.9"), of("3.12"), of("3.13t")), (None, Some("3.11".into()), Some("3.13".into())));
    }
}
