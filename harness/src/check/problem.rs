//! Why something can't be checked.

use std::io;
use std::mem::discriminant;
use std::path::PathBuf;
use std::time::Duration;

use super::several;
use crate::advice::Advised;
use crate::isolate::{self, End};

/// Why something can't be checked.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// There is neither a file of that name, nor can it be a module's.
    #[error("`{0}` is neither a file, a folder, nor the dotted name of a module")]
    NoTarget(String),
    /// The file can't be read.
    #[error("can't read {}: {}", path.display(), Advised(source))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is no ELF shared library.
    #[error("{} is not a shared library; give a `.so` file, a wheel, a folder or a module's name", .0.display())]
    NotALibrary(PathBuf),
    /// It is for other machines.
    #[error("{} is for {machine}, this machine is {}; check it on such a machine", path.display(), std::env::consts::ARCH)]
    WrongMachine {
        /// The file.
        path: PathBuf,
        /// Its machine.
        machine: String,
    },
    /// It is shorter than its headers say.
    #[error("{} is truncated: it is shorter than its headers say; build or copy it again", .0.display())]
    Truncated(PathBuf),
    /// It exports no init function.
    #[error("{} is not an extension module: it exports no function PyInit_NAME", .0.display())]
    NoInit(PathBuf),
    /// It takes functions from Python, as modules do, and exports no init function.
    #[error(
        "{} takes functions from Python, but exports no function PyInit_NAME, so it can't be imported; export the init \
         function, or, if the file is a library for other programs, name it libNAME.so",
        .0.display()
    )]
    LostInit(PathBuf),
    /// It exports one for another name.
    #[error(
        "{} can't be imported as `{name}`: it exports no {wanted}, but {}; a module's file must have its name",
        path.display(),
        there.join(", ")
    )]
    OtherName {
        /// The file.
        path: PathBuf,
        /// The name that its file has.
        name: String,
        /// The init function that it would need.
        wanted: String,
        /// The names that it has init functions for.
        there: Vec<String>,
    },
    /// It has a folder on its way whose name isn't text.
    #[error("{} can't be imported: its name, or that of a folder above it, isn't UTF-8", .0.display())]
    NotAName(PathBuf),
    /// The wheel has it in a folder that Python doesn't import from.
    #[error(
        "the wheel {} has the extension module {} in a folder that Python doesn't import from; move it to the top of the \
         wheel, or below `platlib`",
        wheel.display(),
        entry.display()
    )]
    Misplaced {
        /// The wheel.
        wheel: PathBuf,
        /// Its path in the wheel.
        entry: PathBuf,
    },
    /// The wheel's tag admits a Python that can't import a module of it.
    #[error(
        "the wheel {} is for Python {} by its tag, but its module `{name}` isn't: {}; pip installs it there, and the \
         import fails. Build the module for each Python, or narrow the tag",
        wheel.display(),
        several::names(pythons),
        several::reasons(pythons)
    )]
    OtherPython {
        /// The wheel.
        wheel: PathBuf,
        /// The module.
        name: String,
        /// The names of the Pythons, and why the module isn't for each.
        pythons: Vec<(String, String)>,
    },
    /// The folder has no extension modules.
    #[error("{} has no extension modules", .0.display())]
    EmptyFolder(PathBuf),
    /// The wheel has no extension modules.
    #[error("the wheel {} has no extension modules: nothing in it needs to be checked", .0.display())]
    NoExtension(PathBuf),
    /// The wheel isn't one.
    #[error("{} is not a wheel: {why}", path.display())]
    NotAWheel {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The wheel can't be installed.
    #[error(
        "{}",
        several::said(pythons, |names, why| format!("Python {} can't install {}: {why}", several::listed(names), path.display()))
    )]
    Install {
        /// The wheel.
        path: PathBuf,
        /// The names of the Pythons, and what the pip of each said.
        pythons: Vec<(String, String)>,
    },
    /// What it installs keeps Python from starting.
    #[error(
        "the wheel {} keeps Python {python} from starting where it is installed: the code of its `.pth` files {}; correct these",
        wheel.display(),
        ends(*end, *patience, said)
    )]
    PthFiles {
        /// The wheel.
        wheel: PathBuf,
        /// The name of the Python.
        python: String,
        /// How the process ended.
        end: End,
        /// The last lines that it wrote.
        said: String,
        /// The time that it had.
        patience: Duration,
    },
    /// The module isn't importable.
    #[error("{}; choose the environment that has it with --python", finding_none(name, pythons))]
    NotFound {
        /// The module.
        name: String,
        /// The names of the Pythons, and what each said.
        pythons: Vec<(String, String)>,
    },
    /// A package above the module isn't imported to its end.
    #[error(
        "importing the package around `{name}` on Python {python} {}",
        match end {
            End::TimedOut => format!("doesn't finish within {} s; --timeout gives it more time", patience.as_secs()),
            End::Exited(_) => format!("ends the process: {end}"),
            End::Killed(signal) => format!("crashes: {signal}"),
        }
    )]
    Above {
        /// The module.
        name: String,
        /// The name of the Python.
        python: String,
        /// How the process ended.
        end: End,
        /// The time that it had.
        patience: Duration,
    },
    /// The module isn't importable, and the folder of that name has none.
    #[error(
        "{} has no extension modules, and {}; build it, or choose the environment that has it with --python",
        folder.display(),
        finding_none(name, pythons)
    )]
    NeitherThere {
        /// The folder.
        folder: PathBuf,
        /// The module.
        name: String,
        /// The names of the Pythons, and what each said.
        pythons: Vec<(String, String)>,
    },
    /// A package above the module raises an exception, and nothing shows that the module is there.
    #[error("importing the package around `{name}` on Python {python} fails: {why}")]
    AboveRaises {
        /// The module.
        name: String,
        /// The name of the Python.
        python: String,
        /// The exception.
        why: String,
    },
    /// It is a distribution's name.
    #[error(
        "Python {python} finds no module `{name}`, but a distribution of that name; check what can be imported from it: {}",
        modules.join(", ")
    )]
    Distribution {
        /// The distribution.
        name: String,
        /// The name of the Python.
        python: String,
        /// What can be imported from it.
        modules: Vec<String>,
    },
    /// The module is part of the Python.
    #[error("`{name}` is built into Python {python}, so it has no file that can be checked")]
    BuiltIn {
        /// The module.
        name: String,
        /// The name of the Python.
        python: String,
    },
    /// The module or package has nothing compiled.
    #[error("`{0}` is neither an extension module nor a package with one")]
    NotAnExtension(String),
    /// It is in an archive that is on `sys.path`.
    #[error(
        "`{name}` is in the archive {}, and Python imports no extension modules from archives; unpack it, and put the folder on \
         `sys.path`, or check the wheel",
        archive.display()
    )]
    Archived {
        /// The module or package.
        name: String,
        /// The archive.
        archive: PathBuf,
    },
    /// What is installed has nothing to check, and there is a folder of that name, too.
    #[error("{problem}; to check the folder of that name, write ./{name}")]
    InsteadOfFolder {
        /// The name.
        name: String,
        /// What is wrong with what is installed.
        problem: Box<Self>,
    },
    /// A pattern of a file with settings matches nothing.
    #[error("{}:{line}:{column}: nothing matches `{pattern}`; build it first, or correct the pattern", file.display())]
    NoMatch {
        /// The file with settings.
        file: PathBuf,
        /// The line of the pattern, from 1.
        line: usize,
        /// Its column, from 1.
        column: usize,
        /// The pattern.
        pattern: String,
    },
    /// It fits none of the Pythons.
    #[error("{what} fits none of the chosen Pythons: {}", .why.join("; "))]
    FitsNone {
        /// The module's file or the wheel.
        what: String,
        /// For each Python, why not.
        why: Vec<String>,
    },
    /// There is something else with each of several Pythons.
    #[error("`{what}` can't be checked with any of the chosen Pythons: {}", joined(each))]
    Several {
        /// The target.
        what: String,
        /// What there is, at least two problems.
        each: Vec<Self>,
    },
    /// None of the modules has such a name.
    #[error("no module in `{target}` has a name that contains `{filter}`; there are {}", .there.join(", "))]
    NoSuchModule {
        /// The target.
        target: String,
        /// What was asked for.
        filter: String,
        /// What there is.
        there: Vec<String>,
    },
    /// A Python could not be asked.
    #[error("can't ask Python {python} where it finds modules: {why}")]
    Ask {
        /// The name of the Python.
        python: String,
        /// What went wrong.
        why: String,
    },
    /// An environment keeps its Python from starting.
    #[error(
        "can't ask Python {python} where it finds modules: its start {}; look at the `.pth` files, `sitecustomize` and \
         `usercustomize` of its environment: `{} -c pass` runs them, too",
        ends(*end, *patience, said),
        executable.display()
    )]
    Start {
        /// The name of the Python.
        python: String,
        /// The executable that was started.
        executable: PathBuf,
        /// How the process ended.
        end: End,
        /// The last lines that it wrote.
        said: String,
        /// The time that it had.
        patience: Duration,
    },
    /// Processes can't be run.
    #[error(transparent)]
    Isolate(#[from] isolate::Error),
}

fn finding_none(name: &str, pythons: &[(String, String)]) -> String {
    several::said(pythons, |names, why| {
        let find = if names.len() > 1 { "find" } else { "finds" };
        format!("Python {} {find} no module `{name}`: {why}", several::listed(names))
    })
}

/// How what runs before a module ended, and what it said.
fn ends(end: End, patience: Duration, said: &str) -> String {
    let how = match end {
        End::TimedOut => format!("doesn't finish within {} s", patience.as_secs()),
        End::Exited(_) => format!("ends the process: {end}"),
        End::Killed(signal) => format!("crashes: {signal}"),
    };
    if said.is_empty() { how } else { format!("{how}: {said}") }
}

fn joined(problems: &[Problem]) -> String {
    problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("; ")
}

impl Problem {
    /// The file of a module that it is about.
    pub(super) fn file_mut(&mut self) -> Option<&mut PathBuf> {
        match self {
            Self::Unreadable { path, .. }
            | Self::NotALibrary(path)
            | Self::WrongMachine { path, .. }
            | Self::Truncated(path)
            | Self::NoInit(path)
            | Self::LostInit(path)
            | Self::OtherName { path, .. }
            | Self::NotAName(path) => Some(path),
            _ => None,
        }
    }

    /// Takes in what it says about more Pythons.
    pub fn add(&mut self, other: Self) {
        match (self, other) {
            (Self::OtherPython { pythons, .. }, Self::OtherPython { pythons: more, .. })
            | (Self::Install { pythons, .. }, Self::Install { pythons: more, .. })
            | (Self::NotFound { pythons, .. }, Self::NotFound { pythons: more, .. })
            | (Self::NeitherThere { pythons, .. }, Self::NeitherThere { pythons: more, .. }) => {
                let new = more.into_iter().filter(|item| !pythons.contains(item)).collect::<Vec<_>>();
                pythons.extend(new);
            }
            _ => {}
        }
    }

    /// Whether nothing is lost if another one about the same target is only [added](Self::add).
    pub fn tells_the_same_as(&self, other: &Self) -> bool {
        let takes_in = matches!(self, Self::Install { .. } | Self::NotFound { .. } | Self::NeitherThere { .. });
        (takes_in && discriminant(self) == discriminant(other)) || self.to_string() == other.to_string()
    }

    /// Whether it says nothing about the target on other Pythons.
    pub fn is_of_one_python(&self) -> bool {
        matches!(
            self,
            Self::InsteadOfFolder { .. }
                | Self::Install { .. }
                | Self::Distribution { .. }
                | Self::Archived { .. }
                | Self::NotAnExtension(_)
                | Self::BuiltIn { .. }
        )
    }

    /// Whether one Python is at fault, or what it runs before the module: others can be asked even so.
    pub fn is_fault_of_one_python(&self) -> bool {
        matches!(
            self,
            Self::Ask { .. }
                | Self::PthFiles { .. }
                | Self::Start { .. }
                | Self::Above { .. }
                | Self::AboveRaises { .. }
        )
    }

    /// Whether it may be as good as any, but for other machines or other Pythons than those here.
    pub fn is_of_fit(&self) -> bool {
        matches!(self, Self::WrongMachine { .. } | Self::FitsNone { .. })
    }
}
