//! Runs a program in a process of its own: nothing gets in, and nothing stays behind.
//!
//! [`run`] starts a [`Program`] in a [`Sandbox`], under [`Limits`], and returns how it [`Finished`]. All foreign code
//! is run like this. Tools that build or ask for the user are [called](tool::call) with the user's environment.
//!
//! - *Nothing gets in.* The environment is built from scratch ([`Program::environment`]), the standard input is empty,
//!   the sandbox is the working directory, `HOME` and `TMPDIR`.
//! - *Nothing hangs.* When time is up, every process of the run is killed. Output beyond the limit is read and thrown
//!   away, so a flood neither blocks the program nor fills our memory; memory and the size of files are limited.
//! - *Nothing stays.* When the program ends, however it ends, all that it started is killed and reaped before `run`
//!   returns, so nobody writes into a sandbox that is being removed. Processes that are still there a second after a
//!   program ended by itself are reported ([`Left`]). Nobody waits for a grandchild that holds the standard output
//!   open. Signals end all runs at once ([`Interrupt`]).
//! - *Nothing else is removed.* A [`Folder`] is removed through descriptors, so that no link is followed and no mount
//!   is entered; what a program mounted there is unmounted first, and where that isn't allowed, the folder stays. What
//!   a killed harness left is removed by the next one if it still has its marker.
//!
//! Processes that leave the group (`setsid`) are caught too: the harness is the "subreaper" of what it starts, so they
//! become its children when their parent dies. They are recognized by the number of their run, in a limit that the
//! kernel doesn't use and that each process inherits. It is set right after the start, while the program and what it
//! has started are stopped for a moment. Until then, they are recognized by the sandbox's path in their environment, or
//! by their working directory. Other children and orphans of the harness process are left alone.
//!
//! The first run changes two things of the harness process for good: it becomes that subreaper, and neither it nor what
//! it starts can leave core files any more.
//!
//! # What it is not
//!
//! This keeps runs apart that may crash, hang and flood; it doesn't contain programs that attack it. Known limits:
//!
//! - A process isn't found if it sets its limit of file locks (`RLIMIT_LOCKS`), is started by something else (systemd,
//!   cron, a container's daemon), or becomes a daemon without an environment before it is marked.
//! - Processes of another user (`sudo`) are reported, but only root can kill them.
//! - Limits are set right after the start, because setting them before `exec` needs `pre_exec`, which makes starting
//!   slower. The gap is microseconds, or milliseconds on a machine under heavy load. A program gains nothing by being
//!   quick: the kernel checks the limits at each allocation and each write, and counts what was taken before.
//! - Limits hold for each process, not for their sum. Shared memory (`MAP_SHARED`, `memfd`) isn't counted.
//! - Ignored signals, `umask`, the remaining resource limits and descriptors without `FD_CLOEXEC` are inherited from
//!   whoever started the harness.
//! - If the harness itself is killed (`SIGKILL`, a second Ctrl-C), its running programs continue until they end by
//!   themselves. Only `pre_exec` could make the kernel end them. The folders are removed by [`Folder::sweep`].

mod confinement;
mod end;
mod error;
mod events;
mod folder;
mod interrupt;
mod left;
mod limits;
mod mark;
mod marker;
mod orphans;
mod output;
mod patience;
mod process;
mod program;
mod room;
mod sandbox;
mod seize;
mod state;
mod sweep;
pub mod tool;
mod tree;

pub use confinement::{Confinement, Unconfined, run_confined};
pub use end::{End, Signal};
pub use error::Error;
pub use folder::Folder;
pub use interrupt::Interrupt;
pub use left::Left;
pub use limits::Limits;
pub use output::Captured;
pub use process::{Finished, run};
pub use program::Program;
pub use sandbox::Sandbox;
