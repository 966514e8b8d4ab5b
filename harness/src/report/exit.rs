//! Exit codes: their numbers and what they mean, for the program and for its help.

use std::fmt::Write;

/// Exit codes of the command. The numbers are part of its interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Every run matches its snapshot.
    Passed,
    /// A run is changed, new or a violation, or a deviation is stale; in `check`, a required trial did not pass.
    Failed,
    /// Wrong arguments, or errors in case files, snapshots or manifests. Everything else was run.
    BadInput,
    /// A host could not be built, or a fixture. Runs that don't need the fixture were done.
    BuildFailed,
    /// No usable Python, or nothing was run.
    NothingRun,
    /// extproof failed, or a host violated the host contract.
    HarnessError,
    /// Why `check` could not check a target.
    Check(CheckExit),
    /// Ended by a signal.
    Signal(i32),
}

impl Exit {
    /// Those of which several can hold, the first counts.
    const BY_WEIGHT: [Self; 6] =
        [Self::HarnessError, Self::BuildFailed, Self::BadInput, Self::Failed, Self::NothingRun, Self::Passed];

    /// That of two which counts.
    pub fn and(self, other: Self) -> Self {
        Self::BY_WEIGHT.into_iter().find(|exit| [self, other].contains(exit)).unwrap_or(self)
    }

    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Self::Passed => 0,
            Self::Failed => 1,
            Self::BadInput => 2,
            Self::BuildFailed => 3,
            Self::NothingRun => 4,
            Self::HarnessError => 5,
            Self::Check(why) => why.code(),
            Self::Signal(number) => u8::try_from(128 + number).unwrap_or(u8::MAX),
        }
    }
}

/// Declares each exit code of targets once: its name, its number, and what it means.
macro_rules! check_exits {
    ($($name:ident = $code:literal, $meaning:literal;)+) => {
        /// Why a target could not be checked. The numbers are part of the command's interface.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum CheckExit {
            $(#[doc = $meaning] $name,)+
        }

        impl CheckExit {
            /// All of them, by number.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The number.
            pub fn code(self) -> u8 {
                match self {
                    $(Self::$name => $code,)+
                }
            }

            fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => $meaning,)+
                }
            }
        }
    };
}

check_exits! {
    NoTarget = 10, "no such file, or not readable";
    NotALibrary = 11, "not a shared library";
    WrongMachine = 12, "built for another machine";
    Truncated = 13, "truncated";
    NoInit = 14, "no init function for its name";
    WrongPython = 15, "built for none of the chosen Pythons";
    NoExtension = 16, "the wheel, folder or package has no extension modules";
    BadWheel = 17, "not a wheel, can't be installed, or has modules that can't be imported where it is installed";
    NotFound = 18, "no module of that name";
    MissingLibrary = 19, "the import needs a shared library that is missing";
    ImportRaises = 20, "the import raises an exception";
    ImportExits = 21, "the import ends the process";
    ImportHangs = 22, "the import hangs";
    ImportCrashes = 23, "the import crashes";
    NoDisplay = 24, "the import needs a display";
    NoNetwork = 25, "the import needs a network";
    CacheNotWritable = 26, "the cache folder is not writable";
    Prints = 27, "the import prints, and --require has `quiet`";
    StartsProcesses = 28, "the import starts a process, and --require has `quiet`";
}

/// Those of the command, for its help.
pub(crate) fn of_command() -> String {
    let mut text = listed(&[
        (Exit::Passed, "every run matches its snapshot"),
        (Exit::Failed, "a run is changed, new or a violation, or a deviation is stale"),
        (Exit::BadInput, "wrong arguments, or errors in case files, snapshots or manifests (everything else was run)"),
        (Exit::BuildFailed, "a host could not be built, or a fixture (runs without it were done)"),
        (Exit::NothingRun, "no usable Python, or nothing was run"),
        (Exit::HarnessError, "extproof failed, or a host violated the host contract"),
    ]);
    if let [first, .., last] = CheckExit::ALL {
        let _ = write!(text, "\n  {} to {}  see `extproof check --help`", first.code(), last.code());
    }
    text + "\n  " + SIGNALS
}

/// Those of `host-check`.
pub(crate) fn of_host_check() -> String {
    listed(&[
        (Exit::Passed, "the host passed all tests on every Python it was tested on"),
        (Exit::BadInput, "wrong arguments, or errors in a manifest"),
        (Exit::BuildFailed, "a host of the conformance suite, or a fixture, could not be built"),
        (Exit::NothingRun, "nothing was tested: no usable Python, or none that the host supports"),
        (Exit::HarnessError, "the host violates the host contract, or could not be tested"),
        (Exit::Check(CheckExit::CacheNotWritable), CheckExit::CacheNotWritable.meaning()),
    ])
}

/// Those of `check`.
pub(crate) fn of_check() -> String {
    let own = [
        (Exit::Passed, "every required trial passed"),
        (Exit::Failed, "a required trial did not pass, or a known result no longer occurs (is stale)"),
        (Exit::BadInput, "wrong arguments, or mistakes in a file with settings or known results"),
        (Exit::BuildFailed, "the checker could not be built"),
        (Exit::NothingRun, "no usable Python"),
        (Exit::HarnessError, "the harness failed"),
    ];
    let targets = CheckExit::ALL.iter().map(|exit| (Exit::Check(*exit), exit.meaning()));
    let all: Vec<_> = own.into_iter().chain(targets).collect();
    listed(&all)
        + "\n"
        + SIGNALS
        + "\nIf several hold, the first of these counts: 5, a target or file that can't be checked, an import that doesn't work, 1, 27, 28."
}

const SIGNALS: &str = "128 + n  ended by signal n";

fn listed(exits: &[(Exit, &str)]) -> String {
    let line = |(exit, meaning): &(Exit, &str)| format!("\n{:>3}  {meaning}", exit.code());
    format!("Exit codes:{}", exits.iter().map(line).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_ascend_and_each_is_listed_with_its_meaning() {
        let codes: Vec<u8> = CheckExit::ALL.iter().map(|exit| exit.code()).collect();
        assert_eq!(codes, (10..=28).collect::<Vec<u8>>());
        assert!(of_check().contains("\n  0  every required trial passed\n"));
        assert!(of_check().contains("\n 12  built for another machine\n 13  truncated\n"));
        assert!(
            of_command().contains("\n  5  extproof failed, or a host violated the host contract\n  10 to 28  see ")
        );
        assert!(of_host_check().ends_with("\n 26  the cache folder is not writable"));
    }
}
