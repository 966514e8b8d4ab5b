//! `extproof pythons`.

use std::io::{Write, stdout};

use super::Exit;
use super::arguments::PythonsArguments;
use super::failure::Failure;
use super::session;
use crate::project::Project;
use crate::python::{Candidate, Discovery, Request};
use crate::report::words;

pub(super) fn pythons(arguments: &PythonsArguments) -> Result<Exit, Failure> {
    let project = Project::of_this_build();
    let request = Request::of_process(&arguments.pythons.pythons);
    let discovery = Discovery::run(&request, &project.python_facts(), &session::tell_damage);
    let mut out = stdout().lock();
    if arguments.json {
        let summaries: Vec<_> = discovery.candidates.iter().map(Candidate::summary).collect();
        serde_json::to_writer_pretty(&mut out, &summaries).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        write!(out, "{}", words::pythons(&discovery.candidates))?;
    }
    let usable = discovery.usable().next().is_some();
    Ok(if usable { Exit::AsReviewed } else { Exit::NothingRun })
}
