//! What is read from settings, and what is refused.

use std::path::Path;

use crate::check::{Requirement, Trial};
use crate::config::key::{CONFIG, KNOWN};
use crate::config::{Config, KnownResults};
use crate::document::DocumentError;

const FILE: &str = "/code/pyproject.toml";

/// The settings of a file that has this in its table.
pub(super) fn config(table: &str) -> Result<Config, String> {
    let read = Config::parse(Path::new(FILE), &format!("[tool.extproof]\n{table}")).map_err(|error| told(&error))?;
    read.ok_or_else(|| "no table".to_owned())
}

pub(super) fn baseline(text: &str) -> Result<KnownResults, String> {
    KnownResults::parse(Path::new("/code/known.toml"), text).map_err(|error| told(&error))
}

/// Each mistake with its place and its advice.
fn told(error: &DocumentError) -> String {
    error.each().map(|error| format!("{error}; {}", error.problems[0].help)).collect::<Vec<_>>().join("\n")
}

#[test]
fn settings_have_the_words_of_the_options() {
    let config = config(
        "targets = ['dist/*.whl', 'pkg._ext']\npython = ['3.12', '3.13t', '.venv/bin/python', '/opt/python', 'all']\n\
         require = ['import', 'quiet']\ntrial = 'reinit'\ntimeout = 45\nmodules = 'pkg.*'\n",
    )
    .unwrap();
    assert_eq!(config.file, Path::new(FILE));
    assert_eq!(config.pythons, ["3.12", "3.13t", "/code/.venv/bin/python", "/opt/python", "all"]);
    assert_eq!(config.require, [Requirement::Trial(Trial::IMPORT), Requirement::Quiet]);
    assert_eq!(config.trials, [Trial::from_name("reinit").unwrap()]);
    assert_eq!(config.timeout, Some(45));
    assert!(config.has_targets() && config.chooses_modules());
    assert!(config.has_module("pkg._a") && config.has_module("pkg.sub._b") && !config.has_module("pkg"));
}

#[test]
fn other_tables_are_none_of_our_business() {
    for text in ["", "[project]\nname = 1\n", "[tool.other]\ntargets = 1\n", "tool.other.x = 1"] {
        assert!(Config::parse(Path::new(FILE), text).unwrap().is_none(), "{text}");
    }
    let empty = config("").unwrap();
    assert!(!empty.has_targets() && !empty.chooses_modules() && empty.timeout.is_none());
}

#[test]
fn mistakes_are_told_with_their_places_and_what_is_allowed() {
    for (table, mistake) in [
        (
            "target = 'x'",
            "2:1: unknown key of `tool.extproof` `target`; did you mean `targets`? allowed: targets, modules, python, require, trial, timeout, env, with, use, known",
        ),
        ("targets = 1", "2:11: `targets`: expected a string or a list of strings, found integer; "),
        ("targets = ['x', 1]", "2:17: `targets`: expected a string, found integer; "),
        ("targets = []", "2:11: `targets` is empty; remove it, or list at least one"),
        ("python = ['3.12', '']", "2:19: `python` has an empty text; remove it, or fill it in"),
        (
            "targets = 'dist/[*.whl'",
            "2:11: `dist/[*.whl` is not a pattern: invalid range pattern (character 6); allowed: `*`, `**`, `?`, `[abc]`, `[!abc]`; `[*]` stands for a `*`",
        ),
        (
            "env = ['A', '=b']",
            "2:13: `=b` is not a variable; expected NAME or NAME=VALUE, without EXTPROOF_ at the beginning",
        ),
        ("with = 'a-b'", "2:8: `a-b` is not a module; expected MODULE or MODULE=REQUIREMENT"),
        ("timeout = '3'", "2:11: `timeout`: expected a number of seconds, found string; "),
        ("timeout = 0", "2:11: invalid timeout of 0 seconds; allowed: 1 to 65535"),
        (
            "timeout = 99999999999999999999",
            "2:11: invalid timeout of 99999999999999999999 seconds; allowed: 1 to 65535",
        ),
        ("timeout = -1", "2:11: invalid timeout of -1 seconds; allowed: 1 to 65535"),
        ("timeout = 65536", "2:11: invalid timeout of 65536 seconds; allowed: 1 to 65535"),
        ("known = 1", "2:9: `known`: expected a list, found integer; "),
        ("known = [1]", "2:10: `known`: expected a table, found integer; "),
    ] {
        assert_eq!(config(table).unwrap_err(), format!("{FILE}:{mistake}"), "{table}");
    }
    let unknown = config("require = ['import', 'own-gill']").unwrap_err();
    assert!(
        unknown.starts_with(&format!(
            "{FILE}:2:22: unknown trial `own-gill`; did you mean `own-gil`? allowed: quiet, import, "
        )),
        "{unknown}"
    );
    let unknown = config("trial = 'quiet'").unwrap_err();
    assert!(unknown.starts_with(&format!("{FILE}:2:9: unknown trial `quiet`; ")), "{unknown}");
    let syntax = config("x = ").unwrap_err();
    assert!(
        syntax.starts_with(&format!("{FILE}:2:")) && syntax.ends_with("; the file must be valid TOML 1.1"),
        "{syntax}"
    );
    let table = Config::parse(Path::new(FILE), "tool = 1").unwrap_err();
    assert_eq!(told(&table), format!("{FILE}:1:8: `tool`: expected a table, found integer; "));
    let table = Config::parse(Path::new(FILE), "tool.extproof = 1").unwrap_err();
    assert_eq!(told(&table), format!("{FILE}:1:17: `tool.extproof`: expected a table, found integer; "));
}

#[test]
fn all_mistakes_are_told_at_once() {
    let text = "[[known]]\ntrial = 'reinit'\nverdict = 'works'\npython = '3.12'\nmodulo = 'x'\n\n[[known]]\nverdict = 'n/a'\n\
                trial = 'x'\nreason = ' '\ngil = 'no'\npython = '<3.9'\nmodule = '[a'\n";
    let mistakes = baseline(text).unwrap_err();
    let mistakes: Vec<&str> = mistakes.lines().map(|line| line.strip_prefix("/code/known.toml:").unwrap()).collect();
    let expected = [
        "1:1: missing `reason`; add `reason = ...`",
        "3:11: `works` alone isn't a known result; remove the entry, or add the verdict that `works` alternates with",
        "4:10: `3.12` is not a range of Python versions, such as \">=3.12\" or \">=3.13, <3.15\"; ",
        "5:1: unknown key of `known` `modulo`; did you mean `module`? allowed: module, trial, python, gil, verdict, reason",
        "8:11: unknown verdict `n/a`; ",
        "9:9: unknown trial `x`; ",
        "10:10: `reason` is empty; say why the result is accepted",
        "11:7: unknown gil `no`; allowed: default, free-threaded",
        "12:10: no supported Python matches <3.9; supported: 3.9 to ",
        "13:10: `[a` is not a pattern: invalid range pattern (character 1); ",
    ];
    assert_eq!(mistakes.len(), expected.len(), "{mistakes:#?}");
    for (mistake, expected) in mistakes.iter().zip(expected) {
        assert!(mistake.starts_with(expected), "{mistake}\n{expected}");
    }
}

#[test]
fn each_key_is_read() {
    for key in CONFIG {
        let mistake = config(&format!("{} = 1979-05-27", key.name)).unwrap_err();
        assert!(mistake.contains(&format!("`{}`: expected ", key.name)), "{mistake}");
    }
    for key in KNOWN {
        let mistake = baseline(&format!("[[known]]\n{} = 1979-05-27", key.name)).unwrap_err();
        assert!(mistake.contains(&format!("`{}`: expected ", key.name)), "{mistake}");
    }
}

#[test]
fn modules_that_are_not_there_are_mistakes() {
    let config = config("modules = ['pkg._a', 'pkg._[bc]', 'pkg._d']").unwrap();
    assert!(config.expect_modules(&["pkg._a", "pkg._c", "pkg._d", "more"]).is_ok());
    let mistakes = told(&config.expect_modules(&["pkg._a", "pkg._d"]).unwrap_err());
    assert_eq!(mistakes, format!("{FILE}:2:22: the targets have no module `pkg._[bc]`; they have: pkg._a, pkg._d"));
}
