//! Everything that calls Python, and so all unsafe code.
//!
//! # Why it is sound
//!
//! - **Attached.** A [`Thread`] is made only where a thread has just been attached to an interpreter, and can't leave that thread.
//!   Every call of Python is made through an [`Interpreter`] of such a thread. It asks Python whether the thread is attached,
//!   because other libraries detach and attach, too; attaches to the interpreter first, puts a pending exception aside, and
//!   goes back afterwards.
//! - **One initialization at a time.** [`start`] holds the one token of the process; that nothing else starts or ends Python is its
//!   caller's promise. Only the owner of the initialization ends it, after every sub-interpreter, and not while any call is on its
//!   stack. Handles know their initialization and process ([`era`]), so those that outlive either, or their thread's attachment,
//!   have ended. Other threads of the library can't outlive it, because they are attached only while the owner waits for them in
//!   [`Thread::detached`]. If threads of others are left, Python isn't started again where they could come back to freed memory.
//! - **Adopted.** A Python that others have started ends when they want, but, by the contract of [`adopt`], not during a call. A handle keeps
//!   the state of its thread as `PyGILState_Ensure` does, looks each time whether it is there, and Python itself tells when it ends, by an exit function and at the very end
//!   ([`adopted`]); from the first on, handles have ended.
//! - **Threads.** Each thread has a state of its own in an interpreter. One that goes to another thread ([`detached_sub`]) has no state of the
//!   first any more when the other one uses it; whether it is still there is looked up by its number.
//! - **Own GILs.** Threads of interpreters with their own GIL run while this one looks at Python's lists. So Python looks itself, under its
//!   lock, or pointers are compared that aren't followed; what is followed is of this thread, or of an interpreter whose GIL it has
//!   ([`runtime`]).
//! - **Forks.** While there are sub-interpreters, which Python can't delete in a forked process, `os.fork` is an error ([`fork`]). A fork waits
//!   until no other thread holds a lock of the library ([`turn`]). The one thread of the new process keeps the last state that it has.
//! - **Names and functions.** What Python keeps pointers to is never freed: an [`Entry`] is kept until the process ends,
//!   once for each name and function, and shared libraries are never closed. So no pointer dangles.
//! - **References.** An [`Owned`] is one reference. It is created and dropped while attached to the interpreter of its object.
//! - **Init functions.** The caller that creates an [`InitFunction`] guarantees that it is one. It runs with the thread attached, as by
//!   Python itself, and its result is validated before use.
//! - **No unwinding.** What Python calls is `extern "C"`, which doesn't unwind, and has nothing in it that panics. Up to 3.13 Python
//!   ends daemon threads by unwinding them, so it doesn't end while one is in such a function ([`create`]).

#![allow(unsafe_code)]

mod adopted;
mod convert;
mod create;
mod detached_sub;
mod entry;
mod era;
mod exception;
mod fork;
mod importer;
mod interpreter;
mod library;
mod lock;
mod object;
mod runtime;
mod start;
mod thread;
mod traceback;
mod turn;

pub use entry::InitFunction;

pub(crate) use adopted::{AdoptError, Adopted, adopt};
pub(crate) use convert::NoValue;
pub(crate) use detached_sub::{DetachedSub, detach};
pub(crate) use entry::Entry;
pub(crate) use era::Era;
pub(crate) use exception::Raised;
pub(crate) use importer::{Module, Setting};
pub(crate) use interpreter::{Interpreter, Refusal, SubSettings};
pub(crate) use library::open;
pub(crate) use lock::Lock;
pub(crate) use runtime::{Ending, NotFree, Runtime};
pub(crate) use start::{Settings, StartError, start};
pub(crate) use thread::{Waiting, attach};
