//! A record of what was built into a folder, so that damage is noticed.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::file;

/// The record's file in the folder.
const FILE: &str = "contents.json";

/// What was built into a folder.
#[derive(Serialize, Deserialize)]
pub(super) struct Contents {
    /// The folder's name.
    name: String,
    files: BTreeMap<String, BuiltFile>,
}

/// The contents with a digest of them.
#[derive(Serialize, Deserialize)]
struct Sealed {
    digest: String,
    contents: Contents,
}

/// A file as it was built.
#[derive(Serialize, Deserialize)]
struct BuiltFile {
    size: u64,
    permissions: u32,
    digest: String,
    stamp: Stamp,
}

/// A file with the same stamp has the same content.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    modified: (i64, i64),
    /// Unlike the time above, nobody can set it.
    changed: (i64, i64),
    inode: u64,
}

/// How a folder differs from what was built into it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Damage {
    #[error("is not a folder")]
    NoFolder,
    #[error("has no complete {FILE}")]
    NoContents,
    #[error("contains the build of {0}")]
    OfAnother(String),
    #[error("lacks {0}")]
    Missing(String),
    #[error("has {size} bytes in {name}, expected {built}")]
    Size { name: String, size: u64, built: u64 },
    #[error("has changed content in {0}")]
    Content(String),
    #[error("has changed permissions of {0}")]
    Permissions(String),
}

impl Contents {
    /// Records everything in a folder that is about to get the name `name`.
    pub(super) fn record(folder: &Path, name: &str) -> io::Result<()> {
        let mut contents = Self { name: name.to_owned(), files: BTreeMap::new() };
        contents.add(folder, "")?;
        contents.write(folder)
    }

    fn add(&mut self, folder: &Path, before: &str) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            // No file that is used has a name that isn't UTF-8.
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            let name = format!("{before}{name}");
            if path.symlink_metadata()?.is_dir() {
                self.add(&path, &format!("{name}/"))?;
            } else if let Ok(data) = fs::metadata(&path)
                && data.is_file()
            {
                self.files.insert(name, BuiltFile { digest: digest(&path)?, ..BuiltFile::of(&data) });
            }
        }
        Ok(())
    }

    fn write(self, folder: &Path) -> io::Result<()> {
        let sealed = Sealed { digest: self.digest()?, contents: self };
        // As for every other file here, the umask decides.
        let permissions = fs::Permissions::from_mode(0o666);
        let mut file = tempfile::Builder::new().permissions(permissions).tempfile_in(folder)?;
        serde_json::to_writer(&mut file, &sealed)?;
        file.persist(folder.join(FILE))?;
        Ok(())
    }

    fn digest(&self) -> io::Result<String> {
        Ok(hex(xxh3_64(&serde_json::to_vec(self)?)))
    }

    /// Compares a folder called `name` with what was built into it. Reads only files that somebody has touched.
    pub(super) fn check(folder: &Path, name: &str) -> Result<(), Damage> {
        if !folder.is_dir() {
            return Err(Damage::NoFolder);
        }
        let mut contents = Self::read(folder).ok_or(Damage::NoContents)?;
        if contents.name != name {
            return Err(Damage::OfAnother(contents.name));
        }
        let mut touched = false;
        for (name, built) in &mut contents.files {
            touched |= built.check(folder, name)?;
        }
        if touched {
            // With the new stamps, nothing is read next time. If they can't be written, the files are read again.
            drop(contents.write(folder));
        }
        Ok(())
    }

    fn read(folder: &Path) -> Option<Self> {
        let sealed: Sealed = serde_json::from_slice(&file::read(&folder.join(FILE)).ok()?).ok()?;
        (sealed.contents.digest().ok()? == sealed.digest).then_some(sealed.contents)
    }
}

impl BuiltFile {
    /// A file's data, without the digest.
    fn of(data: &Metadata) -> Self {
        let stamp = Stamp {
            modified: (data.mtime(), data.mtime_nsec()),
            changed: (data.ctime(), data.ctime_nsec()),
            inode: data.ino(),
        };
        Self { size: data.size(), permissions: data.mode() & 0o777, digest: String::new(), stamp }
    }

    /// Whether the file was touched since, but is the same.
    fn check(&mut self, folder: &Path, name: &str) -> Result<bool, Damage> {
        let missing = || Damage::Missing(name.to_owned());
        let path = folder.join(name);
        let data = fs::metadata(&path).ok().filter(Metadata::is_file).ok_or_else(missing)?;
        let now = Self::of(&data);
        if now.size != self.size {
            return Err(Damage::Size { name: name.to_owned(), size: now.size, built: self.size });
        }
        if now.permissions != self.permissions {
            return Err(Damage::Permissions(name.to_owned()));
        }
        if now.stamp == self.stamp {
            return Ok(false);
        }
        if digest(&path).map_err(|_| missing())? != self.digest {
            return Err(Damage::Content(name.to_owned()));
        }
        self.stamp = now.stamp;
        Ok(true)
    }
}

fn digest(path: &Path) -> io::Result<String> {
    let (mut file, mut hash, mut chunk) = (file::open(path)?, Xxh3::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok(hex(hash.digest())),
            length => hash.update(&chunk[..length]),
        }
    }
}

fn hex(digest: u64) -> String {
    format!("{digest:016x}")
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::path::PathBuf;
    use std::time::SystemTime;

    use super::*;

    struct Stored {
        folder: tempfile::TempDir,
    }

    impl Stored {
        fn new() -> Self {
            let entry = Self { folder: tempfile::tempdir().unwrap() };
            fs::create_dir(entry.path("below")).unwrap();
            fs::write(entry.path("host"), "one").unwrap();
            fs::write(entry.path("below/part"), "two").unwrap();
            Contents::record(entry.folder.path(), "name").unwrap();
            assert_eq!(entry.check(), Ok(()));
            entry
        }

        fn path(&self, name: &str) -> PathBuf {
            self.folder.path().join(name)
        }

        fn check(&self) -> Result<(), Damage> {
            Contents::check(self.folder.path(), "name")
        }
    }

    /// The damage that is done to an entry.
    fn after(damage: impl Fn(&Stored)) -> Damage {
        let entry = Stored::new();
        damage(&entry);
        entry.check().unwrap_err()
    }

    #[test]
    fn every_damage_is_seen() {
        let write =
            |name: &'static str, text: &'static str| move |entry: &Stored| fs::write(entry.path(name), text).unwrap();
        let size = |size| Damage::Size { name: "host".into(), size, built: 3 };
        assert_eq!(after(write("host", "on")), size(2));
        assert_eq!(after(write("host", "")), size(0));
        assert_eq!(after(write("host", "eno")), Damage::Content("host".into()));
        assert_eq!(after(write("below/part", "owt")), Damage::Content("below/part".into()));
        assert_eq!(after(write(FILE, "{")), Damage::NoContents);
        assert_eq!(after(write(FILE, "")), Damage::NoContents);
        let missing = |name: &'static str| move |entry: &Stored| fs::remove_file(entry.path(name)).unwrap();
        assert_eq!(after(missing("below/part")), Damage::Missing("below/part".into()));
        assert_eq!(after(missing(FILE)), Damage::NoContents);
        assert_eq!(after(|entry| fs::remove_dir_all(entry.folder.path()).unwrap()), Damage::NoFolder);
        let swapped = after(|entry| {
            fs::rename(entry.path("host"), entry.path("x")).unwrap();
            fs::rename(entry.path("below/part"), entry.path("host")).unwrap();
            fs::rename(entry.path("x"), entry.path("below/part")).unwrap();
        });
        assert_eq!(swapped, Damage::Content("below/part".into()));
        let not_executable = fs::Permissions::from_mode(0o400);
        let permissions = after(|entry| fs::set_permissions(entry.path("host"), not_executable.clone()).unwrap());
        assert_eq!(permissions, Damage::Permissions("host".into()));
    }

    #[test]
    fn a_change_within_the_contents_is_seen() {
        let forged = after(|entry| {
            let text = fs::read_to_string(entry.path(FILE)).unwrap();
            fs::write(entry.path(FILE), text.replace("\"size\":3", "\"size\":4")).unwrap();
        });
        assert_eq!(forged, Damage::NoContents);
    }

    #[test]
    fn a_content_that_changed_under_an_old_time_is_seen() {
        let aged = after(|entry| {
            let before = entry.path("host").metadata().unwrap().modified().unwrap();
            fs::write(entry.path("host"), "eno").unwrap();
            File::options().write(true).open(entry.path("host")).unwrap().set_modified(before).unwrap();
        });
        assert_eq!(aged, Damage::Content("host".into()));
    }

    #[test]
    fn the_folder_of_another_is_seen() {
        let entry = Stored::new();
        let found = Contents::check(entry.folder.path(), "other");
        assert_eq!(found, Err(Damage::OfAnother("name".into())));
    }

    #[test]
    fn a_file_that_was_only_touched_is_whole_and_read_once() {
        let entry = Stored::new();
        let file = File::options().write(true).open(entry.path("host")).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        let recorded = || fs::read_to_string(entry.path(FILE)).unwrap();
        let before = recorded();
        assert_eq!(entry.check(), Ok(()));
        let after = recorded();
        assert_ne!(after, before);
        assert_eq!(entry.check(), Ok(()));
        assert_eq!(recorded(), after);
    }
}
