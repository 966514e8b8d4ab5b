//! `extproof list`.

use std::io::Write;

use c_ext_fixtures::{Source, Sources};
use serde::Serialize;

use super::Exit;
use super::arguments::ListArguments;
use super::failure::Failure;
use super::hosts::{self, Hosts};
use super::{screen, session};
use crate::case::{Case, CaseSet};
use crate::project::Project;
use crate::report::Page;
use crate::report::escape::json::document;
use crate::run::RunOptions;

#[derive(Serialize)]
struct Item<'a> {
    case: &'a str,
    title: &'a str,
    modes: Vec<&'static str>,
    fixtures: &'a [String],
    contract: Option<&'a str>,
    undefined: Option<&'a str>,
}

pub(super) fn list(arguments: &ListArguments) -> Result<Exit, Failure> {
    let own = session::readable_with(&arguments.cases)?;
    let project = &own.project;
    if arguments.fixtures {
        return fixtures(project, arguments.json);
    }
    let hosts = Hosts::for_cases(project, &arguments.cases)?.named(&arguments.hosts, RunOptions::default().timeout)?;
    let exit = hosts.complain();
    let CaseSet { cases, errors, .. } = session::named_or_found(project, &hosts.names(), &arguments.cases)?;
    screen::document(|out| {
        if arguments.json {
            let items: Vec<Item<'_>> = cases.iter().map(item).collect();
            return out.write_all(document(&items)?.as_bytes());
        }
        let page = &mut Page::new(out);
        let width = cases.iter().map(|case| case.id.len()).max().unwrap_or_default();
        cases.iter().try_for_each(|case| page.line(format!("{:width$}  {}", case.id, case.title)))
    })?;
    Ok(if errors.is_empty() { exit } else { exit.and(Exit::BadInput) })
}

#[derive(Serialize)]
struct Fixture<'a> {
    fixture: &'a str,
    title: &'a str,
    about: &'a [String],
}

impl<'a> Fixture<'a> {
    fn of(Source { name, title, about, .. }: &'a Source) -> Self {
        Self { fixture: name, title, about }
    }
}

fn fixtures(project: &Project, json: bool) -> Result<Exit, Failure> {
    let Sources { usable: sources, unusable } = project.sources()?;
    let exit = hosts::unusable(&unusable);
    screen::document(|out| {
        if json {
            let items: Vec<Fixture<'_>> = sources.iter().map(Fixture::of).collect();
            return out.write_all(document(&items)?.as_bytes());
        }
        let page = &mut Page::new(out);
        let width = sources.iter().map(|source| source.name.len()).max().unwrap_or_default();
        sources.iter().try_for_each(|source| page.line(format!("{:width$}  {}", source.name, source.title)))
    })?;
    Ok(exit)
}

fn item(case: &Case) -> Item<'_> {
    Item {
        case: &case.id,
        title: &case.title,
        modes: case.modes.iter().map(|mode| mode.name()).collect(),
        fixtures: &case.fixtures,
        contract: case.contract.as_ref().map(|contract| contract.source.as_str()),
        undefined: case.undefined.as_deref(),
    }
}
