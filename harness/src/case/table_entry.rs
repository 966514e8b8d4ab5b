//! Entries of the table of built-in modules.

/// An entry of the table of built-in modules.
#[derive(Clone, Debug)]
pub struct TableEntry {
    /// The name, as text.
    pub name: String,
    /// The name's bytes, where it can't be text.
    pub bytes: Option<Vec<u8>>,
    /// The init function.
    pub init: EntryInit,
}

/// Where an entry's init function comes from.
#[derive(Clone, Debug)]
pub enum EntryInit {
    /// The linked fixture of that name, or the variant's.
    Linked(Option<String>),
    /// Looked up in the shared library of the fixture of that name, or the variant's.
    Library(Option<String>),
    /// NULL.
    Null,
}

impl TableEntry {
    pub(super) fn describe(&self) -> String {
        let name = match &self.bytes {
            Some(bytes) => {
                format!("bytes {}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
            }
            None => shown(&self.name).to_owned(),
        };
        match &self.init {
            EntryInit::Linked(None) => name,
            EntryInit::Linked(Some(fixture)) => format!("{name} (fixture {fixture})"),
            EntryInit::Library(None) => format!("{name} (from the shared library)"),
            EntryInit::Library(Some(fixture)) => format!("{name} (from the shared library of {fixture})"),
            EntryInit::Null => format!("{name} (NULL)"),
        }
    }
}

/// A name in a line of text.
pub(super) fn shown(name: &str) -> &str {
    if name.is_empty() { "''" } else { name }
}
