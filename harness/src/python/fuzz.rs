//! What only the fuzz targets need: the parsers of executables and of their answers.

use std::path::Path;

use super::elf;
use super::facts::Facts;
use super::resolve::resolve;

/// Reads what an executable asks of the dynamic linker.
///
/// # Errors
/// When it isn't an ELF executable.
pub fn links(executable: &Path) -> Result<(), String> {
    elf::links(executable).map(drop)
}

/// Reads the answer of a Python; nothing is returned if it isn't one.
pub fn read(answer: &[u8]) -> Vec<&'static str> {
    match serde_json::from_slice::<Facts>(answer) {
        Ok(facts) => {
            drop((facts.number(), facts.abi_flags(), resolve(&facts)));
            vec!["facts"]
        }
        Err(_) => Vec::new(),
    }
}
