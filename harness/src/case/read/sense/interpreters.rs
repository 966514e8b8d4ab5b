//! Whether the interpreters that steps name exist.

use std::collections::BTreeSet;

use super::Written;
use crate::case::read::step::StepContext;
use crate::case::{Action, Case, words};
use crate::document::Problems;

const MAIN: &str = "main";

/// Checks them for each variant, because placeholders can be part of their names.
pub(super) fn check(steps: &[Written<'_>], case: &Case, problems: &Problems) {
    for mode in &case.modes {
        for fixture in &case.fixtures {
            let filled = |text: &str| words::shown(text, *mode, fixture);
            InterpretersOfThread { filled: &filled, problems, living: BTreeSet::new(), ended: BTreeSet::new() }
                .follow(steps);
        }
    }
}

/// The interpreters of one thread: no thread can use another's.
struct InterpretersOfThread<'a> {
    filled: &'a dyn Fn(&str) -> String,
    problems: &'a Problems,
    living: BTreeSet<String>,
    ended: BTreeSet<String>,
}

impl InterpretersOfThread<'_> {
    fn follow(&mut self, steps: &[Written<'_>]) {
        for written in steps {
            let named = |name: &str| words::in_thread(&(self.filled)(name), written.thread);
            match &written.step.action {
                Action::Python { interpreter: Some(name), .. } => {
                    let name = named(name);
                    if written.place == StepContext::RunMain && name != MAIN {
                        let message = format!("Py_RunMain has only the main interpreter, not `{name}`");
                        self.problems.add(written.span("in"), message, "remove `in`");
                    } else if name != MAIN {
                        self.need(&name, written, "in");
                    }
                }
                Action::NewInterpreter { name, .. } => {
                    let name = named(name);
                    if name == MAIN || self.living.contains(&name) {
                        let message = format!("duplicate interpreter `{name}`");
                        self.problems.add(written.span("new_interpreter"), message, "choose another name");
                    }
                    self.ended.remove(&name);
                    self.living.insert(name);
                }
                Action::EndInterpreter { name } => {
                    let name = named(name);
                    if name == MAIN {
                        let help = "use `finalize`";
                        self.problems.add(written.span("end_interpreter"), "the main interpreter can't be ended", help);
                    } else {
                        self.need(&name, written, "end_interpreter");
                        self.living.remove(&name);
                        self.ended.insert(name);
                    }
                }
                Action::Threads(_) => {
                    for steps in written.children() {
                        let (filled, problems) = (self.filled, self.problems);
                        let (living, ended) = (BTreeSet::new(), BTreeSet::new());
                        InterpretersOfThread { filled, problems, living, ended }.follow(&steps);
                    }
                }
                Action::RunMain(_) => {
                    written.children().iter().for_each(|steps| self.follow(steps));
                    self.all_ended();
                }
                Action::Finalize => self.all_ended(),
                _ => {}
            }
        }
    }

    fn all_ended(&mut self) {
        self.ended.append(&mut self.living);
    }

    fn need(&self, name: &str, written: &Written<'_>, key: &str) {
        if self.living.contains(name) {
            return;
        }
        let message = match self.ended.contains(name) {
            true => format!("interpreter `{name}` has ended before this step"),
            false => format!("no earlier step creates interpreter `{name}`"),
        };
        let living: Vec<String> = self.living.iter().map(|name| format!(", {name}")).collect();
        let whose = if written.thread.is_some() {
            "; a thread can use the main interpreter and those that it created"
        } else {
            ""
        };
        let main =
            if key == "in" { format!("{MAIN}{}", living.concat()) } else { living.concat().replacen(", ", "", 1) };
        let allowed = if main.is_empty() { "nothing, because no interpreter is alive".to_owned() } else { main };
        self.problems.add(written.span(key), message, format!("allowed here: {allowed}{whose}"));
    }
}
