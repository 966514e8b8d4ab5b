//! The user's own code, which is run after each import.

use std::fs;
use std::path::{Path, PathBuf};

use super::Problem;
use super::other::is_about_module;
use super::steps::{MAIN, execute, replaced};
use crate::case::{Action, PythonAction, Step};

/// The user's own code, which is run after each import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// What tracebacks name it.
    pub name: String,
    /// The code.
    pub code: String,
    /// The file that it comes from.
    pub file: Option<PathBuf>,
}

impl Usage {
    /// A file, whose path starts from this folder, or the code itself.
    ///
    /// # Errors
    /// When the file is there, or looks like one of Python, and can't be read.
    pub fn read(folder: &Path, argument: &str) -> Result<Self, Problem> {
        let path = folder.join(argument);
        if path.is_file() || (path.extension().is_some_and(|end| end == "py") && !argument.contains(['\n', ' ', '('])) {
            let unreadable = |source| Problem::Unreadable { path: path.clone(), source };
            let code = fs::read_to_string(&path).map_err(unreadable)?;
            return Ok(Self { name: argument.to_owned(), code, file: Some(path) });
        }
        Ok(Self { name: "<--use>".to_owned(), code: argument.to_owned(), file: None })
    }

    /// The steps, with one that runs the code after each that imports the module.
    pub(super) fn after_imports(steps: &[Step]) -> Vec<Step> {
        let mut initialization = 0;
        replaced(steps, &mut |step| {
            let used = match &step.action {
                Action::Initialize { .. } => {
                    initialization += 1;
                    None
                }
                Action::Python {
                    action: action @ (PythonAction::Import(_) | PythonAction::Reload(_)),
                    interpreter,
                } if is_about_module(action) => Some(run(initialization, interpreter.as_deref().unwrap_or(MAIN))),
                _ => None,
            };
            [Some(step.clone()), used].into_iter().flatten().collect()
        })
    }
}

/// `USE`, `USE_NAME` and `TRIAL` are given. It has no braces, which could be words of steps.
const RUN: &str = "import sys
try:
  exec(compile(USE, USE_NAME, 'exec'), dict(__name__='__main__', EXTPROOF_TRIAL=TRIAL,";

fn run(initialization: usize, interpreter: &str) -> Step {
    let code = format!(
        "{RUN}
    EXTPROOF_INITIALIZATION={initialization}, EXTPROOF_INTERPRETER='{interpreter}'))
except BaseException as error:
  sys.__excepthook__(type(error), error.with_traceback(error.__traceback__.tb_next), None)
  raise"
    );
    execute(code, interpreter)
}

/// Whether a step runs the user's code.
pub(super) fn is_use(step: &Step) -> bool {
    matches!(&step.action, Action::Python { action: PythonAction::Execute(code), .. } if code.starts_with(RUN))
}

/// The traceback that it printed last, without its first line, up to the exception.
pub(super) fn traceback(stderr: &str) -> Vec<String> {
    const LINES: usize = 20;
    let lines: Vec<&str> = stderr.lines().collect();
    let Some(begin) = lines.iter().rposition(|line| line.starts_with("Traceback (most recent call last)")) else {
        return Vec::new();
    };
    let lines = &lines[begin + 1..];
    let exception = lines.iter().position(|line| !line.starts_with(' ')).map_or(lines.len(), |index| index + 1);
    lines[..exception][exception.saturating_sub(LINES)..].iter().map(|line| (*line).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Trial;
    use super::*;

    fn uses(name: &str) -> usize {
        let count = |steps: &[Step]| steps.iter().filter(|step| is_use(step)).count();
        let steps = Usage::after_imports(&Trial::from_name(name).unwrap().steps());
        let inner = steps.iter().map(|step| match &step.action {
            Action::Threads(lists) => lists.iter().map(|steps| count(steps)).sum(),
            _ => 0,
        });
        count(&steps) + inner.sum::<usize>()
    }

    #[test]
    fn each_import_is_followed_by_a_use() {
        assert_eq!(["import", "reload", "reinit", "two-subs", "own-gil-threads"].map(uses), [1, 2, 4, 2, 4]);
    }

    #[test]
    fn what_is_no_file_is_code() {
        assert_eq!(Usage::read(Path::new(""), "import x; x.f()").unwrap().code, "import x; x.f()");
        assert!(matches!(Usage::read(Path::new(""), "no/such/use.py"), Err(Problem::Unreadable { .. })));
    }

    #[test]
    fn the_last_traceback_is_found() {
        let stderr =
            "Traceback (most recent call last):\n  a\nE: 1\nTraceback (most recent call last):\n  b\nE: 2\na warning\n";
        assert_eq!(traceback(stderr), ["  b", "E: 2"]);
    }
}
