//! extproof shows how C extension modules behave when they are added to an embedded Python at run time.
//!
//! This is the library behind the command `extproof` and the conformance suite. The modules are in the order in which data
//! goes through them:
//!
//! 1. What there is: [`python`] finds Pythons, [`case`] and [`host`] read cases and host manifests, [`snapshot`] the reviewed
//!    transcripts.
//! 2. [`plan`] turns the steps of a case into a scenario of the host contract.
//! 3. [`build`] compiles fixtures and hosts, each once for a Python and its content.
//! 4. [`engine`] lays the scenario out and has a host carry it out. [`isolate`] gives each process a sandbox and limits.
//! 5. [`transcript`] turns the events of the process and its end into normalized text.
//! 6. Three modules decide what is run, and judge the transcript: [`run`] compares it with the snapshot and the contract of
//!    the case, [`check`] gives a verdict on a user's own module, [`host_check`] tests a host against the host contract.
//!    [`config`] reads the settings of [`check`] and known results.
//! 7. [`search`] finds cases and findings by an error message, [`book`] makes a site of them.
//! 8. [`report`] has the words for users, [`cli`] the command line.
//!
//! `docs/architecture.md` has the same as a picture, with the rules for what may use what.

#![forbid(unsafe_code)]
// What is printed goes through `cli::screen`, which escapes what others wrote.
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod advice;
pub mod book;
pub mod build;
pub mod case;
pub mod check;
pub mod cli;
pub mod config;
mod descriptors;
pub mod document;
pub mod engine;
mod file;
pub mod host;
pub mod host_check;
pub mod isolate;
pub mod plan;
pub mod project;
pub mod python;
mod removal;
pub mod report;
pub mod run;
pub mod search;
mod shell;
pub mod snapshot;
pub mod template;
pub mod transcript;
pub mod version;
