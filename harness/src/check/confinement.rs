//! What `--sandbox` puts around each process that runs foreign code: bubblewrap.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::deep;
use crate::isolate::{self, End, Finished, Interrupt, Limits, Program, Sandbox};

/// Namespaces of its own for each process: it sees the file system, but can write nothing of it but its own folder, reaches
/// no network, and sees no processes but those that it starts.
#[derive(Clone, Debug)]
pub struct Confinement {
    bubblewrap: PathBuf,
}

/// Why that can't be had.
#[derive(Debug, thiserror::Error)]
pub enum Unconfined {
    /// The program isn't there.
    #[error("`--sandbox` needs bubblewrap, and there is no `bwrap` in PATH: install the package `bubblewrap`")]
    NotInstalled,
    /// The system or the container forbids it.
    #[error(
        "`--sandbox` can't be had here, {}: {said}; bubblewrap needs user namespaces, which containers and some systems \
         forbid (see the sysctls kernel.unprivileged_userns_clone and kernel.apparmor_restrict_unprivileged_userns)",
        program.display()
    )]
    Forbidden {
        /// bubblewrap.
        program: PathBuf,
        /// What came of it.
        said: String,
    },
    /// Processes can't be run at all.
    #[error(transparent)]
    Isolate(#[from] isolate::Error),
}

/// The options of bubblewrap. A terminal could be made to type, so there is none. What a module leaves behind doesn't die
/// with its parent, so that it is seen.
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

/// Limits are set from outside right after the start, and bubblewrap forks so soon that its child can escape them. A limit
/// that can't be set is one that is lower already.
const LIMITED: &str = "{ ulimit -f \"$1\"; test -z \"$2\" || ulimit -d \"$2\"; } 2>/dev/null; shift 2; exec \"$@\"";

/// Where other programs have their sockets and temporary files: in their place there is something empty, or of its own.
const HIDDEN: [&str; 4] = ["/dev", "/proc", "/run", "/tmp"];

impl Confinement {
    /// Looks for bubblewrap, and tries it.
    ///
    /// # Errors
    /// When it isn't there, or doesn't work here.
    pub fn find(interrupt: &Interrupt) -> Result<Self, Unconfined> {
        let program = deep::find("bwrap").ok_or(Unconfined::NotInstalled)?;
        let found = Self { bubblewrap: program.clone() };
        let sandbox = Sandbox::new(None)?;
        let limits = Limits { time: Duration::from_secs(20), ..Limits::default() };
        let tried = Program::new("/bin/sh").arg("-c").arg(":");
        let finished = run(Some(&found), tried, Vec::new(), &sandbox, &limits, interrupt)?;
        if finished.end == End::Exited(0) {
            return Ok(found);
        }
        let said = String::from_utf8_lossy(&finished.stderr.bytes).trim().replace('\n', "; ");
        Err(Unconfined::Forbidden { program, said: if said.is_empty() { finished.end.to_string() } else { said } })
    }

    /// The program inside. `needed` is what it has to read, wherever that is.
    fn around(&self, program: Program, needed: Vec<&Path>, sandbox: &Path, limits: &Limits) -> Program {
        let own = program.path().to_owned();
        let mut needed: Vec<&Path> = needed.into_iter().chain([own.as_path()]).collect();
        let mut arguments: Vec<OsString> = OPTIONS.map(OsString::from).to_vec();
        // Folders before what is in them.
        needed.sort_unstable();
        for path in needed.into_iter().filter(|path| HIDDEN.iter().any(|hidden| path.starts_with(hidden))) {
            arguments.extend(["--ro-bind-try".into(), path.into(), path.into()]);
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

/// Runs foreign code, confined if that is asked for. `needed` is what it has to read, wherever that is.
pub(super) fn run(
    confinement: Option<&Confinement>,
    program: Program,
    needed: Vec<&Path>,
    sandbox: &Sandbox,
    limits: &Limits,
    interrupt: &Interrupt,
) -> Result<Finished, isolate::Error> {
    let Some(confinement) = confinement else {
        return isolate::run(&program, sandbox, limits, interrupt);
    };
    let program = confinement.around(program, needed, sandbox.path(), limits);
    let finished = isolate::run(&program, sandbox, limits, interrupt)?;
    // bubblewrap tells of signals as shells do.
    Ok(Finished { end: finished.end.relayed(), ..finished })
}
