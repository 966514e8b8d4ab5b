//! What isn't a snapshot, and where.

use super::super::{HeaderError, body, load};
use super::*;

#[test]
fn every_error_names_the_line_and_what_is_allowed() {
    let section = "== inittab · a ==\n";
    for (text, line, part) in [
        ("A\n", 1, "text before the first section"),
        ("-- since 3.9\nA\n", 1, "text before the first section"),
        ("== inittab · a ==\n\n-- since 3.9\nA\n", 2, "text before the first block"),
        ("== inittab a ==\n", 1, "not a header: `== inittab a ==`"),
        ("== inittab · a b ==\n", 1, "not a header"),
        (&format!("{section}--since 3.9\n"), 2, "not a header: `--since 3.9`"),
        (&format!("{section}-- host  since 3.9\n"), 2, "not a header"),
        (&format!("{section}-- since 3.9.0\n"), 2, "invalid version `3.9.0`"),
        (&format!("{section}-- since 3.13dt\n"), 2, "invalid version `3.13dt`"),
        (section, 1, "section `inittab · a` has no blocks"),
        (&format!("{section}-- since 3.9\nA\n{section}"), 4, "duplicate section `inittab · a`"),
        (&format!("{section}-- since 3.10\nA\n-- since 3.9\nB\n"), 4, "`since 3.9` must not follow `since 3.10`"),
        (&format!("{section}-- since 3.9\nA\n-- since 3.9\nB\n"), 4, "must not follow"),
        (&format!("{section}-- host h since 3.9\nA\n-- since 3.9\nB\n"), 4, "default builds, debug builds"),
        (&format!("{section}-- since 3.9\nA\n-- since 3.10\nA\n\n"), 4, "block `since 3.10` repeats"),
        (
            &format!("{section}-- since 3.9\nA\n-- since 3.13t\nA\n-- since 3.14t\nB\n"),
            4,
            "block `since 3.13t` repeats `since 3.9`",
        ),
        (
            &format!("{section}-- since 3.9\nA\n-- since 3.13t\nB\n-- since 3.15d\nC\n"),
            6,
            "`since 3.15d` must not follow `since 3.13t`",
        ),
        (&format!("{section}-- since 3.9\nA\n-- since 3.15d\nA\n"), 4, "block `since 3.15d` repeats `since 3.9`"),
        (
            &format!("{section}-- since 3.9\nA\n-- host h since 3.9\nA\n== x · y ==\n"),
            4,
            "block `host h since 3.9` repeats",
        ),
    ] {
        let error = text.parse::<Snapshot>().unwrap_err();
        assert_eq!(error.line, line, "{text}{error}");
        assert!(error.to_string().contains(part), "{text}{error}");
    }
}

#[test]
fn the_header_of_insta_is_taken_off() {
    assert_eq!(body("---\nsource: a\n---\n== b\n"), Ok("== b\n"));
    assert_eq!(body("---\r\nsource: a\r\n---\r\n== b\r\n---\r\n"), Ok("== b\r\n---\r\n"));
    assert_eq!(body("---\n---"), Ok(""));
    assert_eq!(body("== b\n---\n"), Err(HeaderError::Missing));
    assert_eq!(body(""), Err(HeaderError::Missing));
    assert_eq!(body("---\nsource: a\n"), Err(HeaderError::Open));
}

#[test]
fn files_are_loaded_and_errors_name_them() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("case.snap");
    assert!(load(&path).unwrap().is_none());
    let text = "---\nsource: a\n---\n== inittab · a ==\n-- since 3.9\nA\n";
    std::fs::write(&path, text).unwrap();
    assert_eq!(load(&path).unwrap(), Some(snapshot("-- since 3.9\nA\n")));
    std::fs::write(&path, text.replace('\n', "\r\n")).unwrap();
    assert_eq!(load(&path).unwrap(), Some(snapshot("-- since 3.9\nA\n")));
    std::fs::write(&path, format!("{text}-- since 3.8\nB\n")).unwrap();
    let error = load(&path).unwrap_err();
    assert!(error.to_string().starts_with(&path.display().to_string()));
    assert!(std::error::Error::source(&error).unwrap().to_string().starts_with("line 7: `since 3.8` must not follow"));
    assert!(load(directory.path()).is_err());
}
