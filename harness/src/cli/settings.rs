//! The settings of `extproof check`: its arguments, and what a file beside the code adds to them.

use std::env;
use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use super::arguments::CheckArguments;
use super::failure::Failure;
use super::outputs::{output_on_input, ready, save, writable};
use super::screen;
use crate::check::{Bench, Fault, Problem, Requirement, Subject, Target, Trial, Usage};
use crate::config::{Config, KnownResult, KnownResults};
use crate::python::Request;
use crate::report::check::{self as words, CheckReport, NotChecked};

/// The settings of a call.
pub(super) struct Settings {
    /// The arguments. Where they say nothing, they have what the file says. The code to use has been read.
    pub(super) arguments: CheckArguments,
    /// What is run after each import.
    pub(super) usage: Option<Usage>,
    /// The results that are known.
    pub(super) known: KnownResults,
    /// Those of them that the file of `--baseline` has.
    baseline: KnownResults,
    config: Option<Config>,
}

impl Settings {
    /// Reads the files that the arguments name, and the one beside the code. Says which is used.
    ///
    /// # Errors
    /// When a file can't be used, nothing says what to check, or a file would be replaced.
    pub(super) fn of(mut arguments: CheckArguments) -> Result<Self, Failure> {
        let config = match &arguments.config {
            Some(file) => Some(Config::read(file)?),
            None if arguments.no_config => None,
            // Where there is no current folder, there is no file in it either.
            None => env::current_dir().map_or(Ok(None), |folder| Config::around(&folder))?,
        };
        let mut usage = arguments.usage.take().map(|usage| Usage::read(Path::new(""), &usage)).transpose()?;
        if let Some(config) = &config {
            screen::say(&words::configured(&config.file));
            if !Request::of_process(&arguments.pythons).asks() {
                arguments.pythons.clone_from(&config.pythons);
            }
            if arguments.require.is_empty() {
                arguments.require.clone_from(&config.require);
            }
            if arguments.trials.is_empty() {
                arguments.trials.clone_from(&config.trials);
            }
            if usage.is_none() {
                usage = config.usage.as_deref().map(|usage| Usage::read(config.folder(), usage)).transpose()?;
            }
            arguments.timeout = arguments.timeout.or(config.timeout);
            if arguments.others.is_empty() {
                arguments.others.clone_from(&config.others);
            }
            // The last one of a name counts.
            arguments.variables.splice(0..0, config.variables.iter().cloned());
        }
        let mut known = config.as_ref().map(|config| config.known.clone()).unwrap_or_default();
        let baseline =
            arguments.baseline.as_ref().map(|file| KnownResults::read(file)).transpose()?.unwrap_or_default();
        known.extend(baseline.clone());
        if let Some(path) = arguments.write_baseline.as_ref().filter(|path| path.exists() && !arguments.overwrite) {
            return Err(Failure::BaselineExists(path.clone()));
        }
        if let Some(path) = output_on_input(&arguments, usage.as_ref(), config.as_ref()) {
            return Err(Failure::OutputOnInput(path));
        }
        if let Some(path) = &arguments.write_baseline {
            writable(path).map_err(|source| Failure::Baseline { path: path.clone(), source })?;
        }
        ready(arguments.reports.iter().map(|(_, path)| path))?;
        if arguments.targets.is_empty() && config.as_ref().is_none_or(|config| !config.has_targets()) {
            return Err(Failure::NoTargets(config.map(|config| config.file)));
        }
        Ok(Self { arguments, usage, known, baseline, config })
    }

    /// What is to be checked: what the command names, else what the file does.
    pub(super) fn targets(&self) -> Vec<(String, Result<Target, Problem>)> {
        match &self.config {
            Some(config) if self.arguments.targets.is_empty() => config.targets(),
            _ => {
                let read = |argument: &OsString| (argument.to_string_lossy().into_owned(), Target::read(argument));
                self.arguments.targets.iter().map(read).collect()
            }
        }
    }

    /// Keeps what is of the modules that the file chooses, unless the command chooses some itself.
    ///
    /// # Errors
    /// When the file chooses a module that isn't there.
    pub(super) fn choose_modules(
        &self,
        subjects: &mut Vec<(Bench, Subject)>,
        faults: &mut Vec<Fault>,
        not_applicable: &mut Vec<NotChecked>,
    ) -> Result<(), Failure> {
        let Some(config) = self.config.as_ref().filter(|config| config.chooses_modules()) else { return Ok(()) };
        if !self.arguments.modules.is_empty() {
            return Ok(());
        }
        let there = names(subjects, faults, not_applicable);
        // Where no target can be checked, that is told, and nothing is known of the modules.
        if !there.is_empty() {
            config.expect_modules(&there)?;
        }
        subjects.retain(|(_, subject)| config.has_module(&subject.name));
        faults.retain(|fault| config.has_module(&fault.name));
        not_applicable.retain(|item| item.what.is_empty() || config.has_module(&item.what));
        Ok(())
    }

    /// The known results of modules that none of the targets has. Where some targets are left out, or have no modules here, that
    /// isn't known.
    pub(super) fn unused(
        &self,
        subjects: &[(Bench, Subject)],
        faults: &[Fault],
        not_applicable: &[NotChecked],
    ) -> Vec<KnownResult> {
        let there = names(subjects, faults, not_applicable);
        if there.is_empty() || !self.arguments.modules.is_empty() {
            return Vec::new();
        }
        self.known.unused(&there).into_iter().cloned().collect()
    }

    /// What is required: what the arguments say, that the user's code runs, and that modules work beside those that the user names.
    pub(super) fn required(&self) -> Vec<Requirement> {
        let used = self.usage.as_ref().map(|_| Requirement::Trial(Trial::USE));
        let required = &self.arguments.require;
        let required = if required.is_empty() { Requirement::DEFAULT.to_vec() } else { required.clone() };
        let beside = Trial::all().filter(|trial| trial.needs_others() && !self.arguments.others.is_empty());
        required.into_iter().chain(used).chain(beside.map(Requirement::Trial)).collect()
    }

    /// The trials that are asked for, and those that are required. The import always is.
    pub(super) fn trials(&self) -> Vec<Trial> {
        let required = self.required();
        let asked = |trial: &Trial| {
            let chosen = match self.arguments.trials.as_slice() {
                [] => self.arguments.deep || !trial.is_deep(),
                trials => trials.contains(trial),
            };
            let chosen = chosen
                && (*trial != Trial::USE || self.usage.is_some())
                && (!trial.needs_others() || !self.arguments.others.is_empty());
            chosen || *trial == Trial::IMPORT || required.contains(&Requirement::Trial(*trial))
        };
        Trial::all().filter(asked).collect()
    }

    /// Writes the results as known ones, if asked to and if there are any: an empty file would say that all works. What the file
    /// of `--baseline` knows stays known, unless it is stale.
    ///
    /// # Errors
    /// When the file can't be written, or has come into being meanwhile.
    pub(super) fn write_baseline(&self, report: &CheckReport) -> Result<(), Failure> {
        let asked = self.arguments.write_baseline.as_ref().filter(|_| !report.checked.is_empty());
        let Some(path) = asked else { return Ok(()) };
        let mut results = self.baseline.clone();
        results.remove_stale(&report.checked);
        results.extend(self.known.news(&report.checked));
        let text = results.to_toml();
        let new = || OpenOptions::new().write(true).create_new(true).open(path);
        let written = if self.arguments.overwrite {
            save(path, text.as_bytes())
        } else {
            new().and_then(|mut file| file.write_all(text.as_bytes()))
        };
        written.map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => Failure::BaselineExists(path.clone()),
            _ => Failure::Baseline { path: path.clone(), source },
        })
    }
}

/// The modules that the targets have, each once.
fn names<'a>(subjects: &'a [(Bench, Subject)], faults: &'a [Fault], not_applicable: &'a [NotChecked]) -> Vec<&'a str> {
    let subject_names = subjects.iter().map(|(_, subject)| subject.name.as_str());
    let fault_names = faults.iter().map(|fault| fault.name.as_str());
    let other_names = not_applicable.iter().map(|item| item.what.as_str()).filter(|name| !name.is_empty());
    let mut names: Vec<&str> = subject_names.chain(fault_names).chain(other_names).collect();
    names.sort_unstable();
    names.dedup();
    names
}
