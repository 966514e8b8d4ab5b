//! `extproof list`.

use std::io::Write;

use serde::Serialize;

use super::Exit;
use super::arguments::ListArguments;
use super::failure::Failure;
use super::hosts::Hosts;
use super::{screen, session};
use crate::case::Case;
use crate::project::Project;
use crate::report::Page;
use crate::report::escape::json::document;
use crate::run::Options;

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
    let project = Project::of_this_build();
    let names = Hosts::read(&project)?.named(&arguments.hosts, Options::default().timeout)?.names();
    let set = session::cases(&project, &names, &arguments.cases)?;
    let selection = session::selection(&set, &names, &arguments.cases, None)?;
    let cases: Vec<&Case> = set.cases.iter().filter(|case| selection.has_case(case)).collect();
    screen::document(|out| {
        if arguments.json {
            let items: Vec<Item<'_>> = cases.into_iter().map(item).collect();
            return out.write_all(document(&items)?.as_bytes());
        }
        let page = &mut Page::new(out);
        let width = cases.iter().map(|case| case.id.len()).max().unwrap_or_default();
        cases.iter().try_for_each(|case| page.line(format!("{:width$}  {}", case.id, case.title)))
    })?;
    Ok(if set.errors.is_empty() { Exit::AsReviewed } else { Exit::BadInput })
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
