//! Wheels that tests make, and a Python that can install them.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use extproof::python::Python;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::checks::library;
use super::not_run;
use super::pythons::pythons;

/// The newest Python that has a pip, for tests that need one.
pub(crate) fn python_with_pip(test: &str) -> Option<&'static Python> {
    let has_pip = |python: &&Python| {
        let called = Command::new(&python.executable).args(["-m", "pip", "--version"]).output();
        called.is_ok_and(|called| called.status.success())
    };
    let python = pythons().iter().rev().filter(|python| !python.version.free_threaded).find(has_pip);
    if python.is_none() {
        not_run(test, "no Python has pip");
    }
    python
}

/// A wheel of the fixture `multi_phase` for a Python, which may require another distribution.
pub(crate) fn wheel(folder: &Path, python: &Python, requires: Option<&str>) -> PathBuf {
    let fixture = library(python, "multi_phase");
    let name = fixture.file_name().unwrap().to_str().unwrap();
    let requires = requires.map(|name| format!("Requires-Dist: {name}\n")).unwrap_or_default();
    packed(folder, python, "wheeled", &requires, &[(name.to_owned(), fs::read(&fixture).unwrap())])
}

/// A wheel of this name and version 1.0 with these files, for a Python.
pub(crate) fn wheel_of(folder: &Path, python: &Python, name: &str, files: &[(String, Vec<u8>)]) -> PathBuf {
    packed(folder, python, name, "", files)
}

fn packed(folder: &Path, python: &Python, name: &str, more: &str, files: &[(String, Vec<u8>)]) -> PathBuf {
    let tag =
        format!("cp3{0}-cp3{0}{1}-linux_{2}", python.version.minor, python.version.abi_flags(), std::env::consts::ARCH);
    let path = folder.join(format!("{name}-1.0-{tag}.whl"));
    let mut archive = ZipWriter::new(File::create(&path).unwrap());
    let mut add = |file: &str, content: &[u8]| {
        archive
            .start_file(file, SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored))
            .unwrap();
        archive.write_all(content).unwrap();
    };
    for (file, content) in files {
        add(file, content);
    }
    let info = |file: &str| format!("{name}-1.0.dist-info/{file}");
    add(&info("METADATA"), format!("Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{more}").as_bytes());
    let about = format!("Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: false\nTag: {tag}\n");
    add(&info("WHEEL"), about.as_bytes());
    add(&info("RECORD"), b"");
    archive.finish().unwrap();
    path
}

/// A distribution of sources, whose build begins with this code and then makes an empty wheel.
pub(crate) fn sources(folder: &Path, name: &str, code: &str) {
    let top = format!("{name}-1.0");
    let at = |file: &str| folder.join(&top).join(file);
    fs::create_dir_all(folder.join(&top)).unwrap();
    let project = "[build-system]\nrequires = []\nbuild-backend = 'backend'\nbackend-path = ['.']\n";
    fs::write(at("pyproject.toml"), project).unwrap();
    fs::write(at("PKG-INFO"), format!("Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")).unwrap();
    fs::write(at("backend.py"), format!("{code}\n{}", BACKEND.replace("NAME", name))).unwrap();
    let packed = Command::new("tar")
        .arg("-C")
        .arg(folder)
        .arg("-czf")
        .arg(folder.join(format!("{top}.tar.gz")))
        .arg(&top)
        .status();
    assert!(packed.unwrap().success());
    fs::remove_dir_all(folder.join(&top)).unwrap();
}

const BACKEND: &str = r#"
import zipfile

def build_wheel(folder, settings=None, metadata=None):
    with zipfile.ZipFile(folder + "/NAME-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("NAME-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: NAME\nVersion: 1.0\n")
        wheel.writestr("NAME-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("NAME-1.0.dist-info/RECORD", "")
    return "NAME-1.0-py3-none-any.whl"
"#;
