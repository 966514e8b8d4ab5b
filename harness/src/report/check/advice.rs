//! What a verdict means for those who use the module, and where to read how to mend it.

use crate::check::{Trial, Verdict};

/// What a verdict means, and the documentation that tells how to mend it.
pub(super) struct Advice {
    pub(super) means: &'static str,
    pub(super) link: &'static str,
}

const ISOLATING: &str = "https://docs.python.org/3/howto/isolating-extensions.html";
const OPT_OUT: &str =
    "https://docs.python.org/3/howto/isolating-extensions.html#opt-out-limiting-to-one-module-object-per-process";
const STATIC_TYPES: &str = "https://docs.python.org/3/howto/isolating-extensions.html#heap-types";
const INTERPRETERS_SLOT: &str = "https://docs.python.org/3/c-api/module.html#c.Py_mod_multiple_interpreters";
const FREE_THREADING: &str = "https://docs.python.org/3/howto/free-threading-extensions.html";
const BUILDING: &str = "https://docs.python.org/3/extending/building.html";
const INITTAB: &str = "https://docs.python.org/3/c-api/import.html#c.PyImport_AppendInittab";
const SPEC: &str = "https://docs.python.org/3/library/importlib.html#importlib.util.spec_from_file_location";
const RELOAD: &str = "https://docs.python.org/3/library/importlib.html#importlib.reload";
const FINALIZE: &str = "https://docs.python.org/3/c-api/init.html#c.Py_FinalizeEx";
const MODULE_STATE: &str = "https://docs.python.org/3/howto/isolating-extensions.html#managing-per-module-state";
const DEBUG_HOOKS: &str = "https://docs.python.org/3/c-api/memory.html#debug-hooks-on-the-python-memory-allocators";
const THREADS: &str = "https://docs.python.org/3/c-api/init.html#thread-state-and-the-global-interpreter-lock";
const VALGRIND: &str = "https://github.com/python/cpython/blob/main/Misc/README.valgrind";

/// What to say about a verdict; nothing about those that are well.
pub(super) fn advice(trial: Trial, verdict: Verdict) -> Option<Advice> {
    use Trial::*;
    let subs = matches!(trial, SubAfterMain | SubBeforeMain | TwoSubs | TwoSubsReversed | GrowthSub | Strict);
    let own_gil = matches!(trial, OwnGil | OwnGilThreads);
    let (means, link) = match verdict {
        Verdict::Works | Verdict::NotApplicable | Verdict::Error => return None,
        Verdict::Shares if own_gil => (
            "Two interpreters use these objects at the same time, each under its own GIL: that is a data race.",
            ISOLATING,
        ),
        Verdict::Shares => (
            "What one interpreter changes in these objects, the other sees; they can outlive who made them.",
            STATIC_TYPES,
        ),
        Verdict::Refused if subs || own_gil => {
            ("It can't be used in such interpreters, and says so as it should: nothing breaks.", INTERPRETERS_SLOT)
        }
        Verdict::Refused => ("It can be used once in a process only, and says so as it should.", OPT_OUT),
        Verdict::EnablesGil => {
            ("A program that imports it loses what a free-threaded Python is for, in all its threads.", FREE_THREADING)
        }
        Verdict::Grows => {
            ("Programs that start Python or interpreters again and again need more and more memory.", MODULE_STATE)
        }
        Verdict::Unclean => ("Programs that embed Python see this at each end of it.", FINALIZE),
        Verdict::Fails | Verdict::Exits | Verdict::Crashed | Verdict::Hung => match trial {
            Import => ("Nobody can import it here.", BUILDING),
            Spec => ("Importers that don't use `sys.path` can't load it.", SPEC),
            Inittab => ("It can't be linked into a program and registered there under its full name.", INITTAB),
            Reimport => ("Test runners and reloaders that clear `sys.modules` can't have it twice.", ISOLATING),
            Reload => ("`importlib.reload` can't be used on it.", RELOAD),
            Reinit | GrowthReinit => ("A program can start Python with it only once.", ISOLATING),
            OwnGil | OwnGilThreads | Strict => {
                ("Interpreters of their own (`concurrent.interpreters`) can't have it.", INTERPRETERS_SLOT)
            }
            SubAfterMain | SubBeforeMain | TwoSubs | TwoSubsReversed | GrowthSub => {
                ("Servers that run each application in a sub-interpreter can't have it.", ISOLATING)
            }
            Threads => ("Programs whose threads import it at once can't rely on it.", THREADS),
            FreeThreading => ("It isn't ready for a free-threaded Python.", FREE_THREADING),
            DebugMemory => ("It uses memory that isn't its own, or without the lock that it needs.", DEBUG_HOOKS),
            Teardown => ("Programs that embed Python can't end it in peace.", FINALIZE),
            Valgrind => ("It reads or writes memory that isn't its own.", VALGRIND),
        },
    };
    Some(Advice { means, link })
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLES: &str = include_str!("../../../../docs/checking-a-module.md");

    /// What can come with advice.
    const VERDICTS: [Verdict; 9] = {
        use Verdict::*;
        [Shares, Refused, Fails, EnablesGil, Grows, Unclean, Exits, Crashed, Hung]
    };

    /// `two-subs, strict: crashed in ...` gives the trials and their verdict.
    fn finding(line: &str) -> Option<(Vec<Trial>, Verdict)> {
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
            for trial in trials {
                let Advice { means, link } = advice(trial, verdict).unwrap();
                let said = [lines[index + 1], lines[index + 2]].map(|line| line.trim_start());
                assert_eq!(said, [means, link], "{line}");
                seen += 1;
            }
        }
        assert!(seen >= 7, "only {seen} trials with advice");
    }
}
