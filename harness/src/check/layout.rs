//! What the process of a trial is given: the program with its environment, and the scenario.

use std::collections::BTreeMap;
use std::env::join_paths;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::{Bench, Subject, Trial, confinement};
use crate::case::{Case, Mode, Requires, Step};
use crate::isolate::{self, Finished, Interrupt, Limits, Program, Sandbox};
use crate::plan::{Given, Keys, Lowered, Surroundings, lower};
use crate::python::Python;

/// Says why a Python can't be told where it is, if so.
pub(super) fn untold(python: &Python) -> Option<&'static str> {
    let has = |path: &Path, marks: &[u8]| path.as_os_str().as_bytes().iter().any(|byte| marks.contains(byte));
    if has(&python.prefix, b":") {
        return Some("its folder has a colon in its name, at which Python splits PYTHONHOME");
    }
    let linker = python.own_c_library && python.runtime_library_dirs.iter().any(|folder| has(folder, b":;"));
    linker.then_some(
        "the folder of its C library has a mark in its name at which its dynamic linker splits `--library-path`",
    )
}

/// The checker for this Python, with the environment for this trial.
pub(super) fn program(bench: &Bench, trial: Trial) -> Program {
    let python = &bench.python;
    // A Python with a C library of its own is loaded by the dynamic linker that belongs to it.
    let program = if python.own_c_library {
        let folders = join_paths(&python.runtime_library_dirs).unwrap_or_default();
        Program::new(&python.elf_interpreter).arg("--library-path").arg(folders).arg(&bench.host)
    } else {
        Program::new(&bench.host)
    };
    // A fixture is the module under test here, and leaves no events.
    let program = program.env("EXTPROOF_CHECK", "1");
    let program = program.env("EXTPROOF_LIBPYTHON", &bench.libpython);
    let variables = trial.environment(python.version.free_threaded).iter();
    variables.fold(program, |program, (name, value)| program.env(*name, *value))
}

/// Runs the checker.
pub(super) fn run(
    bench: &Bench,
    subject: &Subject,
    program: Program,
    sandbox: &Sandbox,
    limits: &Limits,
    interrupt: &Interrupt,
) -> Result<Finished, isolate::Error> {
    let python = &bench.python;
    let mut needed = vec![bench.host.as_path(), &bench.probe, &bench.libpython, &subject.library.path];
    needed.extend([&python.executable, &python.prefix, &python.stdlib, &python.elf_interpreter].map(PathBuf::as_path));
    needed.extend(subject.path.iter().chain(&python.runtime_library_dirs).map(PathBuf::as_path));
    confinement::run(bench.confinement.as_ref(), program, needed, sandbox, limits, interrupt)
}

/// Writes the scenario into the sandbox.
pub(super) fn lay_out(
    bench: &Bench,
    subject: &Subject,
    trial: Trial,
    steps: Vec<Step>,
    companions: &[String],
    sandbox: &Sandbox,
) -> Result<Lowered, isolate::Error> {
    let python = &bench.python;
    let keys =
        Keys::random().map_err(|errno| isolate::Error::Watch { doing: "get random numbers", source: errno.into() })?;
    let libraries = BTreeMap::from([(subject.name.clone(), subject.library.path.clone())]);
    let symbols = BTreeMap::from([(subject.name.clone(), subject.symbol.clone())]);
    let given = [
        ("NAME", Given::Text(subject.name.clone())),
        ("LIBRARY", Given::Path(subject.library.path.clone())),
        ("STDLIB", Given::Path(python.stdlib.clone())),
        ("COMPANIONS", Given::Texts(companions.to_vec())),
    ];
    let surroundings = Surroundings {
        sandbox: sandbox.path(),
        modules: &sandbox.modules(),
        events: &sandbox.events(),
        probe: &bench.probe,
        home: &python.prefix,
        executable: &python.executable,
        stdlib: &python.stdlib,
        suffix: &python.ext_suffix,
        libraries: &libraries,
        symbols: &symbols,
        keys: Some(keys),
        path: &subject.path,
        given: &given,
    };
    let case = Case {
        id: format!("check/{}", trial.name()),
        path: PathBuf::new(),
        title: trial.title().to_owned(),
        about: None,
        modes: vec![Mode::Filesystem],
        fixtures: vec![subject.name.clone()],
        steps,
        files: Vec::new(),
        requires: Requires::default(),
        timeout: None,
        undefined: None,
        contract: None,
        deviations: Vec::new(),
    };
    let lowered = lower(&case, Mode::Filesystem, &subject.name, &surroundings);
    let failed = |source| isolate::Error::Sandbox { path: sandbox.scenario(), source };
    sandbox.write("scenario.json", lowered.scenario.json().map_err(failed)?)?;
    Ok(lowered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::version::Version;

    fn python(prefix: &str, runtime: &str) -> Python {
        Python {
            executable: PathBuf::from("/python"),
            version: Version::new(14, 0),
            prefix: PathBuf::from(prefix),
            stdlib: PathBuf::from("/lib"),
            include_dirs: Vec::new(),
            ext_suffix: ".so".to_owned(),
            extension_suffixes: Vec::new(),
            shared_library: None,
            static_library: None,
            static_link_flags: Vec::new(),
            elf_interpreter: PathBuf::from("/ld.so"),
            own_c_library: true,
            runtime_library_dirs: vec![PathBuf::from("/lib"), PathBuf::from(runtime)],
        }
    }

    #[test]
    fn lists_of_folders_have_no_room_for_what_parts_them() {
        assert_eq!(untold(&python("/it's {sandbox}", "/it's")), None);
        assert!(untold(&python("/a:b", "/it's")).is_some_and(|why| why.contains("PYTHONHOME")));
        for runtime in ["/a:b", "/a;b"] {
            assert!(untold(&python("/a", runtime)).is_some_and(|why| why.contains("--library-path")));
        }
    }
}
