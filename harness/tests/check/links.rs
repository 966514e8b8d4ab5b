//! Modules and packages that are reached through symbolic links.

use std::fs;
use std::os::unix::fs::symlink;

use crate::support::bench::Bench;
use crate::support::called::Called;
use crate::support::checks::{check, library};
use crate::support::pythons::python;

#[test]
fn a_package_behind_a_link_is_entered_once() {
    let (bench, python) = (Bench::new(), python());
    let good = library(python, "multi_phase");
    let (folder, real) = (bench.path("folder"), bench.path("real/pkg"));
    fs::create_dir_all(&folder).unwrap();
    fs::create_dir_all(&real).unwrap();
    fs::copy(&good, folder.join(good.file_name().unwrap())).unwrap();
    let content = fs::read(&good).unwrap();
    fs::write(real.join(format!("_ext{}", python.ext_suffix)), &content[..content.len() / 2]).unwrap();
    symlink(&real, folder.join("pkg")).unwrap();
    // These lead back.
    symlink(&folder, folder.join("loop")).unwrap();
    symlink(bench.path(""), real.join("up")).unwrap();
    let called = check(&bench, python, &[folder.to_str().unwrap(), "--trial", "import"]);
    called.complains(13, &["folder/pkg/_ext"]);
    assert_eq!(called.stderr.matches("is truncated").count(), 1, "{called:?}");
}

#[test]
fn a_module_that_a_link_names_is_that_module() {
    let (bench, python) = (Bench::new(), python());
    let good = library(python, "multi_phase");
    let folder = bench.path("folder");
    fs::create_dir_all(&folder).unwrap();
    symlink(&good, folder.join(good.file_name().unwrap())).unwrap();
    let executable = python.executable.to_str().unwrap();
    let mut command = bench.command(&["check", "multi_phase", "--python", executable, "--trial", "import,spec"]);
    let called = Called::new(command.env("PYTHONPATH", &folder));
    assert_eq!(called.code, 0, "{called:?}");
}
