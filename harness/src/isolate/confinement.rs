//! What `--sandbox` puts around each process that runs foreign code: bubblewrap.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{End, Error, Finished, Interrupt, Limits, Program, Sandbox, process, tool};

/// Gives each process namespaces of its own: it can read the file system but write only to its own folder, has no
/// network, and sees only the processes that it starts.
#[derive(Clone, Debug)]
pub struct Confinement {
    bubblewrap: PathBuf,
}

/// Why processes can't be confined.
#[derive(Debug, thiserror::Error)]
pub enum Unconfined {
    /// bubblewrap isn't installed.
    #[error("`--sandbox` needs bubblewrap, and there is no `bwrap` in PATH: install the package `bubblewrap`")]
    NotInstalled,
    /// The system or the container forbids it.
    #[error(
        "`--sandbox` doesn't work here, {}: {said}; bubblewrap needs user namespaces, which containers and some systems \
         forbid (see the sysctls kernel.unprivileged_userns_clone and kernel.apparmor_restrict_unprivileged_userns)",
        program.display()
    )]
    Forbidden {
        /// bubblewrap.
        program: PathBuf,
        /// Its error output, or how it ended.
        said: String,
    },
    /// Processes can't be run at all.
    #[error(transparent)]
    Isolate(#[from] Error),
}

/// The options of bubblewrap. `--new-session` takes away the terminal, which could be made to type. `--die-with-parent`
/// is missing, so that processes that a module leaves behind are noticed.
const OPTIONS: [&str; 20] = [
    "--unshare-user",
    "--unshare-pid",
    "--unshare-net",
    "--unshare-ipc",
    "--unshare-uts",
    "--unshare-cgroup-try",
    "--new-session",
    "--cap-drop",
    "ALL",
    "--ro-bind",
    "/",
    "/",
    "--dev",
    "/dev",
    "--proc",
    "/proc",
    "--tmpfs",
    "/run",
    "--tmpfs",
    "/tmp",
];

/// Sets the limits once more inside: from outside they are set right after the start, when bubblewrap may have forked
/// already. A limit that can't be set is lower already.
const LIMITED: &str = "{ ulimit -f \"$1\"; test -z \"$2\" || ulimit -d \"$2\"; } 2>/dev/null; shift 2; exec \"$@\"";

/// Where other programs keep sockets and temporary files: replaced by empty folders, or by the process's own.
const HIDDEN: [&str; 4] = ["/dev", "/proc", "/run", "/tmp"];

impl Confinement {
    /// Looks for bubblewrap, and tries it.
    ///
    /// # Errors
    /// When it isn't there, or doesn't work here.
    pub fn find(interrupt: &Interrupt) -> Result<Self, Unconfined> {
        let program = tool::find("bwrap").ok_or(Unconfined::NotInstalled)?;
        let found = Self { bubblewrap: program.clone() };
        let sandbox = Sandbox::new(None)?;
        let limits = Limits { time: Duration::from_secs(20), ..Limits::default() };
        let tried = Program::new("/bin/sh").arg("-c").arg(":");
        let finished = run_confined(Some(&found), tried, Vec::new(), &sandbox, &limits, interrupt)?;
        if finished.end == End::Exited(0) {
            return Ok(found);
        }
        let said = String::from_utf8_lossy(&finished.stderr.bytes).trim().replace('\n', "; ");
        Err(Unconfined::Forbidden { program, said: if said.is_empty() { finished.end.to_string() } else { said } })
    }

    /// Wraps a program in bubblewrap. `needed` are the paths that it must read even in hidden folders.
    fn around(&self, program: Program, needed: Vec<&Path>, sandbox: &Path, limits: &Limits) -> Program {
        let mut arguments: Vec<OsString> = OPTIONS.map(OsString::from).to_vec();
        for path in bound(needed.into_iter().chain([program.path()])) {
            let real = path.canonicalize().unwrap_or_else(|_| path.clone());
            // bubblewrap can't bind something to the place of a link.
            let how = if path.is_symlink() { "--symlink" } else { "--ro-bind-try" };
            arguments.extend([how.into(), real.into(), path.into()]);
        }
        arguments.extend(["--bind".into(), sandbox.into(), sandbox.into(), "--chdir".into(), sandbox.into()]);
        // The shell counts the sizes of files in blocks of 512 bytes, and memory in KiB.
        let (blocks, memory) =
            ((limits.events / 512).to_string(), limits.memory.map(|memory| (memory / 1024).to_string()));
        arguments
            .extend(["--", "/bin/sh", "-c", LIMITED, "sh", &blocks, &memory.unwrap_or_default()].map(OsString::from));
        program.under(&self.bubblewrap, &arguments)
    }
}

/// The hidden ones of these paths, with those to which they lead, but without what is in a folder that is there already. Folders
/// come before what is in them.
fn bound<'a>(needed: impl Iterator<Item = &'a Path>) -> Vec<PathBuf> {
    let needed = needed.flat_map(|path| [Some(path.to_owned()), path.canonicalize().ok()]).flatten();
    let mut all: Vec<PathBuf> = needed.filter(|path| HIDDEN.iter().any(|hidden| path.starts_with(hidden))).collect();
    all.sort_unstable();
    let mut bound: Vec<PathBuf> = Vec::new();
    for path in all {
        // What is below a link to a folder is there where that leads.
        if !bound.iter().any(|around| path.starts_with(around)) {
            bound.push(path);
        }
    }
    bound
}

/// Runs foreign code as [`run`](super::run) does, in a confinement if one is given. `needed` are the paths that it must
/// read even in hidden folders.
pub fn run_confined(
    confinement: Option<&Confinement>,
    program: Program,
    needed: Vec<&Path>,
    sandbox: &Sandbox,
    limits: &Limits,
    interrupt: &Interrupt,
) -> Result<Finished, Error> {
    let Some(confinement) = confinement else {
        return process::run(&program, sandbox, limits, interrupt);
    };
    let program = confinement.around(program, needed, sandbox.path(), limits);
    let finished = process::run(&program, sandbox, limits, interrupt)?;
    // bubblewrap reports signals as shells do, by its exit code.
    Ok(Finished { end: finished.end.relayed(), ..finished })
}
