//! What is tried: each target gives inputs to one parser, and says what has to hold.

mod answers;
mod book;
mod case;
mod config;
mod description;
mod events;
mod executable;
mod faulty;
mod fixture;
mod library;
mod lowering;
mod manifest;
mod reports;
mod snapshot;
mod version;
mod wheel;

use std::io;
use std::path::Path;

/// What a parser said of an input.
pub(crate) enum Seen {
    /// It took it.
    Accepted,
    /// It refused it, with these words.
    Refused(String),
}

impl Seen {
    /// What tells one kind of input from another.
    pub(crate) fn answer(&self) -> &str {
        match self {
            Self::Accepted => "",
            Self::Refused(why) => why,
        }
    }
}

/// A parser that is tried.
pub(crate) trait Target {
    /// Gives it an input.
    ///
    /// # Errors
    /// What doesn't hold.
    fn input(&mut self, data: &[u8]) -> Result<Seen, String>;

    /// What means something in its language.
    fn tokens(&self) -> &'static [&'static [u8]] {
        &[]
    }

    /// Good inputs, besides those that are stored for it.
    fn seeds(&self) -> io::Result<Vec<Vec<u8>>> {
        Ok(Vec::new())
    }
}

/// A target that isn't begun.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    /// Makes it ready, with a folder of its own for files.
    pub(crate) make: fn(&Path) -> Result<Box<dyn Target>, String>,
}

pub(crate) const ALL: &[Kind] = &[
    Kind { name: "answers", about: "what Pythons, the checker and debuggers answer", make: answers::make },
    Kind { name: "book", about: "reports, and the site made of them", make: book::make },
    Kind { name: "case", about: "case files, and the scenarios made of them", make: case::make },
    Kind { name: "config", about: "settings of `check`, and known results as they are written", make: config::make },
    Kind { name: "description", about: "what hosts say of themselves", make: description::make },
    Kind {
        name: "events",
        about: "events files, the transcripts made of them, and those as snapshots",
        make: events::make,
    },
    Kind { name: "executable", about: "ELF executables", make: executable::make },
    Kind { name: "fixture", about: "C sources of fixtures", make: fixture::make },
    Kind { name: "library", about: "ELF shared libraries", make: library::make },
    Kind { name: "manifest", about: "manifests of hosts", make: manifest::make },
    Kind { name: "reports", about: "any text, in each language of reports", make: reports::make },
    Kind { name: "snapshot", about: "snapshot files", make: snapshot::make },
    Kind { name: "version", about: "versions of Python, and ranges of them", make: version::make },
    Kind { name: "wheel", about: "names and tables of contents of wheels", make: wheel::make },
];

/// The target of that name.
pub(crate) fn named(name: &str) -> Option<&'static Kind> {
    ALL.iter().chain(faulty::ALL).find(|kind| kind.name == name)
}

/// The kind of an answer that came with or without an error.
fn seen<T, E: std::fmt::Display>(result: &Result<T, E>) -> Seen {
    match result {
        Ok(_) => Seen::Accepted,
        Err(error) => Seen::Refused(error.to_string()),
    }
}
