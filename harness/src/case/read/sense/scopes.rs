//! Whether there are runs of the case in the scopes of its expectations and deviations.

use std::collections::BTreeSet;
use std::iter;

use toml::de::DeTable;

use super::needs::{Lack, Needs};
use super::{Vocabulary, Written, each, items};
use crate::case::{
    Case, Deviation, END, Gil, KnownHost, Link, Mode, Occurrences, Requires, Scope, Situation, StepNames, assertions,
    words,
};
use crate::document::{Problems, Value, nearest};
use crate::version::{FREE_THREADED_SINCE, Implementation, Range, SUPPORTED_MINORS, Version};

/// Checks the scopes, and that deviations name existing steps.
pub(super) fn check(
    steps: &[Written<'_>],
    table: &DeTable<'_>,
    case: &Case,
    vocabulary: &Vocabulary<'_>,
    problems: &Problems,
) {
    let needs = Needs::of(steps, case);
    let versions = versions(steps, case, &needs);
    let checker = Checker { case, vocabulary, problems, needs, versions };
    if checker.versions.is_empty() {
        return checker.no_python(table);
    }
    each(steps, &mut |written| {
        let Some(value) = written.get("expect") else { return };
        for (index, (value, expectation)) in items(value).iter().zip(&written.step.expect).enumerate() {
            let before: Vec<&Scope> = written.step.expect[..index].iter().map(|before| &before.scope).collect();
            checker.scope(value, "expectation", &expectation.scope, &before);
        }
    });
    for (value, deviation) in table.get("deviation").map(items).unwrap_or_default().iter().zip(&case.deviations) {
        checker.scope(value, "deviation", &deviation.scope, &[]);
        if let Some(step) = &deviation.step {
            checker.step(steps, value, step, deviation);
        }
    }
}

struct Checker<'a> {
    case: &'a Case,
    vocabulary: &'a Vocabulary<'a>,
    problems: &'a Problems,
    needs: Needs,
    /// The versions on which the case can be run.
    versions: Vec<Version>,
}

impl Checker<'_> {
    fn scope(&self, value: &Value<'_>, what: &str, scope: &Scope, before: &[&Scope]) {
        let known = self.problems.len();
        if let Some(table) = value.get_ref().as_table() {
            self.each_is_there(table, scope);
            self.any_python(table, scope);
        }
        if self.problems.len() == known && !self.situations().any(|run| counts(scope, before, &run)) {
            self.never(value, what, before);
        }
    }

    fn never(&self, value: &Value<'_>, what: &str, before: &[&Scope]) {
        let (why, help) = match before {
            [] => ("its scope contains no run of the case", "remove it, or widen its scope"),
            _ => (
                "every run in its scope is also in the scope of an earlier one",
                "the first matching one applies: move it up, or remove it",
            ),
        };
        self.problems.add(value.span(), format!("the {what} never applies: {why}"), help);
    }

    /// Checks that a scope's modes and fixtures are the case's, and that its hosts exist.
    fn each_is_there(&self, table: &DeTable<'_>, scope: &Scope) {
        let modes: Vec<&str> = self.case.modes.iter().map(|mode| mode.name()).collect();
        let named = scope.modes.iter().map(|mode| mode.name());
        self.listed(table, "mode", named, &modes);
        let fixtures: Vec<&str> = self.case.fixtures.iter().map(String::as_str).collect();
        let named = scope.fixtures.iter().map(String::as_str);
        self.listed(table, "fixture", named, &fixtures);
        let names = self.vocabulary.names();
        let hosts: Vec<&str> = names.hosts.iter().map(|host| host.name.as_str()).collect();
        let known = |name: &&str| hosts.contains(name);
        for name in scope.hosts.iter().map(String::as_str).filter(|name| !known(name)) {
            self.problems.add(place(table, "host", name), format!("unknown host `{name}`"), names.host_advice(name));
        }
        self.each_has_fixture(table, scope);
        self.each_can(table, scope);
    }

    /// Checks that hosts have one of the fixtures.
    fn each_has_fixture(&self, table: &DeTable<'_>, scope: &Scope) {
        let names = self.vocabulary.names();
        let fixtures = if scope.fixtures.is_empty() { &self.case.fixtures } else { &scope.fixtures };
        let has = |host: &&KnownHost| fixtures.iter().any(|fixture| names.has(host, fixture));
        for host in names.hosts.iter().filter(|host| scope.hosts.contains(&host.name) && !has(host)) {
            let message = format!("host `{}` doesn't have fixture `{}`", host.name, fixtures.join("`, `"));
            let others = names.hosts.iter().filter(has).map(|host| host.name.as_str());
            let help = format!("allowed: {}", others.collect::<Vec<_>>().join(", "));
            self.problems.add(place(table, "host", &host.name), message, help);
        }
    }

    /// Checks that hosts can do the steps of the case, as far as that is known.
    fn each_can(&self, table: &DeTable<'_>, scope: &Scope) {
        let names = self.vocabulary.names();
        let modes = if scope.modes.is_empty() { &self.case.modes } else { &scope.modes };
        let lacking = |host| modes.iter().map(|mode| self.needs.lacking(host, *mode)).collect::<Option<Vec<_>>>();
        for host in names.hosts.iter().filter(|host| scope.hosts.contains(&host.name)) {
            let Some(lack) = lacking(host).and_then(|all| all.into_iter().next()) else { continue };
            let others = names.hosts.iter().filter(|host| lacking(host).is_none()).map(|host| host.name.as_str());
            let others: Vec<&str> = others.collect();
            let help = match others.as_slice() {
                [] => "remove it: no known host can do all steps of the case".to_owned(),
                others => format!("allowed: {}", others.join(", ")),
            };
            let message = match lack {
                Lack::Step(step, ability) => {
                    format!("host `{}` can't do {step}: it doesn't support `{ability}`", host.name)
                }
                Lack::Initializations(possible, wanted) => {
                    let name = &host.name;
                    format!(
                        "host `{name}` can't initialize Python {wanted} times in a process: its limit is {possible}"
                    )
                }
            };
            self.problems.add(place(table, "host", &host.name), message, help);
        }
    }

    fn listed<'n>(&self, table: &DeTable<'_>, key: &str, named: impl Iterator<Item = &'n str>, allowed: &[&str]) {
        for name in named.filter(|name| !allowed.contains(name)) {
            let message = format!("the case doesn't run with {key} `{name}`");
            self.problems.add(place(table, key, name), message, format!("allowed: {}", allowed.join(", ")));
        }
    }

    /// Checks that the case runs on some Python of the scope.
    fn any_python(&self, table: &DeTable<'_>, scope: &Scope) {
        let Scope { python, implementation, gil, debug, .. } = scope.clone();
        let pythons = Scope { python, implementation, gil, debug, ..Scope::default() };
        let fits = |version: &Version| pythons.fits(&Situation { version: *version, ..self.anywhere() });
        if self.versions.iter().any(fits) {
            return;
        }
        let key = ["python", "implementation", "gil", "debug"]
            .into_iter()
            .find(|key| table.get(*key).is_some())
            .unwrap_or_default();
        let wanted = pythons_in_words(scope.python.as_ref(), scope.implementation, scope.gil, scope.debug);
        let message = format!("the case doesn't run on {}", wanted.join(" with "));
        let requires = &self.case.requires;
        let Requires { python, implementation, gil, debug, .. } = requires;
        let required = pythons_in_words(python.as_ref(), *implementation, *gil, *debug);
        let allowed = match (required.as_slice(), self.needs.python()) {
            ([], None) => "every supported Python".to_owned(),
            ([], Some(need)) => need,
            (required, need) => {
                let need = need.map(|need| format!("; {need}")).unwrap_or_default();
                format!("within its `requires`: {}{need}", required.join(", "))
            }
        };
        self.problems.add(
            table.get(key).map(toml::Spanned::span).unwrap_or_default(),
            message,
            format!("allowed: {allowed}"),
        );
    }

    /// Says that there is no Python for the case.
    fn no_python(&self, table: &DeTable<'_>) {
        let requires = table.get("requires");
        let python = requires.and_then(|value| value.get_ref().as_table()?.get("python"));
        let span = python.or(requires).map(toml::Spanned::span).unwrap_or_default();
        let need = self.needs.python().unwrap_or_else(crate::version::supported_range);
        self.problems.add(
            span,
            "the case never runs: no Python that it requires can do all of its steps",
            format!("allowed: {need}"),
        );
    }

    fn anywhere(&self) -> Situation<'_> {
        Situation { version: Version::new(0, 0), mode: Mode::Inittab, fixture: "", host: "", link: Link::Shared }
    }

    /// Every kind of run that the case can have.
    fn situations(&self) -> impl Iterator<Item = Situation<'_>> {
        let variants =
            self.case.modes.iter().flat_map(|mode| self.case.fixtures.iter().map(move |fixture| (*mode, fixture)));
        variants.flat_map(move |(mode, fixture)| {
            let names = self.vocabulary.names();
            let can = move |host: &&KnownHost| self.needs.lacking(host, mode).is_none() && names.has(host, fixture);
            let hosts = names.hosts.iter().filter(can);
            let hosts = hosts.map(|host| (host.name.as_str(), host.link, host.pythons.as_ref()));
            // A user's own host can have any name.
            let hosts = hosts.chain(Link::ALL.map(|link| ("", link, None)));
            hosts.filter(move |(_, link, _)| self.case.allows(mode, *link)).flat_map(move |(host, link, pythons)| {
                let versions =
                    self.versions.iter().filter(move |version| pythons.is_none_or(|range| range.contains(version)));
                versions.map(move |version| Situation { version: *version, mode, fixture, host, link })
            })
        })
    }

    /// Checks that the case has one step of that name, or several and the deviation says which.
    fn step(&self, steps: &[Written<'_>], value: &Value<'_>, step: &str, deviation: &Deviation) {
        let mut titles = BTreeSet::new();
        let mut most = 0;
        let runs = self.situations().filter(|run| deviation.scope.fits(run)).map(|run| (run.mode, run.fixture));
        for (mode, fixture) in runs.collect::<BTreeSet<_>>() {
            let shown = |text: &str| words::shown(text, mode, fixture);
            let own = names_of(steps, &shown);
            let mut occurrences = Occurrences::default();
            own.iter().for_each(|names| occurrences.add(names));
            most = most.max(occurrences.count(&shown(step)));
            titles.extend(own.iter().map(|names| names.title().to_owned()));
        }
        let of = |key: &str| value.get_ref().as_table().and_then(|table| table.get(key)).unwrap_or(value).span();
        match (most, deviation.nth) {
            (0, Some(_)) if step == END => {
                self.problems.add(of("nth"), "`nth` counts nothing: the process ends once", "remove it");
            }
            (0, _) if titles.is_empty() || step == END => {}
            (0, _) => {
                let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
                let near = nearest(step, &titles).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
                let message = format!("the case has no step `{step}`");
                self.problems.add(of("step"), message, format!("{near}allowed: {}, {END}", titles.join(", ")));
            }
            (1, None) => {}
            (several, None) => {
                let message = format!("the case has {several} steps `{step}`");
                let help =
                    format!("say which by `nth = 1` to `nth = {several}`, with a deviation for each that deviates");
                self.problems.add(of("step"), message, help);
            }
            (count, Some(nth)) if nth > count => {
                let message = format!("the case has no step {nth} of the name `{step}`");
                self.problems.add(of("nth"), message, format!("allowed: 1 to {count}"));
            }
            (_, Some(_)) => {}
        }
    }
}

fn pythons_in_words(
    python: Option<&Range>,
    implementation: Option<Implementation>,
    gil: Option<Gil>,
    debug: Option<bool>,
) -> Vec<String> {
    let implementation = implementation.map(Implementation::title).into_iter();
    let builds = implementation.chain(gil.map(Gil::build)).chain(debug.map(assertions)).map(str::to_owned);
    python.map(|range| format!("Python {range}")).into_iter().chain(builds).collect()
}

/// Whether the scope counts for a run, and none before it.
fn counts(scope: &Scope, before: &[&Scope], run: &Situation<'_>) -> bool {
    scope.fits(run) && !before.iter().any(|before| before.fits(run))
}

/// The names of all steps.
fn names_of(steps: &[Written<'_>], shown: &dyn Fn(&str) -> String) -> Vec<StepNames> {
    let mut names = Vec::new();
    each(steps, &mut |written| {
        names.push(StepNames::of(&written.step.action, |text| words::in_thread(&shown(text), written.thread)));
    });
    names
}

/// The place of a name in a key's list.
fn place(table: &DeTable<'_>, key: &str, name: &str) -> std::ops::Range<usize> {
    let Some(value) = table.get(key) else { return 0..0 };
    items(value).iter().find(|item| item.get_ref().as_str() == Some(name)).unwrap_or(value).span()
}

/// Versions on which the case can be run: one of those that no scope tells apart.
fn versions(steps: &[Written<'_>], case: &Case, needs: &Needs) -> Vec<Version> {
    let mut ranges: Vec<_> = case.deviations.iter().filter_map(|deviation| deviation.scope.python.clone()).collect();
    each(steps, &mut |written| {
        ranges.extend(written.step.expect.iter().filter_map(|expectation| expectation.scope.python.clone()));
    });
    let turns = ranges.iter().chain(&case.requires.python).flat_map(Range::turns);
    let micros: BTreeSet<u8> = iter::once(0).chain(turns).collect();
    let plain = SUPPORTED_MINORS.flat_map(|minor| micros.iter().map(move |micro| Version::new(minor, *micro)));
    let all = plain.flat_map(|version| {
        let free_threaded = (version.minor >= FREE_THREADED_SINCE).then(|| version.free_threaded());
        [version].into_iter().chain(free_threaded).flat_map(|version| [version, version.debug()])
    });
    let pypy = Implementation::PyPy.minors().flat_map(|minor| {
        micros.iter().map(move |micro| Version { micro: *micro, ..Implementation::PyPy.minor(minor) })
    });
    let required = |version: &Version| {
        case.requires.admits(version) && needs.since.as_ref().is_none_or(|(minor, _)| *minor <= version.minor)
    };
    let mut seen = BTreeSet::new();
    all.chain(pypy)
        .filter(required)
        .filter(|version| {
            let told: Vec<bool> = ranges.iter().map(|range| range.contains(version)).collect();
            // A host may be made for some minor versions only.
            seen.insert((version.minor_name(), told))
        })
        .collect()
}
