//! A module that closes descriptors which it doesn't know, and opens a file of the user.

use std::fs;

use crate::support::bench::{Bench, exit};
use crate::support::checks::{check, package, verdicts};
use crate::support::pythons::pythons;

#[test]
fn nothing_of_ours_is_written_into_a_file_of_the_user() {
    for python in pythons() {
        let bench = Bench::new();
        let file = bench.path("file of the user");
        let code = format!(
            "import os\nos.closerange(3, 256)\nf = open(\"{}\", 'a')\ng = [os.dup(f.fileno()) for _ in range(50)]\n",
            file.display()
        );
        let package = package(&bench.path("site"), python, "takes", &code);
        let trials = ["--format", "json", "--trial", "import,reinit,sub-after-main,two-subs"];
        let called = check(&bench, python, &[&[package.to_str().unwrap()], &trials[..]].concat());
        assert_eq!(called.code, exit::PASSED, "{called:?}");
        let found = verdicts(&called);
        assert!(["import", "reinit"].iter().all(|trial| found["takes.multi_phase"][*trial] == "works"), "{called:?}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "", "Python {}", python.version);
    }
}
