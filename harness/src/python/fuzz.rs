//! What only the fuzz targets need: the parsers of what executables have and say.

use std::path::Path;

use super::elf;
use super::facts::Facts;
use super::resolve::resolve;

/// Reads what an executable asks of the dynamic linker.
///
/// # Errors
/// When it is none.
pub fn links(executable: &Path) -> Result<(), String> {
    elf::links(executable).map(drop)
}

/// Reads the answer of a Python, and gives a name if it is one.
pub fn read(answer: &[u8]) -> Vec<&'static str> {
    match serde_json::from_slice::<Facts>(answer) {
        Ok(facts) => {
            drop((facts.number(), facts.abi_flags(), resolve(&facts)));
            vec!["facts"]
        }
        Err(_) => Vec::new(),
    }
}
