//! Case files that `list` refuses or takes.

use super::bench::{Bench, exit};

const HEAD: &str = "title = 'x'\nmodes = ['inittab', 'filesystem']\nfixtures = ['single_phase', 'multi_phase']\n";

/// Lists a case with these steps, and more lines. Gives what is said of it.
#[track_caller]
pub(crate) fn said_of(text: &str) -> String {
    let bench = Bench::new();
    bench.file("a/x", text);
    let called = bench.call(&["list", "--cases", bench.path("cases").to_str().unwrap()]);
    assert_eq!(called.code == exit::PASSED, called.stderr.is_empty(), "{called:?}");
    assert!([exit::PASSED, exit::BAD_INPUT].contains(&called.code), "{called:?}");
    called.stderr
}

/// These steps, after an `initialize` if there is none among them: most need an interpreter.
fn running(steps: &str) -> String {
    if steps.contains("initialize") { steps.to_owned() } else { format!("'initialize', {steps}") }
}

/// Checks that a case is refused at the place that begins with `«`, in these words.
#[track_caller]
pub(crate) fn refused(steps: &str, more: &str, words: &[&str]) {
    let text = format!("{HEAD}steps = [{}]\n{more}", running(steps));
    let (before, _) = text.split_once('«').expect("a place");
    let lines: Vec<&str> = before.split('\n').collect();
    let (line, column) = (lines.len(), lines[lines.len() - 1].chars().count() + 1);
    let said = said_of(&text.replace('«', ""));
    let place = format!("x.toml:{line}:{column}: ");
    assert!(said.contains(&place), "not at {place}{said}");
    words.iter().for_each(|word| assert!(said.contains(word), "no `{word}` in {said}"));
}

#[track_caller]
pub(crate) fn taken(steps: &str, more: &str) {
    let said = said_of(&format!("{HEAD}steps = [{}]\n{more}", running(steps)));
    assert!(said.is_empty(), "{steps} {more}: {said}");
}
