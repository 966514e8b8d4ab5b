//! How the steps of a host correspond to those of a case.

use extproof_contract::Scenario;

use crate::case::{Step, StepNames};
use crate::plan::Keys;

/// A scenario, and how its steps correspond to those of the case.
#[derive(Debug)]
pub struct Lowered {
    /// For the host.
    pub scenario: Scenario,
    /// For the transcript, in the order of the case.
    pub blocks: Vec<Block>,
    /// Files to lay out below the module folder: relative path and text.
    pub files: Vec<(String, String)>,
    /// The keys that the events are signed with.
    pub keys: Option<Keys>,
}

/// A step of the case: one block of the transcript.
#[derive(Debug)]
pub struct Block {
    /// The step as a transcript shows it.
    pub title: String,
    /// How deviations call it.
    pub names: StepNames,
    /// What it means for the record.
    pub kind: BlockKind,
    /// The name of the interpreter in which it happens.
    pub interpreter: String,
    /// The ids of the host's steps that belong to it.
    pub ids: Vec<u32>,
    /// The steps inside it.
    pub children: Vec<Vec<Block>>,
    /// The step of the case.
    pub step: Step,
}

/// What a block means for the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// An initialization of Python begins.
    Start,
    /// All interpreters end.
    Finish,
    /// One interpreter ends.
    End,
    /// Steps in parallel.
    Parallel,
    /// A whole initialization of Python.
    Runtime,
    /// Anything else.
    Plain,
}
