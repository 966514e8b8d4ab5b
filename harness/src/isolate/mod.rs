//! Carries out one run in a process of its own, from which nothing gets in and nothing stays behind.
//!
//! [`run`] starts a [`Program`] in a [`Sandbox`], under [`Limits`], and says how it [`Finished`]. Whatever
//! runs code of others goes this way. What builds and asks for the user is [called](tool::call) with the user's environment.
//!
//! - *Nothing gets in.* The environment is built from nothing ([`Program::environment`]), the standard input is empty, the
//!   sandbox is the working directory, `HOME` and `TMPDIR`.
//! - *Nothing hangs.* When the time is over, every process of the run is killed. Output beyond the limit is read and
//!   thrown away, so a flood neither blocks the program nor fills our memory; memory and the size of files are limited.
//! - *Nothing stays.* When the program ends, however it ends, all that it started is killed and reaped before `run`
//!   returns, so nobody writes into a sandbox that is being removed. What was still there a second after a program had
//!   ended by itself is told ([`Left`]). Nobody waits for a grandchild that holds the standard output open. Signals end all
//!   runs at once ([`Interrupt`]).
//! - *Nothing else goes.* A [`Folder`] is removed through descriptors, so that no link is followed and no mount is entered;
//!   what a program mounted there is taken away first, and where that isn't allowed, the folder stays. What a killed
//!   harness left is swept away by the next if it has the marker that it was made with.
//!
//! Processes that leave the group (`setsid`) are caught too: the harness is the "subreaper" of what it starts, so they
//! become its children when their parent dies. They are known by a number of their run in a limit that the kernel doesn't
//! use, which each process has from its parent; it is put right after the start, when the program and what it has started
//! are stopped for a moment. Before that, they are known by the name of the sandbox in their environment, or by their
//! working directory. Other children and orphans of the process that uses this are let alone.
//!
//! The first run changes two things of the harness process for good: it becomes that subreaper, and neither it nor what
//! it starts can leave core files any more.
//!
//! # What it is not
//!
//! This keeps runs apart that may crash, hang and flood; it is no prison for programs that attack it. Known limits:
//!
//! - A process is not found that sets its limit of file locks (`RLIMIT_LOCKS`) itself, has somebody else start it (systemd,
//!   cron, a container's daemon), or becomes a daemon without an environment before it is marked.
//! - What runs as another user (`sudo`) is told, but can't be killed by who isn't root.
//! - Limits are set right after the start, because setting them before `exec` needs `pre_exec`, which makes starting
//!   slower. That moment is microseconds, or milliseconds on a machine under heavy load. The program itself wins nothing by
//!   being quick: the kernel checks the limits at each allocation and each write, and counts what was taken before.
//! - Limits hold for each process, not for their sum. Shared memory (`MAP_SHARED`, `memfd`) is not part of the memory.
//! - Ignored signals, `umask`, the remaining resource limits and descriptors without `FD_CLOEXEC` are inherited from
//!   whoever started the harness.
//! - If the harness itself is killed (`SIGKILL`, a second Ctrl-C), its running programs go on until they end by themselves.
//!   Nothing tells them of it that is there before `exec` but `pre_exec`. The folders are removed by [`Folder::sweep`].

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
