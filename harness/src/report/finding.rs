//! Crashes of runs that the findings explain.

use super::Report;
use crate::run::RunResult;
use crate::version::{Implementation, Version};

/// A crash that a finding explains.
struct RunCrash {
    /// Its number in `docs/findings.md`.
    finding: u8,
    case: &'static str,
    /// In which steps the process ends.
    step: Ends,
    /// On which Pythons, as the case says.
    version: fn(Version) -> bool,
}

/// In which steps a crash happens.
enum Ends {
    /// In those with this key in the case.
    In(&'static str),
    /// In any: it varies.
    Anywhere,
}

impl Ends {
    /// Whether they include the step of this title, whose first word is its key.
    fn include(&self, title: &str) -> bool {
        match self {
            Self::In(key) => title.split(' ').next() == Some(key),
            Self::Anywhere => true,
        }
    }
}

static KNOWN: [RunCrash; 18] = [
    RunCrash {
        finding: 2,
        case: "inittab/invalid-utf8-name",
        step: Ends::In("initialize"),
        version: |v| v.minor >= 13,
    },
    RunCrash { finding: 4, case: "inittab/init-raises-own-gil", step: Ends::In("import"), version: leaks_exceptions },
    RunCrash {
        finding: 5,
        case: "instances/reimported-then-re-initialized",
        step: Ends::In("import"),
        version: |v| v.minor == 12,
    },
    RunCrash { finding: 6, case: "instances/first-sub-ended", step: Ends::In("import"), version: |v| v.minor == 12 },
    RunCrash {
        finding: 7,
        case: "instances/sub-then-main",
        step: Ends::In("finalize"),
        version: |v| v.minor == 12 && v.micro < 7,
    },
    RunCrash {
        finding: 8,
        case: "instances/unchecked-own-memory",
        step: Ends::In("import"),
        version: |v| v.minor == 12,
    },
    RunCrash { finding: 10, case: "instances/live-legacy-sub", step: Ends::In("finalize"), version: |v| v.minor < 13 },
    RunCrash { finding: 10, case: "instances/live-own-gil-sub", step: Ends::In("finalize"), version: |v| v.minor < 13 },
    RunCrash {
        finding: 11,
        case: "inittab/init-returns-uninitialized-definition",
        step: Ends::In("import"),
        version: |v| v.minor < 13,
    },
    RunCrash { finding: 12, case: "inittab/null-function", step: Ends::In("import"), version: |v| v.minor == 9 },
    RunCrash { finding: 13, case: "inittab/append-after-init", step: Ends::In("append"), version: |v| v.minor >= 12 },
    RunCrash { finding: 13, case: "inittab/extend-after-init", step: Ends::In("extend"), version: |v| v.minor >= 12 },
    RunCrash { finding: 26, case: "module-state/added-twice", step: Ends::In("execute"), version: |_| true },
    RunCrash {
        finding: 32,
        case: "instances/datetime-re-initialized",
        step: Ends::In("evaluate"),
        version: |v| v.minor == 12,
    },
    RunCrash { finding: 25, case: "inittab/non-ascii-name", step: Ends::In("initialize"), version: |v| v.debug },
    RunCrash {
        finding: 32,
        case: "instances/ctypes-re-initialized",
        step: Ends::In("evaluate"),
        version: |v| v.minor == 12,
    },
    RunCrash {
        finding: 33,
        case: "free-threading/stable-abi-with-gil",
        step: Ends::In("import"),
        version: |v| v.free_threaded,
    },
    // Which initialization crashes varies, too.
    RunCrash { finding: 3, case: "instances/kept-objects", step: Ends::Anywhere, version: |v| v.minor >= 14 },
];

fn leaks_exceptions(version: Version) -> bool {
    match version.minor {
        13 => version.micro < 13,
        14 => version.micro < 4,
        _ => false,
    }
}

impl Report<'_> {
    /// The number of the finding that explains how the process of a run ended.
    pub(super) fn finding(&self, result: &RunResult) -> Option<u8> {
        // Cases of other folders can have the same ids, and do something else.
        let step = result.crashed_in.as_deref().filter(|_| self.call.cases.is_empty())?;
        explained(&result.case, step, result.python)
    }
}

fn explained(case: &str, step: &str, python: Version) -> Option<u8> {
    // Those of PyPy have no numbers.
    if python.implementation != Implementation::CPython {
        return None;
    }
    let explains = |known: &&RunCrash| known.case == case && known.step.include(step) && (known.version)(python);
    KNOWN.iter().find(explains).map(|known| known.finding)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::project::Project;
    use crate::snapshot;
    use crate::version::supported;

    const FINDINGS: &str = include_str!("../../../docs/findings.md");

    /// The ids of the cases that each finding names, by its number.
    fn named() -> Vec<(u8, String)> {
        let mut named = Vec::new();
        for section in FINDINGS.split("\n### ").skip(1) {
            let (number, text) = section.split_once(". ").unwrap();
            let cases = text.split("- Cases: ").nth(1).unwrap_or_default().split("\n- ").next().unwrap();
            named.extend(cases.split('`').skip(1).step_by(2).map(|id| (number.parse().unwrap(), id.to_owned())));
        }
        named
    }

    /// The steps in which signals end the process of a case, with a Python on which they do, as its snapshot says.
    fn crashes(id: &str) -> BTreeSet<(String, Version)> {
        let path = Project::of_checkout().unwrap().snapshots().join(format!("{id}.snap"));
        let snapshot = snapshot::load(&path).unwrap().unwrap_or_default();
        let mut crashes = BTreeSet::new();
        for variant in snapshot.variants() {
            for (text, spans) in snapshot.history(variant, None) {
                let end = text.lines().filter_map(|line| line.strip_prefix("end: SIG")?.split_once(" in ")).next();
                crashes
                    .extend(end.iter().flat_map(|(_, step)| spans.iter().map(|span| ((*step).to_owned(), span.since))));
            }
        }
        crashes
    }

    #[test]
    fn every_reviewed_crash_of_a_case_that_a_finding_names_is_explained() {
        let named = named();
        for id in named.iter().map(|(_, id)| id.as_str()).collect::<BTreeSet<_>>() {
            for (step, python) in crashes(id) {
                let finding = explained(id, &step, python);
                assert!(named.iter().any(|(number, other)| other == id && Some(*number) == finding), "{id}: {step}");
            }
        }
    }

    #[test]
    fn what_explains_a_crash_is_a_finding_that_names_its_case() {
        let named = named();
        for RunCrash { finding, case, version, .. } in &KNOWN {
            assert!(named.contains(&(*finding, (*case).to_owned())), "finding {finding}: {case}");
            assert!(supported().flat_map(|python| [python, python.debug()]).any(version), "finding {finding}: {case}");
        }
    }

    #[test]
    fn only_the_same_crash_is_explained() {
        let of = |step: &str, micro| explained("instances/sub-then-main", step, Version::new(12, micro));
        assert_eq!([of("finalize", 1), of("finalize", 7), of("import x", 1)], [Some(7), None, None]);
        // The key of a step is a word, not how its title begins.
        assert_eq!(of("finalize_twice x", 1), None);
        assert_eq!(explained("instances/other", "finalize", Version::new(12, 1)), None);
    }
}
