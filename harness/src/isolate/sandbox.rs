use std::fs;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path, PathBuf};

use rustix::fs::{Access, StatVfsMountFlags, access, statvfs};

use super::{Error, sweep};

/// The beginning of the name of every sandbox.
pub(super) const PREFIX: &str = "extproof-";

/// A folder of its own for one run, removed when dropped:
///
/// ```text
/// extproof-XXXXXX/   working directory, HOME and TMPDIR
///   modules/         what the program can import: first on its module path
///   scenario.json    what the program shall do
///   events.jsonl     what happened; the program creates it
/// ```
#[derive(Debug)]
pub struct Sandbox {
    path: PathBuf,
    kept: bool,
    /// Tells [`Sandbox::sweep`] of other harnesses that this one is in use.
    _lock: Option<OwnedFd>,
}

impl Sandbox {
    /// A new one, inside of `parent` or the folder for temporary files: `TMPDIR`, else one in memory, else `/tmp`.
    pub fn new(parent: Option<&Path>) -> Result<Self, Error> {
        let parent = parent.map_or_else(default_parent, Path::to_owned);
        // Programs show paths without links, and these must be recognised as the sandbox's.
        let parent = parent.canonicalize().map_err(|source| Error::Sandbox { path: parent, source })?;
        let folder = tempfile::Builder::new().prefix(PREFIX).permissions(private()).tempdir_in(&parent);
        let path = folder.map_err(|source| Error::Sandbox { path: parent, source })?.keep();
        let lock = sweep::lock(&path).ok();
        if lock.is_none() {
            // Some network file systems have no locks, so another harness couldn't know that this one is in use.
            sweep::mark_kept(&path);
        }
        let sandbox = Self { path, kept: false, _lock: lock };
        let modules = sandbox.modules();
        fs::create_dir(&modules).map_err(|source| Error::Sandbox { path: modules, source })?;
        Ok(sandbox)
    }

    /// The folder itself: absolute and without links.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder that comes first on the program's module path.
    pub fn modules(&self) -> PathBuf {
        self.path.join("modules")
    }

    /// The file that tells the program what to do.
    pub fn scenario(&self) -> PathBuf {
        self.path.join("scenario.json")
    }

    /// The file to which the program appends its events.
    pub fn events(&self) -> PathBuf {
        self.path.join("events.jsonl")
    }

    /// Writes a file, and creates the folders on its way.
    ///
    /// The path is relative and without `..`.
    pub fn write(&self, relative: impl AsRef<Path>, content: impl AsRef<[u8]>) -> Result<(), Error> {
        let relative = relative.as_ref();
        let inside = relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if !inside || relative.file_name().is_none() {
            return Err(Error::Outside { path: relative.to_owned() });
        }
        let path = self.path.join(relative);
        let content = content.as_ref();
        let mut written = fs::write(&path, content);
        // Most folders are there already, so looking first would be wasted.
        if written.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            let folder = path.parent().unwrap_or(&self.path);
            written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, content));
        }
        written.map_err(|source| Error::Sandbox { path, source })
    }

    /// Tells whether what the program wrote here can have been lost because the disk is full.
    pub fn check_room(&self) -> Result<(), Error> {
        const ROOM: usize = 64 << 10;
        let path = self.path.join("room");
        let written = fs::write(&path, [0; ROOM]);
        drop(fs::remove_file(&path));
        written.map_err(|source| Error::Sandbox { path, source })
    }

    /// Leaves the folder for somebody to look at, also when others [`sweep`](Self::sweep).
    pub fn keep(mut self) -> PathBuf {
        self.kept = true;
        sweep::mark_kept(&self.path);
        self.path.clone()
    }

    /// Removes the sandboxes that harnesses which were killed left in `parent` (see [`new`](Self::new)), and returns how
    /// many. Neither those in use nor those that were kept are touched.
    pub fn sweep(parent: Option<&Path>) -> usize {
        sweep::sweep(&parent.map_or_else(default_parent, Path::to_owned))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if !self.kept {
            // There is nobody to tell. What is left, the next sweep tries again.
            drop(remove(&self.path));
        }
    }
}

/// The folder for temporary files. Making and removing a sandbox on a disk takes a tenth of the time of a short run.
fn default_parent() -> PathBuf {
    const MEMORY: &str = "/dev/shm";
    const ROOM: u64 = 1 << 30;
    let usable = || {
        let system = statvfs(MEMORY).ok()?;
        // Libraries are loaded from a sandbox, which containers often forbid there.
        let executable = !system.f_flag.contains(StatVfsMountFlags::NOEXEC);
        let room = system.f_bavail.saturating_mul(system.f_frsize) >= ROOM;
        (executable && room && access(MEMORY, Access::WRITE_OK | Access::EXEC_OK).is_ok())
            .then(|| PathBuf::from(MEMORY))
    };
    let set = std::env::var_os("TMPDIR").is_some_and(|folder| !folder.is_empty());
    if set { std::env::temp_dir() } else { usable().unwrap_or_else(std::env::temp_dir) }
}

/// Removes the folder, also if the program took away our permission to do so.
pub(super) fn remove(folder: &Path) -> io::Result<()> {
    fs::remove_dir_all(folder).or_else(|_| {
        open_up(folder)?;
        fs::remove_dir_all(folder)
    })
}

fn open_up(folder: &Path) -> io::Result<()> {
    fs::set_permissions(folder, private())?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            open_up(&entry.path())?;
        }
    }
    Ok(())
}

fn private() -> fs::Permissions {
    fs::Permissions::from_mode(0o700)
}
