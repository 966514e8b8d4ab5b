//! What came of a trial, in words.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;

use super::changes::changes;
use super::words::HOW_WITH;
use crate::check::{
    At, Detail, Growth, How, Kept, LeftThread, Lost, NotApplicable, Note, Shared, TrialOutcome, TrialVerdict,
};
use crate::isolate::End;
use crate::transcript::Raised;

/// What is known of an outcome beside its verdict, in one line; nothing if all is well.
pub(super) fn detail(outcome: &TrialOutcome) -> String {
    match &outcome.detail {
        Some(detail) if outcome.verdict != TrialVerdict::Works => text(detail),
        _ => String::new(),
    }
}

fn text(detail: &Detail) -> String {
    match detail {
        Detail::Raised(exception) => raised(exception),
        Detail::UseRaised(exception) => format!("the code of --use raised {}", raised(exception)),
        Detail::OthersAlone(detail) => {
            let is_missing =
                matches!(&**detail, Detail::Raised(raised) if raised.is_exactly("builtins.ModuleNotFoundError"));
            let how = if is_missing { HOW_WITH } else { "" };
            format!("the modules of --with don't work without it, either: {}{how}", text(detail))
        }
        Detail::CallFailed(error) => error.clone(),
        Detail::NotInitialized(error) => {
            format!("Python can't be initialized, be it with this module or without: {error}")
        }
        Detail::Ended { end, last_words } => ended(*end, last_words.as_deref()),
        Detail::OtherModule(other) => format!("Python found another module of that name: {other}"),
        Detail::Lost(lost) => not_as_at_first(lost),
        Detail::Shares(objects) => shared(objects),
        Detail::Keeps(objects) => kept(objects),
        Detail::EnablesGil => "the GIL is enabled after the import".to_owned(),
        Detail::Growth(growth) => grows(growth),
        Detail::Changes(all) => changes(all),
        Detail::Left(remains) => {
            let processes = Some(&remains.processes).filter(|left| left.count > 0);
            let threads = (!remains.threads.is_empty()).then(|| left_threads(&remains.threads));
            let processes = processes.map(|left| format!("leaves {left}"));
            let notices = remains.notices.iter().map(|notice| notice.text.clone());
            let said = (!remains.said.is_empty()).then(|| printed(&remains.said));
            threads.into_iter().chain(processes).chain(notices).chain(said).collect::<Vec<_>>().join("; ")
        }
        Detail::Valgrind(line) => line.clone(),
        Detail::Inapplicable(why) => reason(why),
        Detail::OwnCodeRaised(exception) => format!("extproof's own code raised {}", raised(exception)),
        Detail::NotAnswered => "extproof's own code gave no answer".to_owned(),
        Detail::TooFewMeasurements => "too few measurements".to_owned(),
        Detail::NothingReported(said) => {
            let said = if said.is_empty() { String::new() } else { format!(": {said}") };
            format!("no events: the checker did not start, or its events were removed{said}")
        }
        Detail::Events(error) => error.to_string(),
        Detail::Run(error) => error.to_string(),
    }
}

/// The exception with the first line of its message, and its causes.
fn raised(raised: &Raised) -> String {
    let of = |raised: &Raised| {
        let line = raised.message.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
        if line.is_empty() { raised.kind.clone() } else { format!("{}: {line}", raised.kind) }
    };
    let chain: Vec<String> = raised.chain().map(of).collect();
    let closing = ")".repeat(chain.len() - 1);
    format!("{}{closing}", chain.join(" (because of "))
}

fn ended(end: End, last_words: Option<&str>) -> String {
    let how = match end {
        End::TimedOut => "did not finish in time".to_owned(),
        End::Killed(signal) => signal.to_string(),
        End::Exited(code) => format!("exit code {code}"),
    };
    last_words.map_or_else(|| how.clone(), |words| format!("{how}: {words}"))
}

/// What a further import lacks.
fn not_as_at_first(lost: &Lost) -> String {
    const SHOWN: usize = 8;
    let list = |names: &[String], what: &str| {
        let more = if names.len() > SHOWN { format!(" and {} more", names.len() - SHOWN) } else { String::new() };
        let shown = names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
        (!names.is_empty()).then(|| format!("{what}: {shown}{more}"))
    };
    let lists = [list(&lost.none, "None now"), list(&lost.gone, "missing now")];
    let lists: Vec<String> = lists.into_iter().flatten().collect();
    format!("later imports give a different module; {}", lists.join("; "))
}

/// What is left of each round, and where most of it comes from.
fn grows(growth: &Growth) -> String {
    let blocks = if growth.blocks == 1 { "block" } else { "blocks" };
    let most = growth.most.as_ref().map(|origin| {
        let library = origin.library.file_name().unwrap_or_default().to_string_lossy();
        let place = match &origin.symbol {
            Ok(symbol) => format!("`{symbol}` in {library}"),
            Err(place) => format!("{place:#x} in {library}"),
        };
        format!("; most of it is {} {place}", if origin.holds { "held by" } else { "taken by" })
    });
    format!("by {} bytes in {} {blocks} in each round{}", growth.bytes, growth.blocks, most.unwrap_or_default())
}

fn shared(objects: &[Shared]) -> String {
    const SHOWN: usize = 4;
    let shown = objects.iter().take(SHOWN).map(|object| format!("{} ({})", object.path, object.kind));
    let more = objects.len().checked_sub(SHOWN).filter(|more| *more > 0);
    shown.chain(more.map(|more| format!("and {more} more"))).collect::<Vec<_>>().join(", ")
}

/// The objects, those together that had the same fate.
fn kept(objects: &[Kept]) -> String {
    const SHOWN: usize = 6;
    let mut fates: Vec<(How, Vec<&Kept>)> = Vec::new();
    for object in objects {
        match fates.iter_mut().find(|(how, _)| *how == object.how) {
            Some((_, those)) => those.push(object),
            None => fates.push((object.how, vec![object])),
        }
    }
    let list = |(how, those): &(How, Vec<&Kept>)| {
        let shown = those.iter().take(SHOWN).map(|object| {
            let library = object.library.as_ref().map(|library| format!(" in {library}")).unwrap_or_default();
            format!("{}{library} ({})", object.symbol, object.kind)
        });
        let more = those.len().checked_sub(SHOWN).filter(|more| *more > 0);
        let shown = shown.chain(more.map(|more| format!("and {more} more"))).collect::<Vec<_>>().join(", ");
        format!("{}: {shown}", fate(*how))
    };
    fates.iter().map(list).collect::<Vec<_>>().join("; ")
}

/// The threads that are left, those together that the same library started.
fn left_threads(threads: &[LeftThread]) -> String {
    const SHOWN: usize = 4;
    let mut starters: Vec<(Option<&str>, Vec<&str>)> = Vec::new();
    for LeftThread { name, library } in threads {
        match starters.iter_mut().find(|(starter, _)| *starter == library.as_deref()) {
            Some((_, names)) => names.push(name),
            None => starters.push((library.as_deref(), vec![name])),
        }
    }
    let list = |(starter, names): &(Option<&str>, Vec<&str>)| {
        let count = names.len();
        let different: BTreeSet<&str> = names.iter().copied().filter(|name| !name.is_empty()).collect();
        let more = if different.len() > SHOWN { ", ..." } else { "" };
        let shown: Vec<&str> = different.iter().copied().take(SHOWN).collect();
        let names = if shown.is_empty() { String::new() } else { format!(" ({}{more})", shown.join(", ")) };
        let starter = starter.map(|library| format!(", started by {}", starter_of(library))).unwrap_or_default();
        format!("{count} thread{}{names} left behind{starter}", if count == 1 { "" } else { "s" })
    };
    starters.iter().map(list).collect::<Vec<_>>().join("; ")
}

/// What is printed while Python ends.
fn printed(lines: &[String]) -> String {
    let more = match lines.len() {
        0 | 1 => String::new(),
        2 => " and 1 line more".to_owned(),
        count => format!(" and {} lines more", count - 1),
    };
    format!("prints while Python ends: {}{more}", lines.first().map_or("", |line| line.trim()))
}

/// A library with its folder, which often tells the package.
fn starter_of(library: &str) -> String {
    let path = Path::new(library);
    let name = |path: Option<&OsStr>| path.map(|name| name.to_string_lossy().into_owned());
    match (name(path.parent().and_then(Path::file_name)), name(path.file_name())) {
        (_, Some(file)) if file.starts_with("libpython") => "Python code".to_owned(),
        (Some(folder), Some(file)) => format!("{folder}/{file}"),
        _ => library.to_owned(),
    }
}

/// What came of a static in another interpreter, and after re-initialization.
fn fate(how: How) -> String {
    let in_sub = match how {
        How { shared: true, .. } => Some("a second interpreter uses the first one's object"),
        How { ended: true, .. } => {
            Some("the first interpreter uses the second one's object, also after that one's end")
        }
        How { replaced: true, .. } => Some("the first interpreter uses the second one's object"),
        _ => None,
    };
    let again = how.survives.then_some("after re-initialization it is still the earlier object");
    in_sub.into_iter().chain(again).collect::<Vec<_>>().join(", and ")
}

fn reason(reason: &NotApplicable) -> String {
    let fixed = match reason {
        NotApplicable::NoConfigs => "interpreters with a configuration of their own exist since Python 3.12",
        NotApplicable::HasGil => "this Python has a GIL",
        NotApplicable::NoInitFunction => {
            "the table of built-in modules takes only PyInit functions, and the module has none"
        }
        NotApplicable::NoPackage => "not in a package, where `reimport` does the same",
        NotApplicable::PathNotText => "the module's path isn't UTF-8, and scenarios name libraries as text",
        NotApplicable::OwnWay => {
            "its package loads it with code of its own, which asks neither the table of built-in modules nor other importers"
        }
        NotApplicable::NoValgrind => "valgrind isn't installed",
        NotApplicable::ValgrindWithoutMimalloc => "valgrind has no room for the memory that mimalloc reserves",
        NotApplicable::ValgrindWithoutOwnCLibrary => "valgrind doesn't know this Python's own C library",
        NotApplicable::NothingToUse => "no code to run after the import; name it with --use FILE",
        NotApplicable::NoOthers => "no other module to import; name it with --with MODULE",
        NotApplicable::OwnAllocator => "this Python allocates objects with mimalloc, which can't be watched",
        NotApplicable::CLibraryUnwatched => "the memory of programs with this C library can't be watched",
        NotApplicable::MemoryUnwatched => "on this Python, memory can't be traced to the code that allocates it",
        NotApplicable::NotImportable => "it can't be imported at all",
        NotApplicable::NotCompared => {
            "nothing to compare: some later imports did not finish, see `sub-after-main` and `reinit`"
        }
        NotApplicable::RestsOn(trial) => return format!("not reached: see `{}`", trial.name()),
        NotApplicable::PythonRaisesWithKind => {
            "an empty module that declares the same fails in the same way: the cause is Python"
        }
        NotApplicable::PythonRaises => "the import of a standard library module fails in the same way",
        NotApplicable::PythonLacks(module) => {
            return format!("it needs `{module}` of the standard library, which this Python doesn't import there");
        }
        NotApplicable::PythonLeaves => "standard library modules leave as much behind",
        NotApplicable::PythonChanges => "standard library modules change as much",
        NotApplicable::TooSlow => {
            "standard library modules don't finish in time here, either; --timeout gives trials more time"
        }
        NotApplicable::PythonsOwnWithKind(end) => {
            return format!(
                "Python ends in the same way, at least as often, with an empty module that declares the same: {end}"
            );
        }
        NotApplicable::PythonsOwn(end) => {
            return format!("Python ends in the same way, at least as often, without the module: {end}");
        }
    };
    fixed.to_owned()
}

/// Where something happened.
pub(super) fn at(at: &At) -> &str {
    match at {
        At::Step(title) => title,
        At::Finalization => "finalize",
        At::End => "the end of the process",
    }
}

/// What was noticed beside a verdict, as something that the import does.
pub(super) fn note(note: &Note) -> String {
    match note {
        Note::Prints(bytes) => format!("prints {bytes} bytes"),
        Note::Complains(bytes) => format!("prints {bytes} bytes to the standard error"),
        Note::Lasting { types, objects } => {
            let some = |count: usize, what: &str| {
                let plural = if count == 1 { "" } else { "s" };
                (count > 0).then(|| format!("{count} {what}{plural}"))
            };
            let list = [some(*types, "static type"), some(*objects, "immortal object")];
            let list = list.into_iter().flatten().collect::<Vec<_>>().join(" and ");
            format!("{list} in C statics, which every interpreter may use")
        }
        Note::StartsProcesses => "starts a process".to_owned(),
        Note::InTries { count, of } => format!("in {count} of {of} tries"),
    }
}
