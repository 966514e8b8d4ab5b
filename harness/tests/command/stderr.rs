//! Standard error that takes nothing: what was to be told there is lost, and nothing else.

use std::fs::File;

use crate::support::bench::{Bench, exit};

#[test]
fn a_full_standard_error_changes_no_exit_code() {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize'");
    bench.file("a/bad", "title = 1");
    let cases = bench.path("cases");
    let end = |arguments: &[&str]| {
        let mut command = bench.command(arguments);
        command.stderr(File::options().write(true).open("/dev/full").unwrap());
        command.output().unwrap().status.code()
    };
    assert_eq!(end(&["list", "--cases", cases.to_str().unwrap()]), Some(exit::BAD_INPUT));
    assert_eq!(end(&["list", "--cases", "/no/such/folder"]), Some(exit::BAD_INPUT));
    assert_eq!(end(&["run", "--python", "3.99"]), Some(exit::NOTHING_RUN));
}
