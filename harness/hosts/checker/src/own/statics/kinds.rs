//! The types that an interpreter knows.

use std::collections::HashMap;

/// The types that an interpreter knows, by address.
pub(super) struct Kinds<'a>(HashMap<usize, Kind<'a>>);

/// A type: a line `ADDRESS WORD BEFORE SIZE NAME`.
struct Kind<'a> {
    /// What it is: `type`, `exception`, or `metatype` for the type of a type.
    word: &'a str,
    /// How many words Python has before its instances.
    before: usize,
    /// How long its instances are.
    size: usize,
    /// Its name, as the answer has it.
    name: &'a str,
}

impl<'a> Kinds<'a> {
    pub(super) fn read(lines: impl Iterator<Item = &'a str>) -> Option<Self> {
        let line = |line: &'a str| {
            let mut parts = line.splitn(5, ' ');
            let address = parts.next()?.parse().ok()?;
            let (word, before) = (parts.next()?, parts.next()?.parse().ok()?);
            let (size, name) = (parts.next()?.parse().ok()?, parts.next()?);
            Some((address, Kind { word, before, size, name }))
        };
        lines.map(line).collect::<Option<_>>().map(Self)
    }

    /// Whether there is a type.
    pub(super) fn is_type(&self, address: usize) -> bool {
        self.0.contains_key(&address)
    }

    /// How many words Python has before the instances of a type: the links of the garbage collector, and what it manages.
    pub(super) fn words_before(&self, address: usize) -> usize {
        self.0.get(&address).map_or(0, |kind| kind.before)
    }

    /// How long the instances of a type are, if it is the type of types.
    pub(super) fn metatype_size(&self, address: usize) -> Option<usize> {
        self.0.get(&address).filter(|kind| kind.word == "metatype").map(|kind| kind.size)
    }

    /// What an object is, in the words of the answer.
    pub(super) fn describe(&self, object: usize, kind: usize) -> String {
        match (self.0.get(&object), self.0.get(&kind)) {
            (Some(Kind { word: "exception", name, .. }), _) => format!("exception%20%{name}"),
            (Some(Kind { name, .. }), _) => format!("heap%20%type%20%{name}"),
            (None, Some(kind)) => kind.name.to_owned(),
            (None, None) => String::new(),
        }
    }
}
