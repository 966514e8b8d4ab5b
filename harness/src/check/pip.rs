//! The installation of wheels with their dependencies, by the Python's own pip or that of another Python.
//!
//! pip has a setting for each of its options, in the environment and in files, and many of them change where it installs, or
//! whether. So it gets those only that say how to reach packages.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::wheel::Wheel;
use super::{Bench, Other, Problem, foreign};
use crate::isolate::{self, End, Finished, Interrupt, Limits, Program, Sandbox, run};
use crate::python::Python;

/// The settings of pip that say how to reach packages, and where to keep them.
const SETTINGS: [&str; 14] = [
    "index-url",
    "extra-index-url",
    "find-links",
    "no-index",
    "trusted-host",
    "proxy",
    "cert",
    "client-cert",
    "timeout",
    "default-timeout",
    "retries",
    "keyring-provider",
    "cache-dir",
    "no-cache-dir",
];

/// What other programs read for the same purposes, and pip as well.
const NETWORK: [&str; 13] = [
    "http_proxy",
    "https_proxy",
    "ftp_proxy",
    "all_proxy",
    "no_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
];

/// Where pip's files with settings are.
const FILES: [&str; 4] = ["HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "PIP_CONFIG_FILE"];

/// Prints the settings of the pip that these arguments start, from its files and the environment.
const LIST: &str = include_str!("pip.py");

/// What keeps pip from running code of what it installs.
const WHEELS_ONLY: &str = include_str!("wheels_only.py");

/// Much is downloaded on a slow line.
const PATIENCE: Duration = Duration::from_secs(30 * 60);

/// Whether dependencies that have no wheel may be built, which runs their code.
#[derive(Clone, Copy, Debug)]
pub(super) enum Builds {
    Allowed,
    Refused,
}

impl Builds {
    fn options(self) -> &'static [&'static str] {
        match self {
            Self::Allowed => &[],
            Self::Refused => &["--only-binary", ":all:"],
        }
    }
}

/// Installs a wheel into the folder of modules of a sandbox, which is on a disk.
pub(super) fn install(wheel: &Wheel, bench: &Bench, builds: Builds, interrupt: &Interrupt) -> Result<Sandbox, Problem> {
    let python = &bench.python;
    let beside: Vec<&str> = bench.others.iter().filter_map(Other::requirement).collect();
    let failed = |why: String| Problem::Install {
        path: wheel.path().to_owned(),
        pythons: vec![(python.version.to_string(), format!("{}{why}", with(&beside)))],
    };
    let sandbox = Sandbox::new(Some(&env::temp_dir()))?;
    let pip = Pip { python, sandbox: &sandbox, interrupt };
    let (start, settings) = match pip.find()? {
        Installer::Pip(start, settings) => (start, settings),
        Installer::Broken(why) => return Err(failed(why)),
        Installer::Nothing => {
            let mut required = wheel.requirements()?;
            required.extend(beside.iter().copied().map(str::to_owned));
            if required.is_empty() {
                wheel.unpack(&sandbox.modules())?;
                return Ok(sandbox);
            }
            return Err(failed(format!(
                "there is no pip for it, and the wheel requires {}; install pip, or give an installed folder",
                required.join(", ")
            )));
        }
    };
    let mut program = start.program();
    if start.is_of_another(python) {
        program = program.arg("--python").arg(&python.executable);
    }
    for word in ["install", "--quiet", "--disable-pip-version-check", "--no-input"].iter().chain(builds.options()) {
        program = program.arg(word);
    }
    program = program.arg("--target").arg(sandbox.modules()).arg(wheel.path());
    program = beside.iter().fold(program, |program, requirement| program.arg(requirement));
    program = surroundings(program, &settings);
    if let Builds::Refused = builds {
        let folder = sandbox.path().join("wheels-only");
        let made = fs::create_dir(&folder).and_then(|()| fs::write(folder.join("sitecustomize.py"), WHEELS_ONLY));
        made.map_err(|error| failed(format!("pip can't be kept from building: {error}")))?;
        program = program.env("PYTHONPATH", folder);
    }
    let finished = pip.run(program)?;
    match finished.end {
        End::Exited(0) => Ok(sandbox),
        End::TimedOut => Err(failed(format!("pip didn't end within {} minutes", PATIENCE.as_secs() / 60))),
        _ => Err(failed(complaint(&finished))),
    }
}

/// Says what is installed beside the wheel, as that may be at fault.
fn with(beside: &[&str]) -> String {
    let listed: Vec<String> = beside.iter().map(|requirement| format!("`{requirement}`")).collect();
    if listed.is_empty() { String::new() } else { format!("together with {} of --with: ", listed.join(" and ")) }
}

/// The pip of a Python.
struct Pip<'a> {
    python: &'a Python,
    sandbox: &'a Sandbox,
    interrupt: &'a Interrupt,
}

type Settings = BTreeMap<String, String>;

impl Pip<'_> {
    fn run(&self, program: Program) -> Result<Finished, isolate::Error> {
        let limits = Limits { time: PATIENCE, events: u64::MAX, ..Limits::default() };
        run(&program, self.sandbox, &limits, self.interrupt)
    }

    /// The pip of the Python, or the one that its standard library brings, else that of another Python that is on the path.
    fn find(&self) -> Result<Installer, Problem> {
        let mut why = None;
        for start in [Some(PipCommand::installed(&self.python.executable)), PipCommand::bundled(self.python)]
            .into_iter()
            .flatten()
        {
            match self.settings(&start)? {
                Ok(settings) => return Ok(Installer::Pip(start, settings)),
                Err(finished) if has_no_pip(&finished) => {}
                Err(finished) => why = Some(complaint(&finished)),
            }
        }
        for start in others().iter().map(|executable| PipCommand::installed(executable)) {
            if let Ok(settings) = self.settings(&start)? {
                return Ok(Installer::Pip(start, settings));
            }
        }
        Ok(why.map_or(Installer::Nothing, Installer::Broken))
    }

    fn settings(&self, start: &PipCommand) -> Result<Result<Settings, Finished>, isolate::Error> {
        let mut program = foreign::program(&start.executable).arg("-c").arg(LIST);
        for word in &start.arguments {
            program = program.arg(word);
        }
        let named = SETTINGS.map(variable);
        for variable in FILES.iter().copied().chain(named.iter().map(String::as_str)) {
            program = foreign::with(program, variable);
        }
        let finished = self.run(program)?;
        let listed: Option<Settings> = serde_json::from_slice(&finished.stdout.bytes).ok();
        match listed {
            Some(listed) if finished.end == End::Exited(0) => Ok(Ok(chosen(&listed))),
            _ => Ok(Err(finished)),
        }
    }
}

/// What there is to install a wheel with.
enum Installer {
    /// A pip, with its settings that count.
    Pip(PipCommand, Settings),
    /// The Python has a pip that doesn't work.
    Broken(String),
    /// No pip at all.
    Nothing,
}

/// How a pip is started.
struct PipCommand {
    executable: PathBuf,
    arguments: Vec<PathBuf>,
}

impl PipCommand {
    /// The pip that is installed for a Python.
    fn installed(executable: &Path) -> Self {
        Self { executable: executable.to_owned(), arguments: ["-m", "pip"].map(PathBuf::from).to_vec() }
    }

    /// The pip that the standard library brings to install another from.
    fn bundled(python: &Python) -> Option<Self> {
        let wheels = fs::read_dir(python.stdlib.join("ensurepip/_bundled")).ok()?.flatten().map(|entry| entry.path());
        let is_pip = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("pip-"));
        let arguments = vec![wheels.filter(is_pip).max()?.join("pip")];
        Some(Self { executable: python.executable.clone(), arguments })
    }

    fn program(&self) -> Program {
        self.arguments.iter().fold(foreign::program(&self.executable), |program, word| program.arg(word))
    }

    fn is_of_another(&self, python: &Python) -> bool {
        self.executable != python.executable
    }
}

/// Other Pythons, in the order of the path. Their pips install for this one with `--python`.
fn others() -> Vec<PathBuf> {
    let names = ["python3", "python"];
    names.into_iter().flat_map(|name| which::which_all(name).into_iter().flatten()).collect()
}

/// The script has an exit code of its own for this.
fn has_no_pip(finished: &Finished) -> bool {
    const NO_PIP: i32 = 100;
    finished.end == End::Exited(NO_PIP)
}

/// What counts of all settings: those of the command more than those of all commands, and the environment most.
fn chosen(listed: &Settings) -> Settings {
    let value = |name: &str| {
        let sections = [":env:", "install", "global"];
        sections.iter().find_map(|section| listed.get(&format!("{section}.{name}"))).cloned()
    };
    SETTINGS.iter().filter_map(|name| Some((variable(name), in_place(name, &value(name)?)))).collect()
}

/// Settings that are paths, which pip takes from its folder: here that is another one than the user's.
const PATHS: [&str; 4] = ["find-links", "cert", "client-cert", "cache-dir"];

fn in_place(name: &str, value: &str) -> String {
    let whole = |path: &str| match Path::new(path).canonicalize() {
        Ok(whole) => whole.to_string_lossy().into_owned(),
        Err(_) => path.to_owned(),
    };
    if !PATHS.contains(&name) {
        return value.to_owned();
    }
    // Only the first of these can be several, in which a space is none of a name.
    if name == "find-links" { value.split_whitespace().map(whole).collect::<Vec<_>>().join(" ") } else { whole(value) }
}

/// The variable of a setting.
fn variable(setting: &str) -> String {
    format!("PIP_{}", setting.to_uppercase().replace('-', "_"))
}

/// Gives pip what it needs to reach packages.
fn surroundings(mut program: Program, settings: &Settings) -> Program {
    for variable in NETWORK {
        program = foreign::with(program, variable);
    }
    let below_home = |path: &str| foreign::home().map(|home| home.join(path));
    let credentials =
        env::var_os("NETRC").map(PathBuf::from).or_else(|| below_home(".netrc").filter(|path| path.is_file()));
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(|| below_home(".cache"));
    let places = [("NETRC", credentials), ("PIP_CACHE_DIR", cache.map(|cache| cache.join("pip")))];
    let places = places.into_iter().filter_map(|(name, path)| Some((name, OsString::from(path?))));
    // Without this, it would read the files itself.
    let places = places.chain([("PIP_CONFIG_FILE", OsString::from("/dev/null"))]);
    let program = places.fold(program, |program, (name, value)| program.env(name, value));
    settings.iter().fold(program, |program, (name, value)| program.env(name, value))
}

/// What pip says when it fails.
fn complaint(finished: &Finished) -> String {
    const LINES: usize = 20;
    match foreign::last_lines(&finished.stderr.bytes, LINES) {
        said if said.is_empty() => format!("pip ended with {}", finished.end),
        said if !said.contains('\n') => said,
        said => format!("pip says:\n  {}", said.replace('\n', "\n  ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_the_environment_count_more_than_those_of_files() {
        let listed = [
            ("global.index-url", "a"),
            ("install.index-url", "b"),
            (":env:.index-url", "c"),
            ("global.cert", "d"),
            ("install.cert", "e"),
            ("global.user", "true"),
            (":env:.target", "f"),
            ("download.proxy", "g"),
        ];
        let listed = listed.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let chosen = chosen(&listed);
        assert_eq!(chosen.get("PIP_INDEX_URL").map(String::as_str), Some("c"));
        assert_eq!(chosen.get("PIP_CERT").map(String::as_str), Some("e"));
        assert_eq!(chosen.len(), 2);
    }
}
