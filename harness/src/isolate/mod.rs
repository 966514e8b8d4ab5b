//! Carries out one run in a process of its own, from which nothing gets in and nothing stays behind.
//!
//! [`run`] starts a [`Program`] in a [`Sandbox`], under [`Limits`], and says how it [`Finished`].
//!
//! - *Nothing gets in.* The environment is built from nothing ([`Program::environment`]), the standard input is empty, the
//!   sandbox is the working directory, `HOME` and `TMPDIR`.
//! - *Nothing hangs.* When the time is over, every process of the run is killed. Output beyond the limit is read and
//!   thrown away, so a flood neither blocks the program nor fills our memory; memory and the size of files are limited.
//! - *Nothing stays.* When the program ends, however it ends, its whole process group is killed and reaped before `run`
//!   returns, so nobody writes into a sandbox that is being removed. Nobody waits for a grandchild that holds the
//!   standard output open. Signals end all runs at once ([`Interrupt`]).
//!
//! Processes that leave the group (`setsid`) are caught too: the harness is the "subreaper" of what it starts, so they
//! become its children when their parent dies, and are known by the name of the sandbox in their environment or by their
//! working directory.
//!
//! The first run changes two things of the harness process for good: it becomes that subreaper, and neither it nor what
//! it starts can leave core files any more.
//!
//! # What it is not
//!
//! This keeps runs apart that may crash, hang and flood; it is no prison for programs that attack it. Known limits:
//!
//! - A process that leaves the group and also empties its environment and leaves the sandbox is not found.
//! - Limits are set right after the start, because setting them before `exec` needs `pre_exec`, which makes starting
//!   slower. That moment is microseconds, or milliseconds on a machine under heavy load. The program itself wins nothing by
//!   being quick: the kernel checks the limits at each allocation and each write, and counts what was taken before. Only
//!   a process that it forks in that moment keeps our own limits; the time-out ends that one too.
//! - Limits hold for each process, not for their sum. Shared memory (`MAP_SHARED`, `memfd`) is not part of the memory.
//! - Ignored signals, `umask`, the remaining resource limits and descriptors without `FD_CLOEXEC` are inherited from
//!   whoever started the harness.
//! - If the harness itself is killed (`SIGKILL`, a second Ctrl-C), its running programs go on until they end by themselves.
//!   The folders are removed by [`Folder::sweep`].

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
mod process;
mod program;
mod room;
mod sandbox;
mod seize;
mod state;
mod sweep;
pub mod tool;
mod tree;

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
