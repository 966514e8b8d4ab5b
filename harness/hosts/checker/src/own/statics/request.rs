//! What Python code asks for.

use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use super::kinds::Kinds;

/// What Python code asks for: the name of the look, the library in hexadecimal digits, how many packages the module is in, and a
/// line for each type (see [`Kinds`]).
pub(super) struct Request<'a> {
    /// The name of the look.
    pub(super) look: &'a str,
    /// The library of the module.
    pub(super) library: PathBuf,
    /// How many packages the module is in.
    pub(super) depth: usize,
    /// The types of this interpreter.
    pub(super) kinds: Kinds<'a>,
}

impl<'a> Request<'a> {
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let mut lines = text.lines();
        let look = lines.next()?;
        let library = bytes(lines.next()?)?;
        let depth = lines.next()?.parse().ok()?;
        let kinds = Kinds::read(lines)?;
        Some(Self { look, library: PathBuf::from(std::ffi::OsString::from_vec(library)), depth, kinds })
    }
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    let digits = digits.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()).collect()
}
