//! extproof proves how C extension modules behave when they are added to an embedded Python at run time.
//!
//! The way of the data: discover [`python`]s, build fixtures and hosts, plan runs, carry each out in a process of its
//! own, turn its events into a transcript, and compare that with the reviewed snapshot and the contract of the case.

#![forbid(unsafe_code)]
// What is printed goes through `cli::screen`, which escapes what others wrote.
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod advice;
pub mod build;
pub mod case;
pub mod check;
pub mod cli;
mod descriptors;
pub mod document;
mod file;
pub mod host;
pub mod host_check;
pub mod isolate;
mod parallel;
pub mod plan;
pub mod project;
pub mod python;
mod removal;
pub mod report;
pub mod run;
pub mod snapshot;
pub mod transcript;
pub mod version;
