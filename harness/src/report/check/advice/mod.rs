//! What a verdict means for those who use the module, and how to fix it.

mod explained;
mod fix;

use explained::explained;
pub(super) use fix::Fix;

use crate::check::{At, Binding, Checked, InitKind, Interpreters, Trial, TrialOutcome, TrialVerdict, Use};

/// What a verdict means, and how to fix it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Advice {
    pub(super) means: &'static str,
    /// The documentation of Python about it.
    pub(super) link: &'static str,
    /// The finding that explains it.
    pub(super) finding: Option<u8>,
    /// How to fix each fault that is known.
    pub(super) fixes: Vec<&'static Fix>,
}

const ISOLATING: &str = "https://docs.python.org/3/howto/isolating-extensions.html";
const OPT_OUT: &str =
    "https://docs.python.org/3/howto/isolating-extensions.html#opt-out-limiting-to-one-module-object-per-process";
const STATIC_TYPES: &str = "https://docs.python.org/3/howto/isolating-extensions.html#heap-types";
const INTERPRETERS_SLOT: &str = "https://docs.python.org/3/c-api/module.html#c.Py_mod_multiple_interpreters";
const FREE_THREADING: &str = "https://docs.python.org/3/howto/free-threading-extensions.html";
const BUILDING: &str = "https://docs.python.org/3/extending/building.html";
const USING: &str = "https://docs.python.org/3/c-api/module.html";
const INITTAB: &str = "https://docs.python.org/3/c-api/import.html#c.PyImport_AppendInittab";
const SPEC: &str = "https://docs.python.org/3/library/importlib.html#importlib.util.spec_from_file_location";
const WARNINGS: &str = "https://docs.python.org/3/c-api/exceptions.html#issuing-warnings";
const RELOAD: &str = "https://docs.python.org/3/library/importlib.html#importlib.reload";
const FINALIZE: &str = "https://docs.python.org/3/c-api/init.html#c.Py_FinalizeEx";
const MODULE_STATE: &str = "https://docs.python.org/3/howto/isolating-extensions.html#managing-per-module-state";
const DEBUG_HOOKS: &str = "https://docs.python.org/3/c-api/memory.html#debug-hooks-on-the-python-memory-allocators";
const THREADS: &str = "https://docs.python.org/3/c-api/init.html#thread-state-and-the-global-interpreter-lock";
const VALGRIND: &str = "https://github.com/python/cpython/blob/main/Misc/README.valgrind";

/// What it means if only the end of Python goes wrong after an import.
const ENDS_BADLY: (&str, &str) = ("It can be imported, but Python doesn't end well after that.", FINALIZE);

/// What to say about the outcome of a trial, which may be required; nothing about those that are well.
pub(super) fn advice(checked: &Checked, trial: Trial, outcome: &TrialOutcome, required: bool) -> Option<Advice> {
    let imports_once =
        matches!(trial.stands_for(), Use::Path | Use::Importer | Use::Inittab | Use::Warnings | Use::ProcessState);
    let (means, link) = match outcome.at {
        Some(At::Finalization | At::End) if imports_once => ENDS_BADLY,
        _ => meaning(trial, outcome.verdict, required)?,
    };
    let finding = explained(checked, trial, outcome);
    // What another module does isn't fixed here.
    let fixes = if outcome.owner.is_some() { Vec::new() } else { fixes(checked, trial, outcome) };
    Some(Advice { means, link, finding, fixes })
}

/// How to fix what is known to be wrong; nothing where that would be guessed.
fn fixes(checked: &Checked, trial: Trial, outcome: &TrialOutcome) -> Vec<&'static Fix> {
    let binding = checked.subject.library.binding;
    if matches!(binding, Some(Binding::Mypyc | Binding::Cffi)) {
        // Their code is generated, and nothing that their users write would change it.
        return Vec::new();
    }
    let declared = checked.declared.as_ref();
    let single_phase = declared.is_some_and(|declared| declared.init == Some(InitKind::SinglePhase));
    let used = trial.stands_for();
    if outcome.verdict == TrialVerdict::EnablesGil {
        return vec![match binding {
            Some(Binding::Cython) => &fix::CYTHON_GIL,
            Some(Binding::Pybind11) => &fix::PYBIND11_GIL,
            Some(Binding::Nanobind) => &fix::NANOBIND_GIL,
            Some(Binding::PyO3) => &fix::PYO3_GIL,
            _ if single_phase => &fix::SINGLE_PHASE,
            _ => &fix::GIL,
        }];
    }
    let several = matches!(used, Use::LegacySub | Use::StrictSub | Use::OwnGil | Use::Reinit);
    let bad = matches!(
        outcome.verdict,
        TrialVerdict::Refused | TrialVerdict::Fails | TrialVerdict::Exits | TrialVerdict::Crashed | TrialVerdict::Hung
    );
    let has_objects = matches!(outcome.verdict, TrialVerdict::Shares | TrialVerdict::Keeps);
    let keeps = checked.outcome(Trial::STATICS).is_some_and(|statics| !statics.kept().is_empty());
    let supports = declared.is_some_and(|declared| declared.interpreters == Some(Interpreters::PerInterpreterGil));
    match binding {
        _ if !(has_objects || several && bad) => Vec::new(),
        // What the fix would declare is declared: the fault is in what the module does.
        Some(_) if supports && !has_objects => Vec::new(),
        Some(Binding::Cython) => vec![&fix::CYTHON],
        Some(Binding::Pybind11) => vec![&fix::PYBIND11],
        Some(Binding::Nanobind) => vec![&fix::NANOBIND],
        Some(Binding::PyO3) => vec![&fix::PYO3],
        _ if outcome.verdict == TrialVerdict::Shares => {
            let first = single_phase.then_some(&fix::SINGLE_PHASE);
            let mut fixes: Vec<&Fix> = first.into_iter().collect();
            for object in outcome.shared() {
                let fix = of_kind(&object.kind);
                if !fixes.contains(&fix) {
                    fixes.push(fix);
                }
            }
            fixes
        }
        _ if outcome.verdict == TrialVerdict::Keeps => vec![&fix::C_STATIC],
        _ if single_phase || (keeps && outcome.verdict != TrialVerdict::Refused) => {
            let fixes = [single_phase.then_some(&fix::SINGLE_PHASE), keeps.then_some(&fix::C_STATIC)];
            fixes.into_iter().flatten().collect()
        }
        _ if outcome.verdict == TrialVerdict::Refused && used == Use::OwnGil => {
            let silent = declared.is_some_and(|declared| declared.init.is_some() && declared.interpreters.is_none());
            if silent { vec![&fix::INTERPRETERS] } else { Vec::new() }
        }
        _ => Vec::new(),
    }
}

/// By what the walk through the module calls it.
fn of_kind(kind: &str) -> &'static Fix {
    match kind {
        "static type" => &fix::STATIC_TYPE,
        "type" => &fix::HEAP_TYPE,
        "exception type" => &fix::EXCEPTION,
        "dict" => &fix::DICT,
        _ => &fix::C_STATIC,
    }
}

/// What a verdict means, and the documentation that tells more.
fn meaning(trial: Trial, verdict: TrialVerdict, required: bool) -> Option<(&'static str, &'static str)> {
    let used = trial.stands_for();
    let own_gil = used == Use::OwnGil;
    let subs = own_gil || matches!(used, Use::LegacySub | Use::StrictSub);
    Some(match verdict {
        TrialVerdict::Works | TrialVerdict::NotApplicable | TrialVerdict::Error => return None,
        TrialVerdict::Shares if own_gil => (
            "Two interpreters use these objects at the same time, each under its own GIL: that is a data race.",
            ISOLATING,
        ),
        TrialVerdict::Shares => (
            "Each interpreter sees what the other changes in these objects, and they can outlive the interpreter that made them.",
            STATIC_TYPES,
        ),
        TrialVerdict::Keeps => (
            "All interpreters share a C static: they use an object that another interpreter made, perhaps after that interpreter has ended.",
            MODULE_STATE,
        ),
        TrialVerdict::Refused if subs && required => {
            ("It can't be imported in interpreters of this kind, but a required trial does that.", INTERPRETERS_SLOT)
        }
        TrialVerdict::Refused if required => {
            ("It can be imported only once in a process, but a required trial imports it again.", OPT_OUT)
        }
        TrialVerdict::Refused if subs => (
            "It can't be imported in interpreters of this kind. Refusing is right as long as it doesn't support them.",
            INTERPRETERS_SLOT,
        ),
        TrialVerdict::Refused => {
            ("It can be imported only once in a process. Refusing is right as long as it keeps global state.", OPT_OUT)
        }
        TrialVerdict::EnablesGil => ("Importing it re-enables the GIL for the whole program.", FREE_THREADING),
        TrialVerdict::Grows => (
            "Programs that initialize Python or make sub-interpreters repeatedly need more and more memory.",
            MODULE_STATE,
        ),
        TrialVerdict::Changes => {
            ("Programs and other modules rely on what this import changes for all of them.", USING)
        }
        TrialVerdict::Unclean => ("Programs that embed Python get this each time they finalize it.", FINALIZE),
        TrialVerdict::Fails | TrialVerdict::Exits | TrialVerdict::Crashed | TrialVerdict::Hung => match used {
            Use::Path if trial == Trial::USE => {
                ("The code doesn't run after a plain import, either: correct it, or the module.", USING)
            }
            Use::Path => ("Nobody can import it here.", BUILDING),
            Use::Importer => ("Importers that don't use `sys.path` can't load it.", SPEC),
            Use::Inittab => ("It can't be linked into a program and registered there under its full name.", INITTAB),
            Use::Warnings => ("It can't be imported where warnings are errors, as in many test suites.", WARNINGS),
            Use::Company => ("Programs can't import these modules in this order.", USING),
            Use::ProcessState => ("Nobody can import it here.", BUILDING),
            Use::Reimport => ("Test runners and reloaders that clear `sys.modules` can't import it twice.", ISOLATING),
            Use::Reload => ("`importlib.reload` can't be used on it.", RELOAD),
            Use::Reinit => ("A program that imports it can initialize Python only once.", ISOLATING),
            Use::OwnGil | Use::StrictSub => {
                ("Isolated interpreters (`concurrent.interpreters`) can't import it.", INTERPRETERS_SLOT)
            }
            Use::LegacySub => ("Servers that run each application in a sub-interpreter can't use it.", ISOLATING),
            Use::Threads => ("Programs whose threads import it at once can't rely on it.", THREADS),
            Use::FreeThreading => ("It isn't ready for a free-threaded Python.", FREE_THREADING),
            Use::DebugMemory => ("It uses memory that isn't its own, or without the lock that it needs.", DEBUG_HOOKS),
            Use::Finalize => ("Programs that embed Python can't finalize it safely.", FINALIZE),
            Use::Valgrind => ("It reads or writes memory that isn't its own.", VALGRIND),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Declared;
    use crate::report::check::words::known;
    use crate::version::Version;

    const EXAMPLES: &str = include_str!("../../../../../docs/checking-a-module.md");

    /// What can come with advice.
    const VERDICTS: [TrialVerdict; 11] = {
        use TrialVerdict::*;
        [Shares, Keeps, Refused, Fails, EnablesGil, Grows, Unclean, Changes, Exits, Crashed, Hung]
    };

    /// `two-subs, strict: crashed in ...` gives the trials and their verdict.
    fn finding(line: &str) -> Option<(Vec<Trial>, TrialVerdict)> {
        let (trials, happened) = line.split_once(": ")?;
        let trials = trials.split(", ").map(Trial::from_name).collect::<Option<Vec<_>>>()?;
        let verdict = VERDICTS.into_iter().find(|verdict| happened.starts_with(verdict.name()));
        Some((trials, verdict.unwrap_or_else(|| panic!("no verdict with advice: {line}"))))
    }

    #[test]
    fn the_advice_in_the_documentation_is_what_is_given() {
        let lines: Vec<&str> = EXAMPLES.lines().collect();
        let mut seen = 0;
        for (index, line) in lines.iter().enumerate() {
            let Some((trials, verdict)) = finding(line) else { continue };
            // A known result has its reason in the place of advice.
            if lines[index + 1].trim_start().starts_with(&known("")) {
                continue;
            }
            for trial in trials {
                let (means, link) = meaning(trial, verdict, false).unwrap();
                // The finding goes on up to the link, and its sentences have a line or more.
                let below: Vec<&str> = lines[index + 1..].iter().take_while(|line| !line.is_empty()).copied().collect();
                let below = below.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
                assert!(below.contains(&format!("{means} {link}")), "{line}: {below}");
                seen += 1;
            }
        }
        assert!(seen >= 7, "only {seen} trials with advice");
    }

    #[test]
    fn no_fix_is_given_that_was_made_or_cannot_be() {
        let headings = |binding, interpreters, trial: &str, verdict| {
            let trial = Trial::from_name(trial).unwrap();
            let mut checked = Checked::of_verdicts("m", Version::new(14, 0), &[(trial, verdict)]);
            checked.subject.library.binding = binding;
            checked.declared = Some(Declared { init: Some(InitKind::MultiPhase), interpreters, ..Declared::default() });
            let fixes = fixes(&checked, trial, checked.outcome(trial).unwrap());
            fixes.iter().map(|fix| fix.heading).collect::<Vec<_>>()
        };
        let (supported, refused) = (Some(Interpreters::PerInterpreterGil), Some(Interpreters::NotSupported));
        let pybind11 = Some(Binding::Pybind11);
        assert_eq!(headings(pybind11, None, "reinit", TrialVerdict::Fails), ["pybind11: sub-interpreters"]);
        assert!(headings(pybind11, supported, "reinit", TrialVerdict::Fails).is_empty());
        assert_eq!(headings(pybind11, supported, "statics", TrialVerdict::Keeps), ["pybind11: sub-interpreters"]);
        assert_eq!(
            headings(None, None, "own-gil", TrialVerdict::Refused),
            ["A module without the slot for interpreters"]
        );
        assert!(headings(None, refused, "own-gil", TrialVerdict::Refused).is_empty());
        for binding in [Binding::Mypyc, Binding::Cffi] {
            assert!(headings(Some(binding), None, "statics", TrialVerdict::Keeps).is_empty());
        }
    }
}
