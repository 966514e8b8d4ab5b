use std::fs;
use std::path::{Path, PathBuf};

use extproof::check::Library;

use super::{Seen, Target, seen};

struct Libraries {
    path: PathBuf,
}

pub(super) fn make(folder: &Path) -> Result<Box<dyn Target>, String> {
    Ok(Box::new(Libraries { path: folder.join("x.so") }))
}

impl Target for Libraries {
    fn input(&mut self, data: &[u8]) -> Result<Seen, String> {
        fs::write(&self.path, data).map_err(|error| error.to_string())?;
        let library = Library::read(&self.path);
        if let Ok(library) = &library
            && library.inits.iter().any(|name| library.init_of(name).is_some_and(|symbol| symbol.is_empty()))
        {
            return Err("an init function without a name".to_owned());
        }
        Ok(seen(&library))
    }
}
