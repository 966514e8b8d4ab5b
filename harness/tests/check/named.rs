//! What `extproof check NAME` says of a package whose code gets in the way, and of names that aren't those of extension modules.

use std::fs;
use std::io::Write;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::check::editable::Environment;
use crate::support::called::Called;
use crate::support::checks::library;
use crate::support::pythons::python;

/// The name of the library that [`Environment::put`] copies.
fn file() -> String {
    format!("multi_phase{}", python().ext_suffix)
}

/// An environment with a package that does this when it is imported.
fn with_package(code: &str) -> Environment {
    let environment = Environment::new(python());
    environment.write("near/__init__.py", code);
    environment.put(&format!("near/{}", file()));
    environment
}

#[test]
fn relative_entries_of_pythonpath_start_from_the_users_folder() {
    let environment = Environment::new(python());
    let folder = environment.bench.path("far/near");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("__init__.py"), "").unwrap();
    fs::copy(library(python(), "multi_phase"), folder.join(file())).unwrap();
    for (entry, at) in [("far", "."), ("nothing::", "far"), (".", "far"), ("../far", "venv")] {
        let mut command = environment.command(&["near.multi_phase"]);
        let called = Called::new(command.env("PYTHONPATH", entry).current_dir(environment.bench.path(at)));
        assert_eq!(called.code, 0, "{entry}: {called:?}");
    }
    let mut command = environment.command(&["near.multi_phase"]);
    let called = Called::new(command.env("PYTHONPATH", "").current_dir(environment.bench.path("far")));
    called.complains(18, &["finds no module `near.multi_phase`: there is no `near` on sys.path"]);
}

#[test]
fn a_package_that_raises_or_exits_gives_the_code_of_an_import_that_does() {
    for (code, exit, words) in [
        ("raise RuntimeError('boom')", 20, "its import on Python"),
        ("import nothing_of_this_name", 20, "its import on Python"),
        ("raise SystemExit(0)", 21, "its import on Python"),
        ("import os\nos._exit(0)", 21, "ends the process: exit code 0"),
    ] {
        let environment = with_package(code);
        environment.imports(&["near.multi_phase"]).complains(exit, &[words]);
        environment.imports(&["near"]).complains(exit, &["its import on Python"]);
    }
    let called = with_package("raise RuntimeError('boom')").imports(&["near.nothing"]);
    called.complains(20, &["importing the package around `near.nothing` on Python", "fails: RuntimeError: boom"]);
}

#[test]
fn a_package_that_puts_another_thing_in_its_place_has_its_modules() {
    let code = "import sys, types\nfrom . import multi_phase\nsys.modules[__name__] = types.ModuleType(__name__)";
    let environment = with_package(code);
    assert_eq!(environment.imports(&["near.multi_phase"]).code, 0);
    assert_eq!(environment.imports(&["near"]).code, 0);
}

#[test]
fn modules_have_the_names_by_which_a_package_finds_them() {
    let environment = Environment::new(python());
    environment.write("near/__init__.py", "import os\n__path__.append(os.path.join(__path__[0], '_impl'))");
    environment.put(&format!("near/_impl/{}", file()));
    environment.finds("near", &["near.multi_phase"]);
    // Where that can't be asked, the folders decide.
    for code in ["import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "import time\ntime.sleep(1000)"] {
        environment.write("near/__init__.py", code);
        let called = environment.imports(&["near", "--timeout", "2"]);
        assert!([22, 23].contains(&called.code), "{called:?}");
        assert!(called.stderr.contains("near._impl.multi_phase: its import"), "{called:?}");
    }
}

#[test]
fn a_distribution_is_told_with_what_can_be_imported_from_it() {
    let environment = with_package("");
    environment.write("_near.py", "");
    environment.write("pynear-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: Py.Near\nVersion: 1\n");
    let record = format!("near/{},,\n_near.py,,\n../../../bin/near,,\npynear-1.dist-info/METADATA,,\n", file());
    environment.write("pynear-1.dist-info/RECORD", &record);
    for name in ["py_near", "Py-Near"] {
        environment.imports(&[name]).complains(18, &["a distribution of that name", "from it: near, _near"]);
    }
    environment.imports(&["no-such-name"]).complains(10, &["`no-such-name` is neither a file"]);
}

#[test]
fn a_package_in_an_archive_is_told_as_such() {
    for code in ["", "from . import multi_phase"] {
        let environment = Environment::new(python());
        let archive = environment.bench.path("some-1.0.egg");
        let mut zip = ZipWriter::new(fs::File::create(&archive).unwrap());
        let module = fs::read(library(python(), "multi_phase")).unwrap();
        for (name, content) in [("near/__init__.py", code.as_bytes()), (&format!("near/{}", file()), &module)] {
            zip.start_file(name, SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap();
        for name in ["near", "near.multi_phase"] {
            let called = Called::new(environment.command(&[name]).env("PYTHONPATH", &archive));
            let words = format!("`{name}` is in the archive {}, and Python imports no", archive.display());
            called.complains(16, &[&words]);
        }
    }
}

#[test]
fn a_module_that_is_built_in_is_told_as_such() {
    Environment::new(python()).imports(&["sys"]).complains(16, &["`sys` is built into Python"]);
}

#[test]
fn one_thing_gets_one_code_by_name_and_by_path() {
    let environment = Environment::new(python());
    environment.write("stale/__init__.py", "");
    environment.put("stale/multi_phase.cpython-38-x86_64-linux-gnu.so");
    environment.imports(&["stale"]).complains(15, &["fits none of the chosen Pythons", "its tag is `.cpython-38-"]);
    let folder = environment.bench.path("text");
    fs::create_dir(&folder).unwrap();
    environment.imports(&["./text"]).complains(16, &["has no extension modules"]);
    environment.imports(&["text"]).complains(16, &["has no extension modules", "finds no module `text`"]);
}

#[test]
fn an_environment_that_keeps_python_from_starting_is_told_with_what_it_wrote() {
    for (code, words) in [
        (
            "import os, sys\nsys.stderr.write('not today\\n')\nsys.stderr.flush()\nos._exit(3)",
            "ends the process: exit code 3: not today; look at",
        ),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "its start crashes: SIGKILL; look at"),
        ("import time\ntime.sleep(1000)", "its start doesn't finish within 2 s; look at"),
    ] {
        let environment = with_package("");
        environment.write("sitecustomize.py", code);
        let called = environment.imports(&["near", "--timeout", "2"]);
        called.complains(5, &["can't ask Python", words, "bin/python -c pass` runs them, too"]);
    }
}

#[test]
fn what_the_start_of_python_prints_or_starts_is_not_held_against_a_module() {
    let environment = with_package("");
    let quiet = ["near", "--require", "import,quiet"];
    environment.write(
        "start.pth",
        "import sys, os; sys.stdout.write('hello'); sys.stderr.write('hello'); os.system('true')\n",
    );
    environment.write("broken.pth", "import nothing_of_this_name\n");
    let called = environment.imports(&quiet);
    assert_eq!(called.code, 0, "{called:?}");
    environment.write("near/__init__.py", "print('hi')");
    environment.imports(&quiet).complains(27, &["its import prints 3 bytes"]);
}

#[test]
fn a_finder_that_only_sitecustomize_adds_is_told_with_the_module() {
    let environment = Environment::new(python());
    let hidden = environment.bench.path(&format!("hidden{}", python().ext_suffix));
    fs::copy(library(python(), "multi_phase"), &hidden).unwrap();
    let code = format!(
        "import importlib.util, sys\nclass Finder:\n  @staticmethod\n  def find_spec(name, path=None, target=None):\n    \
         if name == 'multi_phase': return importlib.util.spec_from_file_location(name, {:?})\nsys.meta_path.insert(0, Finder)",
        hidden.to_str().unwrap()
    );
    environment.write("sitecustomize.py", &code);
    let called = environment.imports(&["multi_phase"]);
    called.complains(20, &["ModuleNotFoundError", "trials don't import", "sitecustomize.py: if that adds a finder"]);
}

#[test]
fn a_variable_that_a_package_needs_can_be_passed() {
    let environment = with_package("import os\nassert os.environ['EXAMPLE'] == 'yes'");
    let call = |arguments: &[&str], value: &str| {
        Called::new(environment.command(arguments).env("EXAMPLE", value).current_dir(environment.bench.path(".")))
    };
    let words =
        ["fails: KeyError", "without the variables of your environment: if it needs EXAMPLE, add --env EXAMPLE"];
    call(&["near"], "yes").complains(20, &words);
    for arguments in [["near", "--env", "EXAMPLE"], ["near.multi_phase", "--env", "EXAMPLE"]] {
        assert_eq!(call(&arguments, "yes").code, 0);
    }
    assert_eq!(call(&["near", "--env", "EXAMPLE=yes"], "no").code, 0);
    call(&["near", "--env", "EXAMPLE=no"], "yes").complains(20, &["AssertionError"]);
    call(&["near", "--env", "EXTPROOF_CHECK=0"], "yes").complains(2, &["not a variable: `EXTPROOF_CHECK=0`"]);

    let settings = environment.bench.path("pyproject.toml");
    fs::write(&settings, "[tool.extproof]\nenv = ['UNSET', 'EXAMPLE=yes']\n").unwrap();
    let with_settings = |arguments: &[&str]| {
        let executable = environment.bench.path("venv/bin/python");
        let call = ["check", "near", "--python", executable.to_str().unwrap(), "--trial", "import"];
        Called::new(
            environment.bench.command(&[&call[..], arguments].concat()).current_dir(environment.bench.path(".")),
        )
    };
    assert_eq!(with_settings(&[]).code, 0);
    with_settings(&["--env", "EXAMPLE=no"]).complains(20, &["AssertionError"]);
}

#[test]
fn files_that_cannot_be_written_or_read_are_told_before_anything_runs() {
    let environment = with_package("");
    for (arguments, exit, words) in [
        (["--write-baseline", "/proc/known.toml"], 5, "can't write the baseline /proc/known.toml"),
        (["--write-baseline", "no/such/known.toml"], 5, "can't write the baseline no/such/known.toml"),
        (["--report", "json=/proc/report.json"], 5, "can't write the report /proc/report.json"),
        (["--baseline", "known.toml"], 2, "create it, or correct its name"),
    ] {
        let called = environment.imports(&[&["near"][..], &arguments].concat());
        called.complains(exit, &[words]);
        assert_eq!(called.stdout, "", "{called:?}");
    }
}
