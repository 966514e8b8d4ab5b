//! Properties of parsing, rendering and merging.

use proptest::prelude::*;

use super::super::section::{Build, Line, number};
use super::strategies::*;
use super::*;
use crate::version::SUPPORTED_MINORS;

fn hosts() -> impl Iterator<Item = Option<&'static str>> {
    [None].into_iter().chain(HOSTS.map(Some)).chain([Some("unknown")])
}

fn versions() -> impl Iterator<Item = Version> {
    let plain = SUPPORTED_MINORS.flat_map(|minor| [0, 1, 2, 3, 11, 12].map(|micro| Version::new(minor, micro)));
    let each = |version| Build::ALL.map(|build| (build, number(version)));
    plain.flat_map(each).filter(|(build, number)| is_there(*build, *number)).map(|(build, number)| build.at(number))
}

/// Whether a Python has a text of its own, rather than one of the reference host or of another build.
fn has_own(snapshot: &Snapshot, variant: &Variant, host: Option<&str>, version: Version) -> bool {
    let line = Line::of(host, version);
    let found = snapshot.section(variant).and_then(|section| section.find(line.and_fallbacks(), number(version)));
    found.is_some_and(|found| line.owns(&found.line))
}

/// The text that a Python has without one of its own.
fn followed(snapshot: &Snapshot, variant: &Variant, host: Option<&str>, version: Version) -> Option<String> {
    let section = snapshot.section(variant)?;
    Some(section.find(Line::of(host, version).fallbacks(), number(version))?.text.to_owned())
}

/// Checks that a Python that wasn't run has the text that it had.
fn check_kept(old: &Snapshot, new: &Snapshot, results: &[Recorded]) -> Result<(), TestCaseError> {
    for ((variant, host), version) in variants()
        .iter()
        .flat_map(|variant| hosts().map(move |host| (variant, host)))
        .flat_map(|key| versions().map(move |version| (key, version)))
    {
        let in_slot = |result: &&Recorded| {
            let same_line = Line::of(result.host.as_deref(), result.version) == Line::of(host, version);
            result.variant == *variant && same_line && result.version.minor == version.minor
        };
        let Some(before) = old.lookup(variant, host, version).filter(|_| !results.iter().any(|r| in_slot(&r))) else {
            continue;
        };
        let after = new.lookup(variant, host, version);
        let reference = |snapshot: &Snapshot| followed(snapshot, variant, host, version);
        let follows = !has_own(old, variant, host, version) && reference(new) != reference(old);
        let may_follow = follows && after == reference(new).as_deref();
        prop_assert!(after == Some(before) || may_follow, "{variant} {host:?} {version}: {before:?}, then {after:?}");
    }
    Ok(())
}

proptest! {
    #[test]
    fn parsing_and_rendering_are_inverse(snapshot in an_odd_snapshot()) {
        let text = snapshot.to_string();
        let parsed: Snapshot = text.parse().unwrap();
        prop_assert_eq!(&parsed, &snapshot);
        prop_assert_eq!(parsed.to_string(), text);
    }

    #[test]
    fn a_rendered_snapshot_survives_insta(snapshot in an_odd_snapshot()) {
        let text = snapshot.to_string();
        prop_assert_eq!(text.strip_suffix('\n').unwrap_or_default(), text.trim_end());
        prop_assert!(text.lines().all(|line| line.trim_end() == line));
        prop_assert!(!text.contains("\r\n"));
        let reread: Snapshot = text.replace('\n', "\r\n").parse().unwrap();
        prop_assert_eq!(reread, snapshot);
    }

    #[test]
    fn any_text_that_parses_has_one_canonical_form(blocks in odd_text(), more in odd_text()) {
        for text in [blocks.clone(), format!("== a · b ==\n-- since 3.9\n{blocks}-- since 3.13t\n{more}")] {
            if let Ok(parsed) = text.parse::<Snapshot>() {
                prop_assert_eq!(parsed.to_string().parse::<Snapshot>(), Ok(parsed));
            }
        }
    }

    #[test]
    fn every_result_is_found_after_a_merge(old in a_snapshot(), results in some_results()) {
        let new = old.merge(&variants(), &results, &anywhere).unwrap();
        for Recorded { variant, host, version, text } in &results {
            prop_assert_eq!(new.lookup(variant, host.as_deref(), *version), Some(text.as_str()), "{} {:?}", version, host);
        }
    }

    #[test]
    fn what_was_not_run_is_kept(old in a_snapshot(), results in some_results()) {
        let new = old.merge(&variants(), &results, &anywhere).unwrap();
        check_kept(&old, &new, &results)?;
    }

    #[test]
    fn merged_snapshots_are_canonical(old in a_snapshot(), results in some_results()) {
        let new = old.merge(&variants(), &results, &anywhere).unwrap();
        prop_assert_eq!(new.to_string().parse(), Ok(new));
    }

    #[test]
    fn merging_again_changes_nothing(old in a_snapshot(), results in some_results()) {
        let new = old.merge(&variants(), &results, &anywhere).unwrap();
        prop_assert_eq!(new.merge(&variants(), &results, &anywhere), Ok(new));
    }

    #[test]
    fn results_as_recorded_change_nothing(old in a_snapshot(), pythons in proptest::collection::vec(a_version(), 0..6)) {
        let mut results = Vec::new();
        for (variant, host) in variants().iter().flat_map(|variant| hosts().map(move |host| (variant, host))) {
            for version in &pythons {
                if let Some(text) = old.lookup(variant, host, *version) {
                    let (variant, host, text) = (variant.clone(), host.map(str::to_owned), text.to_owned());
                    results.push(Recorded { variant, host, version: *version, text });
                }
            }
        }
        prop_assert_eq!(old.merge(&variants(), &results, &anywhere), Ok(old));
    }

    #[test]
    fn the_order_of_results_plays_no_part(
        (results, shuffled) in some_results().prop_flat_map(|r| (Just(r.clone()), Just(r).prop_shuffle())),
        old in a_snapshot(),
    ) {
        prop_assert_eq!(old.merge(&variants(), &results, &anywhere), old.merge(&variants(), &shuffled, &anywhere));
    }

    // A snapshot can't say that a Python was never run, so these two hold only where every Python has a text, before
    // or afterwards. Nor can it say that a host was run with the same text as the reference host.
    #[test]
    fn one_python_at_a_time_is_as_good_as_some_at_once(old in a_full_snapshot(), matrix in a_matrix(false)) {
        one_at_a_time(old, &matrix)?;
    }

    #[test]
    fn one_python_at_a_time_is_as_good_as_all_at_once(matrix in a_matrix(true)) {
        one_at_a_time(Snapshot::default(), &matrix)?;
    }
}

fn one_at_a_time(old: Snapshot, matrix: &[Vec<Recorded>]) -> Result<(), TestCaseError> {
    let at_once = old.merge(&variants(), &matrix.concat(), &anywhere).unwrap();
    let stepwise =
        matrix.iter().fold(old, |snapshot, results| snapshot.merge(&variants(), results, &anywhere).unwrap());
    prop_assert_eq!(stepwise.to_string(), at_once.to_string());
    Ok(())
}
