//! Texts and paths of a scenario for C.

use std::ffi::CString;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// A text for C.
///
/// # Errors
/// When it has a NUL, which no scenario has once it was read.
pub fn c_text(text: &str) -> Result<CString, String> {
    CString::new(text).map_err(|error| error.to_string())
}

/// A path for C.
///
/// # Errors
/// When it has a NUL, which no scenario has once it was read.
pub fn c_path(path: &Path) -> Result<CString, String> {
    CString::new(path.as_os_str().as_bytes()).map_err(|error| format!("{}: {error}", path.display()))
}
