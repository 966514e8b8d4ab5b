//! The keys of the tables: what the reader allows, and what the schema says.

use crate::case::Gil;
use crate::check::{Requirement, Trial};

use super::known::VERDICTS;

/// A key of a table.
pub(super) struct TableKey {
    /// Its name.
    pub(super) name: &'static str,
    /// What it says, for editors.
    pub(super) about: &'static str,
    /// Its values.
    pub(super) values: Values,
    /// Whether the table must have it.
    pub(super) required: bool,
}

/// The values of a key.
pub(super) enum Values {
    /// A text that isn't empty.
    Text,
    /// One of these names.
    Name(fn() -> Vec<&'static str>),
    /// A text, or a list of texts.
    Texts,
    /// One of these names, or a list of them.
    Names(fn() -> Vec<&'static str>),
    /// A number of seconds.
    Seconds,
    /// A list of tables, each with a known result.
    KnownResults,
}

/// The keys of `[tool.extproof]`. Paths are relative to the folder of the file.
pub(super) const CONFIG: [TableKey; 10] = [
    TableKey {
        name: "targets",
        about: "What is checked if the command names no target: shared libraries, wheels, folders (also patterns such as \
                `dist/*.whl`), and dotted names of installed modules or packages. Paths are relative to the folder of this file.",
        values: Values::Texts,
        required: false,
    },
    TableKey {
        name: "modules",
        about: "Check only these modules of the targets: full names, or patterns such as `pkg.*`.",
        values: Values::Texts,
        required: false,
    },
    TableKey {
        name: "python",
        about: "The Pythons to test with: versions (3.12, 3.12.1, 3.13t, 3.15d), `all`, or paths, relative to the folder of this file.",
        values: Values::Texts,
        required: false,
    },
    TableKey {
        name: "require",
        about: "The trials that must pass, and `quiet` if the import must neither print nor start a process. \
                Default: import, spec, teardown.",
        values: Values::Names(requirements),
        required: false,
    },
    TableKey {
        name: "trial",
        about: "Run only these trials and the required ones.",
        values: Values::Names(trials),
        required: false,
    },
    TableKey {
        name: "timeout",
        about: "The time limit in seconds for one trial. Default: 30.",
        values: Values::Seconds,
        required: false,
    },
    TableKey {
        name: "env",
        about: "Variables of the environment that the modules' code gets, which has none of yours otherwise: `NAME` for its value \
                where the check runs, if it is set there, or `NAME=VALUE`.",
        values: Values::Texts,
        required: false,
    },
    TableKey {
        name: "with",
        about: "Other modules that are imported after each module and before it: `MODULE`, or `MODULE=REQUIREMENT` with what pip \
                installs beside a wheel.",
        values: Values::Texts,
        required: false,
    },
    TableKey {
        name: "use",
        about: "Python code, or a file of it, to run after each import. A path is relative to the folder of this file.",
        values: Values::Text,
        required: false,
    },
    KNOWN_RESULTS,
];

/// The key of a file with known results.
pub(super) const BASELINE: [TableKey; 1] = [KNOWN_RESULTS];

pub(super) const KNOWN_RESULTS: TableKey = TableKey {
    name: "known",
    about: "Known results. They don't fail the check; one that no longer occurs does.",
    values: Values::KnownResults,
    required: false,
};

/// The keys of a known result.
pub(super) const KNOWN: [TableKey; 6] = [
    TableKey {
        name: "module",
        about: "The full name of the module, or a pattern such as `pkg.*`. Default: all modules.",
        values: Values::Text,
        required: false,
    },
    TableKey {
        name: "trial",
        about: "The trials that have this result.",
        values: Values::Names(trials),
        required: true,
    },
    TableKey {
        name: "python",
        about: "The Pythons that have it, such as `>=3.12, <3.14`. Default: all.",
        values: Values::Text,
        required: false,
    },
    TableKey {
        name: "gil",
        about: "Whether builds with the GIL (`default`) or free-threaded ones have it. Default: both.",
        values: Values::Name(|| Gil::NAMES.to_vec()),
        required: false,
    },
    TableKey {
        name: "verdict",
        about: "The result. If there are several, each of them is as known; `works` can be one of several.",
        values: Values::Names(verdicts),
        required: true,
    },
    TableKey { name: "reason", about: "Why the result is accepted.", values: Values::Text, required: true },
];

/// The names of keys.
pub(super) fn names(keys: &[TableKey]) -> Vec<&'static str> {
    keys.iter().map(|key| key.name).collect()
}

/// The names of all trials.
pub(super) fn trials() -> Vec<&'static str> {
    Trial::all().map(Trial::name).collect()
}

/// The names of all requirements.
pub(super) fn requirements() -> Vec<&'static str> {
    std::iter::once(Requirement::Quiet.name()).chain(trials()).collect()
}

/// The names of the verdicts that can be known.
pub(super) fn verdicts() -> Vec<&'static str> {
    VERDICTS.iter().map(|verdict| verdict.name()).collect()
}
