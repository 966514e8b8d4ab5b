//! `extproof pythons`.

use std::io::Write;

use super::arguments::PythonsArguments;
use super::failure::Failure;
use super::{Exit, screen, session};
use crate::isolate::Interrupt;
use crate::python::{Discovery, Request};
use crate::report::pythons as report;
use crate::version::supported;

pub(super) fn pythons(arguments: &PythonsArguments) -> Result<Exit, Failure> {
    if arguments.supported {
        screen::document(|out| supported().try_for_each(|version| writeln!(out, "{}", version.minor_name())))?;
        return Ok(Exit::Passed);
    }
    let own = session::readable()?;
    let request = Request::of_process(&arguments.pythons.pythons);
    let interrupt = Interrupt::on_signals()?;
    let discovery = Discovery::run(&request, &own.project.python_facts(), interrupt, &session::tell_damage)?;
    screen::document(|out| match arguments.json {
        true => report::json(&discovery.candidates, out),
        false => report::text(&discovery.candidates, out),
    })?;
    let usable = discovery.usable().next().is_some();
    Ok(if usable { Exit::Passed } else { Exit::NothingRun })
}
