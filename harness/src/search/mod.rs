//! Cases, findings and sections of documents by the words of a symptom.
//!
//! An entry has fields, which differ in how much a word in them says. What somebody pastes is cut into the same terms as
//! the fields are: see `terms`. Nothing is looked up by a whole message, because paths, names and addresses in it are
//! the reporter's.

mod entry;
mod index;
mod read;
mod sections;
pub(crate) mod terms;

pub(crate) use entry::anchor;
pub use entry::{Entry, EntryKind};
pub use index::{Index, SearchResult};
pub use read::{ReadError, read};
pub(crate) use sections::sections;
