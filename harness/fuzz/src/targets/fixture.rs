use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use extproof::project::Project;

use super::{Seen, Target, seen};
use crate::corpus;

struct Sources {
    folder: PathBuf,
}

pub(super) fn make(folder: &Path) -> Result<Box<dyn Target>, String> {
    Ok(Box::new(Sources { folder: folder.to_owned() }))
}

impl Target for Sources {
    fn input(&mut self, data: &[u8]) -> Result<Seen, String> {
        fs::write(self.folder.join("x.c"), data).map_err(|error| error.to_string())?;
        Ok(seen(&c_ext_fixtures::sources(&self.folder).and_then(c_ext_fixtures::Sources::all)))
    }

    fn tokens(&self) -> &'static [&'static [u8]] {
        &[b"/*", b"*/", b"PyMODINIT_FUNC PyInit_x(void)", b"PyInitU_", b"PyModExport_x", b"(", b"#if 0\n", b"//"]
    }

    fn seeds(&self) -> io::Result<Vec<Vec<u8>>> {
        corpus::below(&Project::of_checkout().unwrap().fixtures(), ".c")
    }
}
