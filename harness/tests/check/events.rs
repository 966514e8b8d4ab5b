//! Modules that take the events of their run away.

use crate::support::bench::{Bench, exit};
use crate::support::checks::{check, package, verdicts};
use crate::support::pythons::python;

const REPLACED: [(&str, &str); 7] = [
    ("a_pipe", "os.unlink(events); os.mkfifo(events)"),
    ("a_link", "os.unlink(events); os.symlink('/etc/passwd', events)"),
    ("a_folder", "os.unlink(events); os.mkdir(events)"),
    ("a_socket", "os.unlink(events); import _socket; _socket.socket(1, 1).bind(events)"),
    ("open_pipe", "os.unlink(events); os.mkfifo(events); kept = os.open(events, os.O_RDWR)"),
    ("gone", "os.unlink(events)"),
    ("no_sandbox", "os.rename(os.environ['HOME'], os.environ['HOME'] + '-away')"),
];

#[test]
fn they_are_errors_of_their_own_trials_and_of_no_others() {
    let (bench, python) = (Bench::new(), python());
    let site = bench.path("site");
    let sound = package(&site, python, "sound", "");
    let mut arguments = vec!["--format", "json", "--trial", "import,reinit", "--timeout", "60"];
    let packages = REPLACED.map(|(name, code)| {
        package(&site, python, name, &format!("import os\nevents = os.environ['EXTPROOF_EVENTS']\n{code}\n"))
    });
    arguments.extend(packages.iter().chain([&sound]).map(|path| path.to_str().unwrap()));
    let called = check(&bench, python, &arguments);
    assert_eq!(called.code, exit::HARNESS_ERROR, "{called:?}");
    let found = verdicts(&called);
    for (name, _) in REPLACED {
        assert_eq!(found[&format!("{name}.multi_phase")]["import"], "error", "{name}: {called:?}");
    }
    assert!(found["sound.multi_phase"].values().all(|verdict| verdict == "works"), "{called:?}");
    for words in
        ["it is not a regular file, but a named pipe", "but a link", "but a folder", "but a socket", "it is gone"]
    {
        assert!(called.stdout.contains(words), "{words}: {called:?}");
    }
}
