//! Modules that have too much to say.

use serde_json::Value;

use crate::support::bench::Bench;
use crate::support::checks::{check, package};
use crate::support::pythons::pythons;

const CAUSES: &str = "e = None
for i in range(150):
    n = ValueError('xxx' + str(i)); n.__cause__ = e; e = n
raise e
";
const CIRCLE: &str = "a, b = ValueError('a'), TypeError('b')\na.__cause__, b.__cause__ = b, a\nraise a\n";
const MESSAGE: &str = "raise ValueError('m' * 70000000)\n";
const TYPE: &str = "raise type('T' * 1000000, (ValueError,), {})('small')\n";
const TEXT: &str = "class Text(str):
    def __iter__(self): raise SystemExit
    def __len__(self): raise SystemExit
    def __getitem__(self, key): raise SystemExit
class E(ValueError):
    __cause__ = property(lambda self: 1 / 0)
    def __str__(self): return Text('own text')
raise E
";
const NO_TEXT: &str = "class E(ValueError):\n    def __str__(self): raise SystemExit(3)\nraise E\n";

#[test]
fn what_they_raise_is_told_as_far_as_it_is_bearable() {
    let packages = [
        ("causes", CAUSES, "ValueError: xxx149 (because of ValueError: xxx148", "(cut: there are more causes)"),
        ("circle", CIRCLE, "ValueError: a (because of TypeError: b", "(cut: there are more causes)"),
        ("message", MESSAGE, "ValueError: mmmm", "... (cut: it has 70000000 characters)"),
        ("names", TYPE, "TTTT", "... (cut: it has 1000000 characters): small"),
        ("text", TEXT, "E: own text", ""),
        ("no_text", NO_TEXT, "E: <no text: SystemExit>", ""),
    ];
    for python in pythons() {
        let bench = Bench::new();
        let site = bench.path("site");
        let folders = packages.map(|(name, code, ..)| package(&site, python, name, code));
        let mut arguments = vec!["--format", "json"];
        arguments.extend(folders.iter().map(|folder| folder.to_str().unwrap()));
        let called = check(&bench, python, &arguments);
        assert_eq!(called.code, 20, "an import raises an exception: {}", called.stderr);
        let document: Value = serde_json::from_str(&called.stdout).unwrap();
        for (name, _, begin, end) in packages {
            let modules = document["modules"].as_array().unwrap();
            let module = modules.iter().find(|module| module["name"] == format!("{name}.multi_phase")).unwrap();
            let import = &module["trials"][0];
            assert_eq!(import["verdict"], "fails", "{name} on Python {}: {import}", python.version);
            let detail = import["detail"].as_str().unwrap();
            assert!(detail.contains(begin) && detail.contains(end), "{name} on Python {}: {detail}", python.version);
            assert!(detail.len() < 10_000, "{name}: {} bytes", detail.len());
        }
    }
}
