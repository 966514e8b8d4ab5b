//! Settings of insta that have nothing compared: this very program is called with them, for one case.

use std::env;
use std::process::{Command, Output};

const CASE: &str = "cases_inittab_empty_name_toml";
/// None of the others changes a file without asking.
const TOLD: [&str; 2] = ["INSTA_FORCE_PASS=1", "INSTA_UPDATE=new INSTA_FORCE_PASS=1"];
const REFUSED: [&str; 7] = [
    "INSTA_FORCE_PASS=1",
    "INSTA_UPDATE=always",
    "INSTA_UPDATE=1",
    "INSTA_UPDATE=force",
    "INSTA_UPDATE=unseen",
    "INSTA_FORCE_UPDATE=1",
    "INSTA_FORCE_UPDATE_SNAPSHOTS=1",
];

fn with(settings: &str, ci: Option<&str>) -> Output {
    let mut command = Command::new(env::current_exe().unwrap());
    for (name, _) in env::vars().filter(|(name, _)| name.starts_with("INSTA_")) {
        command.env_remove(name);
    }
    // Its runs are none of the suite's.
    command.env_remove("EXTPROOF_TESTED");
    command.arg(CASE).env_remove("CI").env_remove("TF_BUILD").envs(ci.map(|value| ("CI", value)));
    command.envs(settings.split(' ').filter_map(|setting| setting.split_once('=')));
    command.output().unwrap()
}

fn text(output: &Output) -> String {
    let text = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes)).concat();
    assert!(text.contains("1 test"), "the case is there: {text}");
    text
}

#[test]
fn that_nothing_is_compared_is_told_in_a_line() {
    for settings in TOLD {
        for ci in [None, Some("false"), Some("0"), Some("")] {
            let output = with(settings, ci);
            let text = text(&output);
            assert!(output.status.success(), "{settings} {ci:?}: {text}");
            let lines = text.lines().filter(|line| line.contains("so nothing is compared"));
            let lines: Vec<&str> = lines.collect();
            assert!(matches!(&lines[..], [line] if line.contains("INSTA_FORCE_PASS=1")), "{settings} {ci:?}: {text}");
        }
    }
    let text = text(&with("INSTA_UPDATE=new", None));
    assert!(!text.contains("nothing is compared"), "{text}");
}

#[test]
fn to_compare_nothing_is_refused_on_ci() {
    for settings in REFUSED {
        let output = with(settings, Some("true"));
        let text = text(&output);
        assert!(!output.status.success(), "{settings}: {text}");
        let words = format!("{settings} accepts every snapshot, so nothing would be compared, and CI is set");
        assert!(text.contains(&words), "{settings}: {text}");
    }
}
