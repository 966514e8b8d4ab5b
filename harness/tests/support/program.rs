//! Programs that tests make and start.
//!
//! The kernel refuses to run a file that somebody has open for writing (ETXTBSY). A test that wrote one itself would
//! have it open, and so would, for a moment, every process that another test starts meanwhile. So others write them.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Copies a program, or another file that will be run, with its mode.
#[track_caller]
pub(crate) fn copy_program(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-p").arg(from).arg(to).status().unwrap().success());
}

/// Writes a script that can be run.
#[track_caller]
pub(crate) fn write_script(path: &Path, text: &str) {
    let mut writer = Command::new("sh")
        .args(["-c", "cat > \"$1\" && chmod 755 \"$1\"", "sh"])
        .arg(path)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    writer.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert!(writer.wait().unwrap().success());
}
