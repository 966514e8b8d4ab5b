//! One example for each rule of looking up and merging.

use super::*;

fn check(blocks: &str, lines: &[&str], expected: &str) {
    assert_eq!(merge(blocks, lines).unwrap(), newest(expected), "{lines:?} into\n{blocks}");
}

#[test]
fn the_closest_line_with_a_block_wins() {
    let snapshot = snapshot(
        "-- since 3.9\nA\n-- since 3.14.11\nB\n-- since 3.15d\nF\n-- since 3.13t\nC\n-- host h since 3.14\nD\n-- host h since 3.15t\nE\n",
    );
    for (host, on, text) in [
        (None, "3.8.9", None),
        (None, "3.9.0", Some("A\n")),
        (None, "3.14.10", Some("A\n")),
        (None, "3.14.11", Some("B\n")),
        (None, "3.14.11d", Some("B\n")),
        (None, "3.12.0t", Some("A\n")),
        (None, "3.14.11td", Some("C\n")),
        (None, "3.15.0d", Some("F\n")),
        (None, "3.15.0td", Some("C\n")),
        (Some("other"), "3.15.2d", Some("F\n")),
        (Some("other"), "3.13.0t", Some("C\n")),
        (Some("h"), "3.13.0", Some("A\n")),
        (Some("h"), "3.13.0t", Some("C\n")),
        (Some("h"), "3.14.0t", Some("D\n")),
        (Some("h"), "3.15.1t", Some("E\n")),
    ] {
        assert_eq!(snapshot.lookup(&variant("inittab a"), host, version(on)), text, "{host:?} {on}");
    }
    assert_eq!(snapshot.lookup(&variant("filesystem a"), None, version("3.12")), None);
}

#[test]
fn blocks_that_are_not_wanted_go_with_all_that_is_empty_then() {
    let old = snapshot("-- since 3.9\nA\n-- since 3.13\nB\n-- since 3.13t\nA\n");
    let without = |text: &str| old.filtered(|_, block| block != text).to_string();
    assert_eq!(without("A\n"), "== inittab · a ==\n-- since 3.13\nB\n");
    assert_eq!(old.filtered(|_, _| false), Snapshot::default());
}

#[test]
fn first_results_give_one_block_per_behaviour() {
    check("", &["3.15.0 B", "3.9.18 A", "3.12.1 A", "3.13.0 B"], "-- since 3.9\nA\n-- since 3.13\nB\n");
    check("", &["3.12.7 A"], "-- since 3.12\nA\n");
    check("", &["3.16.0 A"], "-- since 3.16\nA\n");
}

#[test]
fn pythons_that_were_not_run_keep_their_text() {
    check("-- since 3.9\nA\n", &["3.12.1 B"], "-- since 3.9\nA\n-- since 3.12\nB\n-- since 3.13\nA\n");
    check("-- since 3.9\nA\n", &["3.16.0 B"], "-- since 3.9\nA\n-- since 3.16\nB\n-- since 3.16t\nA\n");
    check("-- since 3.9\nA\n-- since 3.12\nB\n-- since 3.13\nA\n", &["3.12.1 A"], "-- since 3.9\nA\n");
    check("-- since 3.12\nA\n", &["3.10.1 B"], "-- since 3.10\nB\n-- since 3.12\nA\n");
}

#[test]
fn a_change_inside_a_minor_version_needs_both_patches() {
    check("-- since 3.9\nA\n", &["3.11.2 A", "3.11.4 B"], "-- since 3.9\nA\n-- since 3.11.4\nB\n-- since 3.12\nA\n");
    check("-- since 3.11\nA\n", &["3.11.4 B"], "-- since 3.11\nB\n-- since 3.12\nA\n");
    let split = "-- since 3.11\nA\n-- since 3.11.4\nB\n";
    check(split, &["3.11.9 C"], "-- since 3.11\nA\n-- since 3.11.4\nC\n-- since 3.12\nB\n");
    check(split, &["3.11.2 B"], "-- since 3.11\nB\n");
    // The free-threaded build is looked up in the part of the minor version that the plain one has.
    check("", &["3.14.2 A", "3.14.11 B", "3.14.11t B"], "-- since 3.14\nA\n-- since 3.14.11\nB\n");
}

#[test]
fn free_threaded_builds_are_written_where_they_differ() {
    check("", &["3.13.0 A", "3.13.0t A", "3.14.0 B", "3.14.0t B"], "-- since 3.13\nA\n-- since 3.14\nB\n");
    let differs = "-- since 3.9\nA\n-- since 3.14t\nT\n-- since 3.15t\nA\n";
    check("-- since 3.9\nA\n", &["3.14.0t T"], differs);
    check(differs, &["3.14.0t A"], "-- since 3.9\nA\n");
    // Not run: it keeps what it had.
    check("-- since 3.9\nA\n", &["3.15.0 B"], "-- since 3.9\nA\n-- since 3.15\nB\n-- since 3.15t\nA\n");
    check("-- since 3.9\nA\n", &["3.15.0 B", "3.15.0t B"], "-- since 3.9\nA\n-- since 3.15\nB\n");
}

#[test]
fn debug_builds_are_written_where_they_differ() {
    check("", &["3.15.2 A", "3.15.2d A"], "-- since 3.15\nA\n");
    check("-- since 3.9\nA\n", &["3.15.2d D"], "-- since 3.9\nA\n-- since 3.15d\nD\n");
    check("-- since 3.9\nA\n", &["3.14.10d D"], "-- since 3.9\nA\n-- since 3.14d\nD\n-- since 3.15d\nA\n");
    check("-- since 3.9\nA\n-- since 3.15d\nD\n", &["3.15.2d A"], "-- since 3.9\nA\n");
    // Not run: without a block of its own, it follows.
    check("-- since 3.9\nA\n", &["3.15.0 B"], "-- since 3.9\nA\n-- since 3.15\nB\n-- since 3.15t\nA\n");
    let differs = "-- since 3.9\nA\n-- since 3.15d\nD\n";
    check(differs, &["3.15.0 B", "3.15.0t B"], "-- since 3.9\nA\n-- since 3.15\nB\n-- since 3.15d\nD\n");
    // A host that follows the reference host does so on debug builds, too.
    check(differs, &["3.15.2d h D"], differs);
    check(differs, &["3.15.2d h A"], "-- since 3.9\nA\n-- since 3.15d\nD\n-- host h since 3.15d\nA\n");
}

#[test]
fn pypy_is_written_where_it_differs_from_the_same_version_of_cpython() {
    let differs = "-- since 3.9\nA\n-- since 3.11.4\nB\n-- since 3.12\nC\n-- host h since pypy3.11.4\nP\n";
    let same = "-- since 3.9\nA\n-- since 3.11.4\nB\n-- since 3.12\nC\n";
    check(same, &["pypy3.11.17 h P"], differs);
    check(same, &["pypy3.11.17 h B"], same);
    check(differs, &["pypy3.11.17 h B"], same);
    // Not run: it keeps its own block, and follows without one.
    let changed = "-- since 3.9\nA\n-- since 3.11\nD\n-- since 3.12\nC\n-- host h since pypy3.11.4\nP\n";
    check(differs, &["3.11.2 D", "3.11.7 D"], changed);
    check("-- since 3.9\nA\n", &["3.11.2 D"], "-- since 3.9\nA\n-- since 3.11\nD\n-- since 3.12\nA\n");
    let snapshot = snapshot(differs);
    let found = |host, on| snapshot.lookup(&variant("inittab a"), host, version(on));
    assert_eq!(found(Some("h"), "pypy3.11.17"), Some("P\n"));
    assert_eq!(found(Some("h"), "3.11.17"), Some("B\n"), "what PyPy does is nothing that CPython inherits");
    assert_eq!(found(Some("h"), "3.15.0d"), Some("C\n"));
    assert_eq!(found(Some("g"), "pypy3.11.17"), Some("B\n"));
}

#[test]
fn hosts_are_written_where_they_differ() {
    let two = "-- since 3.9\nA\n-- host h since 3.14\nH\n";
    check(
        "-- since 3.9\nA\n",
        &["3.14.0 h H", "3.15.0 h H"],
        "-- since 3.9\nA\n-- host h since 3.14\nH\n-- host h since 3.14t\nA\n",
    );
    check(two, &["3.9.0 A", "3.9.0 h A"], two);
    check(two, &["3.14.0 h A", "3.15.0 h A", "3.14.0t h A", "3.15.0t h A"], "-- since 3.9\nA\n");
    // A host that wasn't run keeps its own blocks and follows the reference host elsewhere.
    check(two, &["3.9.0 B"], "-- since 3.9\nB\n-- since 3.10\nA\n-- host h since 3.14\nH\n");
    // As does one that can't run everywhere, even if it was run.
    check(
        "-- since 3.9\nA\n",
        &["3.9.0 h A", "3.9.0 A", "3.15.0 B", "3.15.0t B"],
        "-- since 3.9\nA\n-- since 3.15\nB\n",
    );
}

#[test]
fn nothing_is_written_for_a_host_where_it_can_not_be() {
    let merge = |can_be: &dyn Fn(&str, Version) -> bool| {
        let new = snapshot("-- since 3.9\nA\n").merge(&[variant("inittab a")], &results(&["3.10.0 h H"]), can_be);
        new.unwrap()
    };
    let old = merge(&|_, python| python.minor < 11);
    assert_eq!(old, snapshot("-- since 3.9\nA\n-- host h since 3.10\nH\n"));
    // What comes after the gap is still known.
    let gap = merge(&|_, python| python.minor != 11);
    assert_eq!(gap, snapshot("-- since 3.9\nA\n-- host h since 3.10\nH\n-- host h since 3.12\nA\n"));
}

#[test]
fn sections_are_those_of_the_case() {
    let text = "== inittab · a ==\n-- since 3.9\nA\n== gone · a ==\n-- since 3.9\nA\n== spec · a ==\n-- since 3.9\nA\n";
    let old: Snapshot = text.parse().unwrap();
    let variants = ["spec a", "filesystem a", "inittab a", "spec a"].map(variant);
    let new = old.merge(&variants, &results(&[&newest("3.15.0 A")]), &anywhere).unwrap();
    assert_eq!(new.to_string(), "== spec · a ==\n-- since 3.9\nA\n== inittab · a ==\n-- since 3.9\nA\n");
}

#[test]
fn results_that_cannot_be_written_are_refused() {
    let conflict = merge("", &["3.13.0d A", "3.13.0d B"]).unwrap_err();
    let words = "inittab · a: two Pythons 3.13.0d gave different transcripts, but share one block; choose one of them with \
                 EXTPROOF_PYTHONS";
    assert_eq!(conflict.to_string(), words);
    assert!(merge("", &["3.13.0d A", "3.13.0d A"]).is_ok());
    let mut odd = results(&["3.13.0 h A"]);
    let unknown = Snapshot::default().merge(&[], &odd, &anywhere).unwrap_err();
    assert_eq!(unknown, MergeError::UnknownVariant(variant("inittab a")));
    odd[0].host = Some("my host".to_owned());
    let name = Snapshot::default().merge(&[variant("inittab a")], &odd, &anywhere).unwrap_err();
    assert_eq!(name, MergeError::Name("my host".to_owned()));
}

#[test]
fn a_missing_last_newline_is_added() {
    let mut results = results(&["3.9.0 A"]);
    results[0].text = "A".to_owned();
    let new = Snapshot::default().merge(&[variant("inittab a")], &results, &anywhere).unwrap();
    assert_eq!(new, snapshot("-- since 3.9\nA\n"));
}
