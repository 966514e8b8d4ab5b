//! The table in the README of extproof-embed, counted from the reviewed snapshots: where the C API does something that nobody
//! can have meant, and what comes of the same scenario through the library.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use extproof::case::{self, Case, Mode};
use extproof::host::Catalogue;
use extproof::project::Project;
use extproof::snapshot::{self, Variant};
use extproof::version::Version;

const PYTHONS: [&str; 8] = ["3.9.18", "3.10.13", "3.11.7", "3.12.1", "3.13.0", "3.13.15t", "3.14.8", "3.15.0"];

/// These end the process themselves, so that nobody can help it.
const OWN_FAULT: [&str; 4] = ["init_aborts", "init_crashes", "init_exits", "init_hangs"];

/// In these, the scenario itself keeps the module from being imported, or the module adds itself twice.
const ON_PURPOSE: [&str; 8] = [
    "inittab/append-after-init-and-list",
    "inittab/dotted-below-module",
    "inittab/dotted-without-parent",
    "inittab/names-overwritten",
    "inittab/none-in-modules",
    "inittab/without-builtin-importer",
    "instances/audit-hook-refuses",
    "module-state/added-twice",
];

/// In these, it is modules of Python's own that crash in a second initialization, whatever was registered how.
const OF_PYTHON: [&str; 2] = ["instances/ctypes-re-initialized", "instances/datetime-re-initialized"];

/// What nobody can have meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    Crash,
    Abort,
    NoStart,
    Duplicate,
    Leak,
    Nothing,
}

impl Fault {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Crash, "the process crashes"),
        (Self::Abort, "Python aborts"),
        (Self::NoStart, "initialization fails"),
        (Self::Duplicate, "duplicate entry"),
        (Self::Leak, "entry of an earlier initialization"),
        (Self::Nothing, "the registration has no effect"),
    ];
}

#[test]
fn the_readme_has_the_table() {
    let project = Project::of_checkout().unwrap();
    let table = table(&count(&project));
    let readme = fs::read_to_string(project.root.join("harness/embed/README.md")).unwrap();
    assert!(readme.contains(&table), "harness/embed/README.md doesn't have this table:\n\n{table}");
}

/// For each fault: runs of the C API, and how many of them work or are typed errors through the library.
#[derive(Default)]
struct Row {
    raw: usize,
    works: usize,
    errors: usize,
}

fn count(project: &Project) -> BTreeMap<Fault, Row> {
    let sources = project.sources().unwrap().usable;
    let catalogue = Catalogue::read(&project.hosts(), &sources).unwrap();
    let cases = case::load(&[project.cases()], &[], &catalogue.names()).unwrap();
    let mut rows: BTreeMap<Fault, Row> = BTreeMap::new();
    let mut remaining = Vec::new();
    for case in cases.cases.iter().filter(|case| case.modes.contains(&Mode::Inittab)) {
        // Where behaviour is undefined, only the reference's is in the snapshot.
        let left_out = [&ON_PURPOSE[..], &OF_PYTHON].concat();
        if left_out.contains(&case.id.as_str()) || case.undefined.is_some() {
            continue;
        }
        let Some(snapshot) = snapshot::load(&project.snapshots().join(format!("{}.snap", case.id))).unwrap() else {
            continue;
        };
        for (fixture, version) in runs(case) {
            let variant = Variant { mode: Mode::Inittab.to_string(), fixture: fixture.to_owned() };
            let raw = snapshot.lookup(&variant, None, version).unwrap_or_default();
            // The library has neither Py_RunMain nor PyInitConfig.
            let has_no_way = raw.contains("run main") || raw.contains(" to the configuration\n");
            let Some(fault) = fault(raw, fixture).filter(|_| !has_no_way) else { continue };
            let embed = snapshot.lookup(&variant, Some("embed"), version).unwrap_or_default();
            if let Some(left) = self::fault(embed, fixture) {
                remaining.push(format!("{} with {fixture} on {version}: {left:?}\n{embed}", case.id));
                continue;
            }
            let row = rows.entry(fault).or_default();
            row.raw += 1;
            let is_error = embed.lines().any(|line| is_step_of_host(line) && line.contains(" → failed: "));
            if is_error { row.errors += 1 } else { row.works += 1 }
        }
    }
    assert!(remaining.is_empty(), "{} are wrong through the library, too:\n{}", remaining.len(), remaining.join("\n"));
    rows
}

fn runs(case: &Case) -> impl Iterator<Item = (&str, Version)> {
    let fits = |version: &Version| {
        case.requires.python.as_ref().is_none_or(|range| range.contains(version))
            && case.requires.gil.is_none_or(|gil| gil.matches(version))
    };
    let versions: Vec<Version> = PYTHONS.iter().map(|text| text.parse().unwrap()).filter(fits).collect();
    let fixtures = case.fixtures.iter().filter(|fixture| !OWN_FAULT.contains(&fixture.as_str()));
    fixtures.flat_map(move |fixture| versions.clone().into_iter().map(move |version| (fixture.as_str(), version)))
}

/// The worst that a transcript shows.
fn fault(transcript: &str, fixture: &str) -> Option<Fault> {
    let mut faults = BTreeSet::new();
    let mut registered: BTreeSet<String> = BTreeSet::new();
    for line in transcript.lines() {
        let (step, outcome) = line.split_once(" → ").unwrap_or((line, ""));
        match step.split_once(' ').unwrap_or((step, "")) {
            ("end:", end) if end.starts_with("SIGSEGV") || end.starts_with("SIGBUS") => {
                faults.insert(Fault::Crash);
            }
            ("end:", end) if end.starts_with("SIGABRT") => {
                faults.insert(Fault::Abort);
            }
            ("register" | "append" | "extend" | "assign", entries) if outcome.is_empty() => {
                registered.extend(names(entries));
                if entries.contains("(NULL)") {
                    faults.insert(Fault::Nothing);
                }
            }
            ("initialize", _) if outcome.starts_with("failed") && !registered.is_empty() => {
                faults.insert(Fault::NoStart);
            }
            ("finalize", _) => registered.clear(),
            ("import", name) if registered.contains(name) => {
                let is_found = !outcome.contains(" in find") && !outcome.contains(" in load");
                let is_used = transcript.contains(&format!("  {fixture} init"));
                let is_reached = !outcome.starts_with("the process");
                if is_reached && (!is_found || !is_used) {
                    faults.insert(Fault::Nothing);
                }
            }
            _ => {}
        }
        if let Some((name, times)) = line.strip_prefix("  sys.builtin_module_names: ").and_then(|l| l.split_once(" ×"))
        {
            let name = name.trim_matches('"');
            if times != "1" {
                faults.insert(Fault::Duplicate);
            } else if !registered.contains(name) && transcript.contains("finalize\ninitialize") && is_own(name) {
                faults.insert(Fault::Leak);
            }
        }
    }
    faults.into_iter().next()
}

/// Names of fixtures and of the cases' own making, not of Python's modules.
fn is_own(name: &str) -> bool {
    !["encodings", "json", "os", "sys", "time", "zipimport"].contains(&name)
}

/// The names in a list of entries.
fn names(entries: &str) -> impl Iterator<Item = String> {
    entries.split(", ").map(|entry| entry.split(" (").next().unwrap_or_default().to_owned())
}

fn is_step_of_host(line: &str) -> bool {
    ["register", "append", "extend", "assign", "initialize", "new interpreter"]
        .iter()
        .any(|step| line.starts_with(step))
}

fn table(rows: &BTreeMap<Fault, Row>) -> String {
    let mut text = String::from(
        "| outcome with the C API | runs | same with the library | works with the library | typed error with the library |\n|---|---|---|---|---|\n",
    );
    let mut all = Row::default();
    for (fault, words) in Fault::ALL {
        let Some(Row { raw, works, errors }) = rows.get(&fault) else { continue };
        writeln!(text, "| {words} | {raw} | 0 | {works} | {errors} |").unwrap();
        all = Row { raw: all.raw + raw, works: all.works + works, errors: all.errors + errors };
    }
    writeln!(text, "| all | {} | 0 | {} | {} |", all.raw, all.works, all.errors).unwrap();
    text
}

#[test]
fn faults_are_seen() {
    let seen = |transcript: &str| fault(transcript, "x");
    assert_eq!(seen("register x\ninitialize\nimport x → module #1\n  x init 1\nend: exit 0\n"), None);
    assert_eq!(seen("register x\ninitialize → the process ended\nend: SIGSEGV in initialize\n"), Some(Fault::Crash));
    assert_eq!(seen("initialize\nregister x → the process ended\nend: SIGABRT in register x\n"), Some(Fault::Abort));
    assert_eq!(seen("register x\ninitialize → failed: no\n"), Some(Fault::NoStart));
    assert_eq!(seen("observe x\n  sys.builtin_module_names: \"x\" ×2\n"), Some(Fault::Duplicate));
    let second = "register x\ninitialize\nfinalize\ninitialize\nobserve x\n  sys.builtin_module_names: \"x\" ×1\n";
    assert_eq!(seen(second), Some(Fault::Leak));
    assert_eq!(seen("initialize\nregister x\nimport x → ImportError in load\n"), Some(Fault::Nothing));
    assert_eq!(seen("register time\ninitialize\nimport time → module #1\n"), Some(Fault::Nothing));
}

/// The table is of these Pythons: a test of one that isn't there would say nothing.
#[test]
fn the_pythons_are_versions() {
    assert!(PYTHONS.iter().all(|text| text.parse::<Version>().is_ok()));
    assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join("embed/README.md").is_file());
}
