//! What the process of a trial is given: the program with its environment, and the scenario.

use std::env::join_paths;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use super::{Bench, Subject, Trial, Usage, Variable};
use crate::case::{Mode, Step};
use crate::engine::{Setting, Stage, Start};
use crate::isolate::{self, Limits, Program};
use crate::plan::{Given, InitFunctions, Keys, Scene};
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
    let program = Variable::put(&bench.variables, program);
    // A fixture is the module under test here, and leaves no events.
    let program = program.env("EXTPROOF_CHECK", "1");
    let program = program.env("EXTPROOF_LIBPYTHON", &bench.libpython);
    let variables = trial.environment(python.version.free_threaded).iter();
    variables.fold(program, |program, (name, value)| program.env(*name, *value))
}

/// The checker with its arguments, and what is put around it.
pub(super) fn start(bench: &Bench, subjects: &[&Subject], program: Program, limits: Limits) -> Start {
    let start = Start::new(program, limits);
    let Some(confinement) = &bench.confinement else { return start };
    let python = &bench.python;
    let mut needed = vec![&bench.host, &bench.probe, &bench.libpython];
    needed.extend([&python.executable, &python.prefix, &python.stdlib, &python.elf_interpreter]);
    needed.extend(subjects.iter().flat_map(|subject| subject.path.needed().chain([&subject.library.path])));
    needed.extend(&python.runtime_library_dirs);
    let named = Variable::paths(&bench.variables);
    start.confined(confinement.clone(), needed.into_iter().cloned().chain(named).collect())
}

/// Lays the steps of a trial out, for modules that are found on the same path. The first is what `{fixture}` stands for.
pub(super) fn stage(
    bench: &Bench,
    subjects: &[&Subject],
    trial: Trial,
    steps: &[Step],
    companions: &[String],
    usage: Option<&Usage>,
) -> Result<Stage, isolate::Error> {
    let python = &bench.python;
    let subject = subjects[0];
    let keys =
        Keys::random().map_err(|errno| isolate::Error::Watch { doing: "get random numbers", source: errno.into() })?;
    let used = |text: fn(&Usage) -> &String| Given::Text(usage.map(text).cloned().unwrap_or_default());
    let mut given = vec![
        ("TRIAL", Given::Text(trial.name().to_owned())),
        ("USE", used(|usage| &usage.code)),
        ("USE_NAME", used(|usage| &usage.name)),
        ("NAME", Given::Text(subject.name.clone())),
        ("LIBRARY", Given::Path(subject.library.path.clone())),
        ("STDLIB", Given::Path(python.stdlib.clone())),
        ("COMPANIONS", Given::Texts(companions.to_vec())),
    ];
    if subjects.len() > 1 {
        given.push(("ALL_NAMES", Given::Texts(subjects.iter().map(|subject| subject.name.clone()).collect())));
        let libraries = subjects.iter().map(|subject| subject.library.path.clone()).collect();
        given.push(("ALL_LIBRARIES", Given::Paths(libraries)));
    }
    let libraries = subjects.iter().map(|subject| (subject.name.clone(), subject.library.path.clone())).collect();
    let symbols = subjects.iter().map(|subject| (subject.name.clone(), subject.symbol.clone())).collect();
    let setting = Setting {
        python,
        probe: &bench.probe,
        libraries: &libraries,
        symbols: &symbols,
        init_functions: InitFunctions::Libraries,
        keys: Some(keys),
        path: &subject.path.before,
        after: &subject.path.after,
        given: &given,
    };
    let name = format!("check/{}", trial.name());
    let scene = Scene { name: &name, mode: Mode::Filesystem, fixture: &subject.name, steps, files: &[] };
    Stage::new(&scene, &setting)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

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
            architecture: std::env::consts::ARCH.to_owned(),
            elf_interpreter: PathBuf::from("/ld.so"),
            glibc: None,
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
