//! The report for programs.

use std::borrow::Cow;
use std::io;

use serde::Serialize;

use super::advice::{Fix, advice};
use super::declared::remark;
use super::detail::{at, detail, note};
use super::{CheckReport, NotChecked};
use crate::check::{
    Binding, Checked, Declared, Detail, Growth, Kept, LeftThread, ModuleSource, Shared, Trial, TrialOutcome,
    TrialVerdict,
};
use crate::config::{KnownResult, Stale};
use crate::report::escape::json::{document, uri};

#[derive(Serialize)]
struct CheckDocument<'a> {
    /// Grows with changes that readers must know of.
    format: u32,
    modules: Vec<ModuleResults<'a>>,
    not_applicable: &'a [NotChecked],
    faults: Vec<Fault<'a>>,
    skipped: Vec<Fault<'a>>,
    stale: Vec<StaleResult<'a>>,
    unused: Vec<UnusedResult<'a>>,
}

/// A known result that no longer occurs.
#[derive(Serialize)]
struct StaleResult<'a> {
    module: &'a str,
    python: &'a str,
    trial: &'static str,
    verdict: TrialVerdict,
    /// One of these was known.
    expected: &'a [TrialVerdict],
    reason: &'a str,
    /// Where the entry is.
    file: Cow<'a, str>,
    line: usize,
}

/// A known result of a module that the targets don't have.
#[derive(Serialize)]
struct UnusedResult<'a> {
    module: &'a str,
    reason: &'a str,
    /// Where the entry is.
    file: Cow<'a, str>,
    line: usize,
}

#[derive(Serialize)]
struct Fault<'a> {
    name: &'a str,
    why: &'a str,
}

#[derive(Serialize)]
struct ModuleResults<'a> {
    name: &'a str,
    file: Cow<'a, str>,
    /// The same, if it isn't UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_uri: Option<String>,
    /// The name of the wheel that it is from.
    #[serde(skip_serializing_if = "Option::is_none")]
    wheel: Option<&'a str>,
    python: &'a str,
    /// What it was made with, instead of C alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    binding: Option<Binding>,
    declared: Option<&'a Declared>,
    remarks: Vec<String>,
    trials: Vec<TrialResult<'a>>,
}

#[derive(Serialize)]
struct TrialResult<'a> {
    trial: &'static str,
    verdict: TrialVerdict,
    detail: String,
    /// Why the trial says nothing, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<&'a str>,
    /// The other module whose fault it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    because_of: Option<&'a str>,
    /// What two interpreters have in common.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    shared: &'a [Shared],
    /// What C statics keep.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    kept: &'a [Kept],
    /// Threads that outlive Python.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    threads: &'a [LeftThread],
    /// What is left of each round, even if that is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    growth: Option<Grown<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    frames: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<KnownReason<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    means: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'static str>,
    /// The finding in docs/findings.md that explains a crash.
    #[serde(skip_serializing_if = "Option::is_none")]
    finding: Option<u8>,
    /// How to fix each fault that is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    advice: Vec<HowTo>,
}

/// How to fix a fault.
#[derive(Serialize)]
struct HowTo {
    fault: &'static str,
    text: &'static str,
    page: String,
    before: &'static str,
    after: &'static str,
}

impl HowTo {
    fn of(fix: &Fix) -> Self {
        Self { fault: fix.heading, text: fix.short, page: fix.page(), before: fix.before, after: fix.after }
    }
}

#[derive(Serialize)]
struct KnownReason<'a> {
    reason: &'a str,
}

/// What is left of each round, with where most of it comes from.
#[derive(Serialize)]
struct Grown<'a> {
    bytes: u64,
    blocks: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    library: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    symbol: Option<&'a str>,
    /// In the library, if there is no symbol.
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
    /// Whether it is held by a variable there; else code there takes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    holds: Option<bool>,
}

fn grown(growth: &Growth) -> Grown<'_> {
    let most = growth.most.as_ref();
    Grown {
        bytes: growth.bytes,
        blocks: growth.blocks,
        library: most.map(|origin| origin.library.to_string_lossy()),
        symbol: most.and_then(|origin| origin.symbol.as_deref().ok()),
        offset: most.and_then(|origin| origin.symbol.as_ref().err().copied()),
        holds: most.map(|origin| origin.holds),
    }
}

/// Writes the report.
///
/// # Errors
/// When it can't be written.
pub fn write(report: &CheckReport, out: &mut dyn io::Write) -> io::Result<()> {
    let report = CheckDocument {
        format: 1,
        modules: report.checked.iter().map(|checked| module(checked, report)).collect(),
        not_applicable: &report.not_applicable,
        faults: report.faults.iter().map(|(name, why)| Fault { name, why }).collect(),
        skipped: report.skipped.iter().map(|(name, why)| Fault { name, why }).collect(),
        stale: report.known.stale(&report.checked).into_iter().map(stale).collect(),
        unused: report.unused.iter().map(unused).collect(),
    };
    out.write_all(document(&report)?.as_bytes())
}

fn stale(stale: Stale<'_>) -> StaleResult<'_> {
    let Stale { known, trial, module, python, verdict } = stale;
    let (expected, reason, file, line) = (&*known.verdicts, &*known.reason, known.file.to_string_lossy(), known.line);
    StaleResult { module, python, trial: trial.name(), verdict, expected, reason, file, line }
}

fn unused(known: &KnownResult) -> UnusedResult<'_> {
    let (module, reason) = (known.module().unwrap_or_default(), &*known.reason);
    UnusedResult { module, reason, file: known.file.to_string_lossy(), line: known.line }
}

fn module<'a>(checked: &'a Checked, report: &'a CheckReport) -> ModuleResults<'a> {
    ModuleResults {
        name: &checked.subject.name,
        file: checked.subject.library.path.to_string_lossy(),
        file_uri: uri(&checked.subject.library.path),
        wheel: match &checked.subject.source {
            ModuleSource::Wheel(name) => Some(name),
            ModuleSource::Installed | ModuleSource::Named(_) => None,
        },
        python: &checked.python,
        binding: checked.subject.library.binding,
        declared: checked.declared.as_ref(),
        remarks: checked.remarks.iter().map(remark).collect(),
        trials: checked.outcomes.iter().map(|(tried, outcome)| trial(checked, *tried, outcome, report)).collect(),
    }
}

fn trial<'a>(
    checked: &'a Checked,
    tried: Trial,
    outcome: &'a TrialOutcome,
    report: &'a CheckReport,
) -> TrialResult<'a> {
    let known = report.known.of(checked, tried);
    let advice = advice(checked, tried, outcome, report.requires(tried));
    TrialResult {
        trial: tried.name(),
        verdict: outcome.verdict,
        detail: detail(outcome),
        reason: match &outcome.detail {
            Some(Detail::Inapplicable(reason)) => Some(reason.name()),
            _ => None,
        },
        step: outcome.at.as_ref().map(at),
        because_of: outcome.owner.as_ref().map(|owner| owner.module.as_str()),
        shared: outcome.shared(),
        kept: outcome.kept(),
        threads: outcome.threads(),
        growth: outcome.growth().map(grown),
        frames: &outcome.frames,
        notes: outcome.notes.iter().map(note).collect(),
        known: known.map(|known| KnownReason { reason: &known.reason }),
        means: advice.as_ref().map(|advice| advice.means),
        link: advice.as_ref().map(|advice| advice.link),
        finding: advice.as_ref().and_then(|advice| advice.finding),
        advice: advice.iter().flat_map(|advice| &advice.fixes).map(|fix| HowTo::of(fix)).collect(),
    }
}
