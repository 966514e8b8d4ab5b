//! What a new case, fixture or host begins with.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::project::Project;

const CASE: &str = include_str!("case.toml");
const FIXTURE: &str = include_str!("fixture.c");

/// Why there is no new file.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// The name can't be used.
    #[error("`{name}` can't be the name of a {what}: {allowed}")]
    Name {
        /// The name.
        name: String,
        /// `case`, `fixture` or `host`.
        what: &'static str,
        /// What is allowed.
        allowed: &'static str,
    },
    /// A file can't be written, or is there already.
    #[error("can't write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Writes a case `AREA/NAME` below a folder of cases.
///
/// # Errors
/// When the name is invalid, or the file exists already.
pub fn case(folder: &Path, name: &str, fixture: &str) -> Result<PathBuf, TemplateError> {
    let allowed = "write AREA/NAME, both in lower-case letters, digits and `-`";
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    match name.split_once('/') {
        Some((area, name)) if is_part(area) && is_part(name) => {}
        _ => return Err(TemplateError::Name { name: name.to_owned(), what: "case", allowed }),
    }
    let path = folder.join(format!("{name}.toml"));
    write(path, &CASE.replace("FIXTURE", fixture))
}

/// Writes a fixture below `fixtures/` of a folder of cases.
///
/// # Errors
/// When the name is invalid, or the file exists already.
pub fn fixture(folder: &Path, name: &str) -> Result<PathBuf, TemplateError> {
    check_identifier(name, "fixture")?;
    write(folder.join("fixtures").join(format!("{name}.c")), &FIXTURE.replace("NAME", name))
}

/// Writes a host in C into a folder of its name: its manifest, and the source that `docs/writing-a-host.md` explains.
///
/// # Errors
/// When the name is invalid, or a file exists already.
pub fn host(project: &Project, folder: &Path, name: &str) -> Result<PathBuf, TemplateError> {
    check_identifier(name, "host")?;
    let own = project.hosts().join("c");
    let text = |file: &str| {
        let path = own.join(file);
        fs::read_to_string(&path).map_err(|source| TemplateError::Write { path, source })
    };
    let manifest = text("host.toml")?.replace("name = \"c\"", &format!("name = \"{name}\""));
    let source = text("host.c")?.replace("\\\"name\\\":\\\"c\\\"", &format!("\\\"name\\\":\\\"{name}\\\""));
    write(folder.join(name).join("host.c"), &source)?;
    write(folder.join(name).join("host.toml"), &manifest)
}

fn check_identifier(name: &str, what: &'static str) -> Result<(), TemplateError> {
    let begins = name.starts_with(|char: char| char.is_ascii_lowercase());
    if begins && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_') {
        return Ok(());
    }
    let allowed = "lower-case letters, digits and `_`, with a letter first";
    Err(TemplateError::Name { name: name.to_owned(), what, allowed })
}

/// Writes a file that isn't there yet.
fn write(path: PathBuf, text: &str) -> Result<PathBuf, TemplateError> {
    let parent = path.parent().unwrap_or(&path);
    let written = fs::create_dir_all(parent)
        .and_then(|()| OpenOptions::new().write(true).create_new(true).open(&path)?.write_all(text.as_bytes()));
    match written {
        Ok(()) => Ok(path),
        Err(source) => Err(TemplateError::Write { path, source }),
    }
}
