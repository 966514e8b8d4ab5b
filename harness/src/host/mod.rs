//! Hosts as data: what a manifest (`host.toml`, see `docs/writing-a-host.md`) says of a host, and which there are.

mod argument;
mod catalogue;
mod kind;
mod manifest;
mod name;
mod read;
mod unusable;

#[cfg(test)]
mod tests;

pub use argument::{Argument, Placeholder};
pub use catalogue::{Catalogue, CatalogueError, MANIFEST, UnknownHost};
pub use kind::HostKind;
pub use manifest::{Making, Manifest, Package, Pythons, Workspace};
pub(crate) use name::ALL;
pub use name::BadName;
pub use unusable::UnusableHost;
