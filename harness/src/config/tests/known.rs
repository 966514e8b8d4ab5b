//! Which results are known, which entries are stale, and what is written.

use super::read::{baseline, config};
use crate::check::{Checked, Trial, TrialVerdict};
use crate::config::KnownResults;
use crate::version::Version;

fn trial(name: &str) -> Trial {
    Trial::from_name(name).unwrap()
}

fn checked(name: &str, version: &str, verdicts: &[(&str, TrialVerdict)]) -> Checked {
    let verdicts: Vec<(Trial, TrialVerdict)> = verdicts.iter().map(|(name, verdict)| (trial(name), *verdict)).collect();
    Checked::of_verdicts(name, version.parse::<Version>().unwrap(), &verdicts)
}

/// A baseline with one entry, about failures of `reinit` and `reload`.
fn entry(more: &str) -> KnownResults {
    let text =
        format!("[[known]]\ntrial = ['reinit', 'reload']\nverdict = ['fails', 'crashed']\nreason = 'r'\n{more}\n");
    baseline(&text).unwrap()
}

fn stale<'a>(known: &'a KnownResults, all: &'a [Checked]) -> Vec<(&'a str, &'a str, &'a str, TrialVerdict)> {
    let stale = known.stale(all).into_iter();
    stale.map(|stale| (stale.trial.name(), stale.module, stale.python, stale.verdict)).collect()
}

#[test]
fn an_entry_is_about_its_modules_pythons_trials_and_verdicts() {
    let fails =
        |name, version| checked(name, version, &[("reinit", TrialVerdict::Fails), ("spec", TrialVerdict::Fails)]);
    for (more, name, version, is_known) in [
        ("", "pkg._a", "3.12.1", true),
        ("module = 'pkg._a'", "pkg._a", "3.12.1", true),
        ("module = 'pkg._a'", "pkg._ab", "3.12.1", false),
        ("module = 'pkg.*'", "pkg.sub._a", "3.12.1", true),
        ("module = 'pkg.*'", "other._a", "3.12.1", false),
        ("python = '>=3.12, <3.14'", "m", "3.13.0", true),
        ("python = '>=3.12, <3.14'", "m", "3.14.0", false),
        ("gil = 'default'", "m", "3.13.0t", false),
        ("gil = 'free-threaded'", "m", "3.13.0t", true),
        ("gil = 'free-threaded'", "m", "3.13.0", false),
    ] {
        let (known, found) = (entry(more), fails(name, version));
        let of = |name| known.of(&found, trial(name)).map(|known| known.reason.as_str());
        assert_eq!(of("reinit"), is_known.then_some("r"), "{more} {name} {version}");
        assert_eq!(of("spec"), None);
    }
    let known = entry("");
    for (verdict, is_known) in [
        (TrialVerdict::Crashed, true),
        (TrialVerdict::Hung, false),
        (TrialVerdict::Works, false),
        (TrialVerdict::NotApplicable, false),
        (TrialVerdict::Error, false),
    ] {
        let found = checked("m", "3.12.1", &[("reinit", verdict)]);
        assert_eq!(known.of(&found, trial("reinit")).is_some(), is_known, "{verdict:?}");
    }
}

#[test]
fn an_entry_is_stale_if_it_was_tried_and_not_seen() {
    let known = entry("module = 'm'\npython = '==3.12'");
    let works = checked("m", "3.12.1", &[("reinit", TrialVerdict::Works), ("reload", TrialVerdict::Fails)]);
    let all = [works];
    assert_eq!(stale(&known, &all), [("reinit", "m", "3.12.1", TrialVerdict::Works)]);
    // Another bad verdict isn't what is known either.
    let all = [checked("m", "3.12.1", &[("reinit", TrialVerdict::Hung)])];
    assert_eq!(stale(&known, &all), [("reinit", "m", "3.12.1", TrialVerdict::Hung)]);
    assert!(known.of(&all[0], trial("reinit")).is_none());
    for (name, version, verdict) in [
        ("m", "3.12.1", TrialVerdict::Crashed),
        // Not tried, or nothing is known.
        ("m", "3.12.1", TrialVerdict::NotApplicable),
        ("m", "3.12.1", TrialVerdict::Error),
        ("m", "3.13.0", TrialVerdict::Works),
        ("other", "3.12.1", TrialVerdict::Works),
    ] {
        let all = [checked(name, version, &[("reinit", verdict)])];
        assert_eq!(stale(&known, &all), [], "{name} {version} {verdict:?}");
    }
    let all = [checked("m", "3.12.1", &[("import", TrialVerdict::Works)])];
    assert_eq!(stale(&known, &all), []);
}

#[test]
fn an_entry_for_several_modules_is_seen_in_one() {
    let known = entry("module = '*'");
    let (works, fails) = ([("reinit", TrialVerdict::Works)], [("reinit", TrialVerdict::Fails)]);
    let all = [checked("a", "3.12.1", &works), checked("b", "3.12.1", &fails)];
    assert_eq!(stale(&known, &all), []);
    let all = [checked("a", "3.12.1", &works), checked("b", "3.13.0", &works)];
    assert_eq!(stale(&known, &all), [("reinit", "a", "3.12.1", TrialVerdict::Works)]);
}

#[test]
fn a_result_that_varies_is_not_stale_where_it_works() {
    let known = baseline("[[known]]\ntrial = 'reinit'\nverdict = ['works', 'crashed']\nreason = 'a race'\n").unwrap();
    for (verdict, is_told) in [(TrialVerdict::Works, false), (TrialVerdict::Crashed, true)] {
        let all = [checked("m", "3.12.1", &[("reinit", verdict)])];
        assert_eq!(stale(&known, &all), []);
        assert_eq!(known.of(&all[0], trial("reinit")).is_some(), is_told);
    }
}

#[test]
fn entries_know_their_lines() {
    let known = config("timeout = 3\n\n[[tool.extproof.known]]\ntrial = 'reinit'\nverdict = 'fails'\nreason = 'r'\n")
        .unwrap()
        .known;
    let found = checked("m", "3.12.1", &[("reinit", TrialVerdict::Fails)]);
    let entry = known.of(&found, trial("reinit")).unwrap();
    assert_eq!((entry.file.to_str(), entry.line), (Some("/code/pyproject.toml"), 4));
}

#[test]
fn what_was_found_is_written_with_equal_results_together() {
    let all = [
        checked(
            "pkg._a",
            "3.12.1",
            &[("import", TrialVerdict::Works), ("reinit", TrialVerdict::Fails), ("reload", TrialVerdict::Fails)],
        ),
        checked(
            "pkg._a",
            "3.13.0",
            &[("reinit", TrialVerdict::Fails), ("reload", TrialVerdict::Fails), ("strict", TrialVerdict::Refused)],
        ),
        checked("pkg._a", "3.15.0", &[("reinit", TrialVerdict::Fails), ("strict", TrialVerdict::NotApplicable)]),
        checked("pkg._a", "3.13.0t", &[("reinit", TrialVerdict::Fails), ("spec", TrialVerdict::Error)]),
        checked("odd\"[1]", "3.9.1", &[("reinit", TrialVerdict::Crashed)]),
    ];
    let known = entry("module = 'pkg.*'\npython = '==3.15'").news(&all);
    let expected = r#"# Known results of `extproof check`. Say in each `reason` why the result is accepted.

[[known]]
module = "pkg._a"
trial = ["reinit", "reload"]
python = ">=3.12, <=3.13"
gil = "default"
verdict = "fails"
reason = ""

[[known]]
module = "pkg._a"
trial = "strict"
python = "==3.13"
gil = "default"
verdict = "refused"
reason = ""

[[known]]
module = "pkg._a"
trial = "reinit"
python = "==3.13"
gil = "free-threaded"
verdict = "fails"
reason = ""

[[known]]
module = 'odd"[[]1[]]'
trial = "reinit"
python = "==3.9"
verdict = "crashed"
reason = ""
"#;
    assert_eq!(known.to_toml(), expected);
    // With reasons, it is read as what it was, and everything in it is known.
    let filled = known.to_toml().replace("reason = \"\"", "reason = \"x\"");
    let read = baseline(&filled).unwrap();
    assert_eq!(read.to_toml(), filled);
    for found in all.iter().filter(|found| found.version.minor != 15) {
        for (trial, outcome) in &found.outcomes {
            let is_bad =
                !matches!(outcome.verdict, TrialVerdict::Works | TrialVerdict::NotApplicable | TrialVerdict::Error);
            assert_eq!(read.of(found, *trial).is_some(), is_bad, "{found:?}");
        }
    }
    assert_eq!(stale(&read, &all), []);
    assert!(baseline(&known.to_toml()).unwrap_err().contains("`reason` is empty"));
}

#[test]
fn only_stale_trials_are_taken_out() {
    let mut known = entry("module = 'm'");
    known.extend(entry("module = 'other'"));
    known.extend(baseline("[[known]]\ntrial = 'reload'\nverdict = 'hung'\nreason = 's'\n").unwrap());
    let all = [checked("m", "3.12.1", &[("reinit", TrialVerdict::Fails), ("reload", TrialVerdict::Works)])];
    known.remove_stale(&all);
    let rest = "[[known]]\nmodule = \"m\"\ntrial = \"reinit\"\nverdict = [\"fails\", \"crashed\"]\nreason = \"r\"\n\n\
                [[known]]\nmodule = \"other\"\ntrial = [\"reinit\", \"reload\"]\nverdict = [\"fails\", \"crashed\"]\nreason = \"r\"\n";
    assert_eq!(known.to_toml().split_once("\n\n").unwrap().1, rest);
}

#[test]
fn an_entry_for_no_module_is_unused() {
    let modules = |known: KnownResults, there: &[&str]| {
        known.unused(there).into_iter().map(|known| known.module().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(modules(entry("module = 'pkg._b'"), &["pkg._a", "b"]), ["pkg._b"]);
    assert_eq!(modules(entry("module = 'pkg.*'"), &["pkg._a"]), [""; 0]);
    // Without a module, it is about all of them.
    assert_eq!(modules(entry(""), &["pkg._a"]), [""; 0]);
}
