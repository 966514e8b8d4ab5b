//! Manifests with mistakes.

use std::path::Path;

use toml::de::{DeTable, DeValue};

use crate::document::DocumentError;
use crate::file;

/// A manifest that can't be used.
#[derive(Debug)]
pub struct UnusableHost {
    /// What the host is called: the folder of the manifest, and the name in it, if that can be read.
    pub names: Vec<String>,
    /// Whether it may be a host of the conformance suite.
    pub suite: bool,
    /// Its mistakes.
    pub error: DocumentError,
}

impl UnusableHost {
    pub(super) fn new(path: &Path, error: DocumentError) -> Self {
        let folder = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
        let mut manifest = Self { names: vec![folder], suite: true, error };
        let text = file::read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        if let Some(text) = text {
            let (table, mistakes) = DeTable::parse_recoverable(&text);
            let get = |key: &str| table.get_ref().get(key).map(|value| value.get_ref());
            manifest.names.extend(get("name").and_then(DeValue::as_str).map(str::to_owned));
            // A host of the suite must not be left out because nobody can read that it is one.
            manifest.suite = get("suite").map_or(!mistakes.is_empty(), |suite| suite.as_bool() != Some(false));
        }
        manifest
    }

    /// Whether the host is called so.
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }
}
