//! `extproof check`: how an extension module behaves in many embedding scenarios.
//!
//! The way: a target gives subjects (modules, as one Python finds them), each is put through the trials, each trial in a
//! process of its own with the checker as host, and judged by its transcript.

mod abi;
mod absent;
mod answer;
mod attempt;
mod baseline;
mod bench;
mod binding;
mod blame;
mod candidate;
mod control;
mod declared;
mod deep;
mod detail;
mod environment;
mod foreign;
#[doc(hidden)]
pub mod fuzz;
mod growth;
mod joint;
mod judge;
mod kind;
mod known;
mod layout;
mod library;
mod names;
mod needed;
mod note;
mod obstacle;
mod pip;
mod problem;
mod refusal;
mod remark;
mod requirement;
mod search_path;
mod shared;
mod state;
mod statics;
mod steps;
mod subject;
mod suite;
mod symbol;
mod symptom;
mod target;
mod trial;
mod usage;
mod verdict;
mod wheel;

pub use abi::Abi;
pub use attempt::Options;
pub use bench::{Bench, Place};
pub use binding::Binding;
pub use declared::{Declared, Init, Interpreters};
pub use detail::{At, Detail, LeftThread, Reason, Remains};
pub use growth::{Growth, Origin};
pub use library::Library;
pub use names::Lost;
pub use note::Note;
pub use obstacle::Obstacle;
pub use problem::Problem;
pub use remark::Remark;
pub use requirement::Requirement;
pub use search_path::SearchPath;
pub use shared::Shared;
pub use state::Change;
pub use statics::{How, Kept};
pub use subject::{Source, Subject};
pub use suite::{Checked, check_all, take_optional};
pub use target::{Fault, Found, Target, Unfit};
pub use trial::{Trial, Use};
pub use usage::Usage;
pub use verdict::{Outcome, Owner, Verdict};
