//! `extproof check`: how anybody's extension module behaves where others will put it.
//!
//! The way: a target gives subjects (modules, as one Python finds them), each is put through the trials, each trial in a
//! process of its own with the checker as host, and judged by its transcript.

mod abi;
mod answer;
mod attempt;
mod baseline;
mod bench;
mod candidate;
mod confinement;
mod control;
mod declared;
mod deep;
mod environment;
mod foreign;
#[doc(hidden)]
pub mod fuzz;
mod growth;
mod judge;
mod layout;
mod library;
mod needed;
mod note;
mod obstacle;
mod pip;
mod problem;
mod refusal;
mod requirement;
mod scenario;
mod shared;
mod steps;
mod subject;
mod suite;
mod target;
mod trial;
mod verdict;
mod wheel;

pub use abi::Abi;
pub use attempt::Options;
pub use bench::{Bench, Place};
pub use confinement::{Confinement, Unconfined};
pub use declared::{Declared, Init, Interpreters};
pub use growth::THRESHOLD;
pub use library::Library;
pub use note::Note;
pub use obstacle::Obstacle;
pub use problem::Problem;
pub use requirement::Requirement;
pub use shared::Shared;
pub use subject::Subject;
pub use suite::{Checked, check_all};
pub use target::{Fault, Found, Target};
pub use trial::Trial;
pub use verdict::{Outcome, Verdict};
