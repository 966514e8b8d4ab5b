//! A shared library that is named by a resource of the host.

use crate::fields::Fields;

/// A module whose shared library a resource names.
#[derive(Debug)]
pub struct Resource {
    /// The name to import it by.
    pub name: String,
    /// Its shared library.
    pub library: Library,
}

/// How a resource has its library.
#[derive(Debug)]
pub enum Library {
    /// As a path.
    Relative {
        /// The folder to which the path is relative.
        origin: String,
        /// The path.
        path: String,
    },
    /// As data in memory.
    Memory {
        /// The file to take it from.
        path: String,
    },
}

impl Resource {
    /// Takes a resource from the fields of an object.
    pub(crate) fn parse(fields: &Fields) -> Result<Self, String> {
        let text = |key| fields.text(key).map(str::to_owned);
        let library = if fields.has("memory") {
            Library::Memory { path: text("memory")? }
        } else {
            Library::Relative { origin: text("origin")?, path: text("path")? }
        };
        Ok(Self { name: text("name")?, library })
    }
}
