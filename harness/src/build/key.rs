//! Keys that change with the content they stand for.

use std::env;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::io::Errno;
use xxhash_rust::xxh3::Xxh3;

use super::BuildError;
use crate::file;
use crate::python::Python;

/// A hash of everything that a build depends on.
#[derive(Clone, Default)]
pub(super) struct Key(Xxh3);

impl Key {
    pub(super) fn text(&mut self, text: impl AsRef<[u8]>) -> &mut Self {
        let text = text.as_ref();
        // The length keeps neighbouring texts apart.
        self.0.update(&text.len().to_le_bytes());
        self.0.update(text);
        self
    }

    /// The value of a variable of the environment.
    pub(super) fn variable(&mut self, name: &str) -> &mut Self {
        self.text(env::var_os(name).unwrap_or_default().as_encoded_bytes())
    }

    /// The content of every source of a folder, by name.
    pub(super) fn folder(&mut self, folder: &Path) -> Result<&mut Self, BuildError> {
        self.folder_without(folder, &|_| false)
    }

    /// The same as if some of its files were not there.
    pub(super) fn folder_without(
        &mut self,
        folder: &Path,
        is_left_out: &dyn Fn(&Path) -> bool,
    ) -> Result<&mut Self, BuildError> {
        self.below(folder, is_left_out, &mut Vec::new())
    }

    /// `around` are the folders above: a link may lead back to one of them.
    fn below(
        &mut self,
        folder: &Path,
        is_left_out: &dyn Fn(&Path) -> bool,
        around: &mut Vec<(u64, u64)>,
    ) -> Result<&mut Self, BuildError> {
        let failed = |error| BuildError::read(folder)(error);
        let data = fs::metadata(folder).map_err(failed)?;
        let identity = (data.dev(), data.ino());
        if around.contains(&identity) {
            return Ok(self);
        }
        if !around.is_empty() {
            self.name(folder);
        }
        around.push(identity);
        let entries: io::Result<Vec<_>> =
            fs::read_dir(folder).and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect());
        let mut paths = entries.map_err(failed)?;
        paths.sort();
        for path in paths.iter().filter(|path| !is_by_the_way(path) && !is_left_out(path)) {
            match fs::metadata(path) {
                Ok(data) if data.is_dir() => self.below(path, is_left_out, around)?,
                Ok(data) if data.is_file() => self.file(path)?,
                // Nothing can be built from a pipe, a socket, or a link to nowhere.
                Ok(_) => self,
                Err(error) if is_nowhere(&error) => self,
                Err(error) => return Err(BuildError::read(path)(error)),
            };
        }
        around.pop();
        // A file after a folder is not one in it.
        Ok(self.text("/"))
    }

    fn name(&mut self, path: &Path) -> &mut Self {
        self.text(path.file_name().unwrap_or_default().as_encoded_bytes())
    }

    pub(super) fn file(&mut self, path: &Path) -> Result<&mut Self, BuildError> {
        let content = file::read(path).map_err(BuildError::read(path))?;
        Ok(self.name(path).text(content))
    }

    /// A file too large to read: its path, size and time stand for it.
    pub(super) fn stamp(&mut self, path: &Path) -> &mut Self {
        let stamp = fs::metadata(path).ok().map(|data| (data.size(), data.mtime(), data.mtime_nsec()));
        self.text(path.as_os_str().as_encoded_bytes()).text(format!("{stamp:?}"))
    }

    /// Where a Python's headers are, which are too many to read.
    pub(super) fn headers(&mut self, python: &Python) -> &mut Self {
        python.include_dirs.iter().fold(self, |key, folder| key.text(folder.as_os_str().as_encoded_bytes()))
    }

    pub(super) fn finish(&self) -> String {
        format!("{:016x}", self.0.digest())
    }
}

fn is_nowhere(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound || error.raw_os_error() == Some(Errno::LOOP.raw_os_error())
}

/// Whether something in a folder of sources isn't a source: what editors leave, history, and what cargo built when
/// called in that folder.
fn is_by_the_way(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    // `.cargo` tells cargo how to build.
    let hidden = file::is_hidden(path) && name != b".cargo";
    let backup = name.ends_with(b"~") || (name.starts_with(b"#") && name.ends_with(b"#"));
    hidden || backup || path.join("CACHEDIR.TAG").is_file()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    use std::process::Command;

    use super::*;

    fn key(folder: &Path) -> String {
        let mut key = Key::default();
        key.folder(folder).unwrap();
        key.finish()
    }

    #[test]
    fn what_is_no_source_changes_no_key() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("src")).unwrap();
        fs::write(at("src/main.rs"), "one").unwrap();
        let before = key(folder.path());
        symlink("somebody@machine.1234:5678", at("src/.#main.rs")).unwrap();
        symlink("nowhere", at("src/dangling.rs")).unwrap();
        symlink("round.rs", at("src/round.rs")).unwrap();
        symlink("..", at("src/up")).unwrap();
        symlink(".", at("src/same")).unwrap();
        for name in ["src/#main.rs#", "src/main.rs~", "src/.main.rs.swp"] {
            fs::write(at(name), "").unwrap();
        }
        for name in [".git", "target"] {
            fs::create_dir(at(name)).unwrap();
            fs::write(at(name).join("CACHEDIR.TAG"), "").unwrap();
        }
        let _listener = UnixListener::bind(at("src/socket.rs")).unwrap();
        assert!(Command::new("mkfifo").arg(at("src/pipe.rs")).status().unwrap().success());
        assert_eq!(key(folder.path()), before);
    }

    #[test]
    fn what_is_left_out_changes_no_key() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("main.c"), "one").unwrap();
        let without = |left_out: &Path| {
            let mut key = Key::default();
            key.folder_without(folder.path(), &|path| path == left_out).unwrap();
            key.finish()
        };
        let before = key(folder.path());
        fs::write(at("broken.c"), "two").unwrap();
        assert_eq!(without(&at("broken.c")), before);
        assert_ne!(without(&at("main.c")), before);
    }

    #[test]
    fn what_is_a_source_changes_the_key() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let mut known = vec![key(folder.path())];
        let mut is_new = |what: &str| {
            let key = key(folder.path());
            assert!(!known.contains(&key), "{what}");
            known.push(key);
        };
        fs::write(at("main.rs"), "one").unwrap();
        is_new("a file");
        fs::write(at("main.rs"), "two").unwrap();
        is_new("its content");
        fs::rename(at("main.rs"), at("lib.rs")).unwrap();
        is_new("its name");
        symlink("lib.rs", at("main.rs")).unwrap();
        is_new("a link to a file");
        fs::create_dir(at("a")).unwrap();
        fs::write(at("a/x"), "").unwrap();
        is_new("a file below");
        fs::rename(at("a"), at("b")).unwrap();
        is_new("the name of a folder");
        fs::rename(at("b/x"), at("x")).unwrap();
        is_new("a file that is moved out of the folder before it");
        fs::create_dir(at(".cargo")).unwrap();
        fs::write(at(".cargo/config.toml"), "[build]").unwrap();
        is_new("the configuration of cargo");
    }
}
