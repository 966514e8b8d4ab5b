//! Keys that change with the content they stand for.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use xxhash_rust::xxh3::Xxh3;

use super::BuildError;
use crate::file;

/// Hashes everything that a built thing depends on.
#[derive(Default)]
pub(super) struct Key(Xxh3);

impl Key {
    pub(super) fn text(&mut self, text: impl AsRef<[u8]>) -> &mut Self {
        let text = text.as_ref();
        // The length keeps neighbouring texts apart.
        self.0.update(&text.len().to_le_bytes());
        self.0.update(text);
        self
    }

    /// The content of every file of a folder, by name.
    pub(super) fn folder(&mut self, folder: &Path) -> Result<&mut Self, BuildError> {
        let mut paths = Vec::new();
        for entry in fs::read_dir(folder).map_err(BuildError::file("read", folder))? {
            paths.push(entry.map_err(BuildError::file("read", folder))?.path());
        }
        paths.sort();
        for path in paths {
            if path.ends_with(".git") || path.join("CACHEDIR.TAG").is_file() {
                // History, and what a cargo that was called by hand left, are no sources.
                continue;
            }
            if path.is_dir() {
                self.folder(&path)?;
            } else {
                self.file(&path)?;
            }
        }
        Ok(self)
    }

    pub(super) fn file(&mut self, path: &Path) -> Result<&mut Self, BuildError> {
        let content = file::read(path).map_err(BuildError::file("read", path))?;
        self.text(path.file_name().unwrap_or_default().as_encoded_bytes());
        Ok(self.text(content))
    }

    /// A file too large to read: its path, size and time stand for it.
    pub(super) fn stamp(&mut self, path: &Path) -> &mut Self {
        let stamp = fs::metadata(path).ok().and_then(|meta| {
            let time = meta.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
            Some((meta.len(), time))
        });
        self.text(path.as_os_str().as_encoded_bytes()).text(format!("{stamp:?}"))
    }

    pub(super) fn finish(&self) -> String {
        format!("{:016x}", self.0.digest())
    }
}
