//! How the steps of a host belong to those of a case.

use extproof_contract::Scenario;

use crate::case::Step;
use crate::plan::Keys;

/// A scenario, and how its steps belong to those of the case.
#[derive(Debug)]
pub struct Lowered {
    /// For the host.
    pub scenario: Scenario,
    /// For the transcript, in the order of the case.
    pub blocks: Vec<Block>,
    /// Files to lay out below the module folder: relative path and text.
    pub files: Vec<(String, String)>,
    /// With what the events are signed.
    pub keys: Option<Keys>,
}

/// A step of the case: one block of the transcript.
#[derive(Debug)]
pub struct Block {
    /// The step as a transcript shows it.
    pub title: String,
    /// What it means for the record.
    pub kind: BlockKind,
    /// The interpreter in which it happens, as long as it lives.
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
    /// A life of Python begins.
    Start,
    /// All interpreters end.
    Finish,
    /// One interpreter ends.
    End,
    /// Steps in parallel.
    Parallel,
    /// A whole life of Python.
    Life,
    /// Anything else.
    Plain,
}
