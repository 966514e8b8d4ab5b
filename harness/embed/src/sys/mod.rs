//! Everything that calls Python, and so all that is unsafe.
//!
//! # Why it is sound
//!
//! - **Attached.** A [`Thread`] is made only where a thread has just been attached to an interpreter, can't leave that thread,
//!   and knows when it is detached. Every call of Python is made through an [`Interpreter`] of such a thread, which refuses
//!   when the thread is detached or the interpreter has ended, attaches to the interpreter first, and goes back afterwards.
//! - **One life at a time.** [`start`] holds the one token of the process. Only the owner of the life ends it, after every
//!   sub-interpreter; handles that outlive it find that their interpreter has ended, and other threads can't outlive it,
//!   because they are attached only while the owner waits for them in [`Thread::detached`].
//! - **Names and functions.** What Python keeps pointers to is never freed: an [`Entry`] is kept for the life of the process,
//!   once for each name and function, and shared libraries are never closed. So nothing dangles, whoever looks at it when.
//! - **References.** An [`Owned`] is one reference. It is made and dropped while attached to the interpreter of its object.
//! - **Init functions.** Whoever makes an [`InitFunction`] promises that it is one. It runs with the thread attached, as by
//!   Python itself, and what it returns is judged before anything is done with it.
//! - **No unwinding.** What Python calls is `extern "C"`, which doesn't unwind, and has nothing in it that panics.

#![allow(unsafe_code)]

mod create;
mod entry;
mod exception;
mod importer;
mod interpreter;
mod library;
mod life;
mod object;
mod start;
mod thread;

pub use entry::InitFunction;

pub(crate) use entry::Entry;
pub(crate) use exception::Raised;
pub(crate) use importer::{Module, Setting};
pub(crate) use interpreter::{Interpreter, Refusal, SubSettings};
pub(crate) use library::open;
pub(crate) use life::{Ending, Life, NotFree};
pub(crate) use start::{Settings, StartError, start};
pub(crate) use thread::{Waiting, attach};
