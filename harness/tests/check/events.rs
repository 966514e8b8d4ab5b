//! Modules that take the events of their run away.

use rustix::process::geteuid;
use serde_json::Value;

use crate::support::bench::{Bench, exit};
use crate::support::checks::{check, package, verdicts};
use crate::support::formats::unwrapped;
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
        assert!(unwrapped(&called.stdout).contains(words), "{words}: {called:?}");
    }
}

/// What a module does to its own process or to the events, and whether it needs to be root for that.
const SPOILED: [(&str, &str, bool); 7] = [
    ("no_size", "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))", false),
    ("no_files", "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))", false),
    ("no_root", "os.chroot(os.environ['HOME'])", true),
    ("no_rights", "os.setuid(65534)", true),
    ("emptied", "os.truncate(events, 0)", false),
    ("cut", "os.truncate(events, os.path.getsize(events) // 2)", false),
    ("emptied_at_last", "import atexit\natexit.register(os.truncate, events, 0)", false),
];

#[test]
fn events_that_cannot_be_written_or_were_damaged_are_not_held_for_an_end_of_the_module() {
    let (bench, python) = (Bench::new(), python());
    let site = bench.path("site");
    let spoiled: Vec<_> = SPOILED.into_iter().filter(|(_, _, root)| !root || geteuid().is_root()).collect();
    // What the module itself ends is another thing, whatever the number.
    let own = package(
        &site,
        python,
        "own",
        "import os\nos.write(2, b'0123456789abcdef {\"unwritten\":\"x\"}\\n')\nos._exit(2)",
    );
    let packages = spoiled.iter().map(|(name, code, _)| {
        package(&site, python, name, &format!("import os\nevents = os.environ['EXTPROOF_EVENTS']\n{code}\n"))
    });
    let packages: Vec<_> = packages.chain([own]).collect();
    let mut arguments = vec!["--format", "json", "--trial", "import", "--require", "import"];
    arguments.extend(packages.iter().map(|path| path.to_str().unwrap()));
    let called = check(&bench, python, &arguments);
    assert_eq!(called.code, exit::HARNESS_ERROR, "{called:?}");
    let document: Value = serde_json::from_str(&called.stdout).unwrap();
    let import = |name: &str| {
        let modules = document["modules"].as_array().unwrap();
        modules.iter().find(|module| module["name"] == format!("{name}.multi_phase")).unwrap()["trials"][0].clone()
    };
    for (name, code, _) in spoiled {
        let import = import(name);
        assert_eq!(import["verdict"], "error", "{name}: {import}");
        let words = if code.contains("truncate") { "damaged" } else { "the host can't write events any more" };
        assert!(import["detail"].as_str().unwrap().contains(words), "{name}: {import}");
    }
    assert_eq!(import("own")["verdict"], "exits", "{called:?}");
}
