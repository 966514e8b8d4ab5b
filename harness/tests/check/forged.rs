//! Modules that write events themselves, so as to be told to work.

use serde_json::Value;

use crate::support::bench::{Bench, exit};
use crate::support::checks::{check, package};
use crate::support::pythons::pythons;

/// All that a run without a fault would say, as hosts of the suite write it.
const PLAIN: &str = r#"
for step in range(1, 20):
    write('{"begin":%d}' % step)
    write('{"probe":%d}' % step)
    write('{"end":%d,"status":"ok"}' % step)
write('{"done":true}')
os._exit(0)
"#;
/// With the signature of another line.
const BORROWED: &str = r#"
signature = open(events).readline().split(' ')[0]
write(signature + ' {"done":true}')
os._exit(0)
"#;
/// What the host said before, once more.
const REPEATED: &str = r#"
write(open(events).readlines()[-1].rstrip('\n'))
os._exit(0)
"#;
/// What an earlier step reported, in other words.
const REWRITTEN: &str = r#"
text = open(events).read()
with open(events, 'w') as file: file.write(text.replace('"ok"', '"failed","error":"x"'))
"#;
const FIXTURE: &str = r#"
write('{"fixture":"x","event":"init","count":1}')
"#;

#[test]
fn no_forged_run_works() {
    let forgers = [
        ("plain", PLAIN, "is forged"),
        ("borrowed", BORROWED, "is forged"),
        ("repeated", REPEATED, "the events were damaged, and now say of the host: it began step"),
        ("rewritten", REWRITTEN, "is forged"),
        ("fixture", FIXTURE, "is forged"),
    ];
    for python in pythons() {
        let bench = Bench::new();
        let site = bench.path("site");
        let folders = forgers.map(|(name, code, _)| {
            let head = "import os\nevents = os.environ['EXTPROOF_EVENTS']\n\
                        def write(line):\n    with open(events, 'a') as file: file.write(line + '\\n')\n";
            package(&site, python, name, &format!("{head}{code}"))
        });
        let mut arguments = vec!["--format", "json", "--trial", "import"];
        arguments.extend(folders.iter().map(|folder| folder.to_str().unwrap()));
        let called = check(&bench, python, &arguments);
        assert_eq!(called.code, exit::HARNESS_ERROR, "{called:?}");
        let document: Value = serde_json::from_str(&called.stdout).unwrap();
        for (name, _, words) in forgers {
            let modules = document["modules"].as_array().unwrap();
            let module = modules.iter().find(|module| module["name"] == format!("{name}.multi_phase")).unwrap();
            let import = &module["trials"][0];
            assert_eq!(import["verdict"], "error", "{name} on Python {}: {import}", python.version);
            assert!(import["detail"].as_str().unwrap().contains(words), "{name}: {import}");
        }
    }
}

#[test]
fn the_key_is_not_left_where_a_module_finds_it() {
    let python = crate::support::pythons::python();
    let bench = Bench::new();
    // The scenario, the environment, the arguments, and what the folder of the run holds.
    let code = "import os, sys\nhome = os.environ['HOME']\nassert sorted(os.listdir(home)) == ['events.jsonl', 'modules'], os.listdir(home)\n\
                said = open('/proc/self/cmdline').read() + open('/proc/self/environ').read()\nassert 'key' not in said\n";
    let package = package(&bench.path("site"), python, "looks", code);
    let called = check(&bench, python, &["--trial", "import", package.to_str().unwrap(), "--require", "import"]);
    assert_eq!(called.code, exit::PASSED, "{called:?}");
}
