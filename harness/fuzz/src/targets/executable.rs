use std::fs;
use std::path::{Path, PathBuf};

use extproof::python::fuzz::links;

use super::{Seen, Target, seen};

struct Executables {
    path: PathBuf,
}

pub(super) fn make(folder: &Path) -> Result<Box<dyn Target>, String> {
    Ok(Box::new(Executables { path: folder.join("python") }))
}

impl Target for Executables {
    fn input(&mut self, data: &[u8]) -> Result<Seen, String> {
        fs::write(&self.path, data).map_err(|error| error.to_string())?;
        Ok(seen(&links(&self.path)))
    }
}
