//! Packs what the program carries, so that it needs no checkout: cases, snapshots, and the sources of fixtures and hosts.
//!
//! Only a release build carries anything. All others are run in their checkout, and packing would have each changed case
//! compile the harness again.
//!
//! The checker is carried if `EXTPROOF_CARRY_CHECKER` names it: it can't be built while cargo builds this.

use std::env;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{Builder, EntryType, Header};

/// What the program carries, below the root of the workspace.
const CARRIED: [&str; 9] = [
    "Cargo.lock",
    "Cargo.toml",
    "c-ext-fixtures",
    "cases",
    "docs",
    "harness/contract",
    "harness/embed",
    "harness/hosts",
    "snapshots",
];

/// What isn't a source.
const SKIPPED: [&str; 2] = ["target", "__pycache__"];

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    carry_files(&out.join("files.tar.gz"))?;
    carry_checker(&out.join("checker"))
}

fn carry_files(archive: &Path) -> io::Result<()> {
    let root = Path::new("..");
    // A package from a registry has the archive instead of a workspace around it.
    if !root.join("cases").is_dir() {
        return fs::copy("files.tar.gz", archive).map(drop);
    }
    if env::var_os("PROFILE").is_none_or(|profile| profile != "release") {
        return File::create(archive).map(drop);
    }
    let mut out = Builder::new(GzEncoder::new(File::create(archive)?, Compression::best()));
    for path in CARRIED {
        println!("cargo:rerun-if-changed={}", root.join(path).display());
        add(&mut out, root, Path::new(path))?;
    }
    out.into_inner()?.finish()?.flush()
}

/// Adds files in the order of their names and without times, so that equal content makes equal archives.
fn add(out: &mut Builder<impl Write>, root: &Path, path: &Path) -> io::Result<()> {
    let source = root.join(path);
    let data = fs::symlink_metadata(&source)?;
    if data.is_dir() {
        let mut names = fs::read_dir(&source)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()?;
        names.sort();
        let is_source = |name: &&std::ffi::OsString| {
            !SKIPPED.iter().any(|skipped| *name == skipped) && !name.as_encoded_bytes().starts_with(b".")
        };
        return names.iter().filter(is_source).try_for_each(|name| add(out, root, &path.join(name)));
    }
    if !data.is_file() {
        return Ok(());
    }
    let content = fs::read(&source)?;
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_size(content.len() as u64);
    let is_executable = std::os::unix::fs::PermissionsExt::mode(&data.permissions()) & 0o100 != 0;
    header.set_mode(if is_executable { 0o755 } else { 0o644 });
    out.append_data(&mut header, path, content.as_slice())
}

fn carry_checker(carried: &Path) -> io::Result<()> {
    const VARIABLE: &str = "EXTPROOF_CARRY_CHECKER";
    println!("cargo:rerun-if-env-changed={VARIABLE}");
    match env::var_os(VARIABLE).filter(|path| !path.is_empty()) {
        Some(path) => {
            println!("cargo:rerun-if-changed={}", Path::new(&path).display());
            fs::copy(path, carried).map(drop)
        }
        None => File::create(carried).map(drop),
    }
}
