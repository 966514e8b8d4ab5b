use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use extproof::case::{Names, load_one};
use extproof::project::Project;

use super::lowering::{self, Around};
use super::{Seen, Target};
use crate::corpus;

/// A scenario goes through a file that hosts read. Whatever a case says, that stays bounded.
const LARGEST: usize = 64 << 20;

struct Cases {
    folder: PathBuf,
    names: Names,
    around: Around,
}

pub(super) fn make(folder: &Path) -> Result<Box<dyn Target>, String> {
    fs::create_dir(folder.join("area")).map_err(|error| error.to_string())?;
    let names = lowering::names()?;
    let around = Around::new(&names);
    Ok(Box::new(Cases { folder: folder.to_owned(), names, around }))
}

impl Target for Cases {
    fn input(&mut self, data: &[u8]) -> Result<Seen, String> {
        let path = self.folder.join("area/x.toml");
        fs::write(&path, data).map_err(|error| error.to_string())?;
        let case = match load_one(&self.folder, &path, &self.names) {
            Ok(case) => case,
            Err(error) => {
                // Each place must be one in the file.
                for error in error.each() {
                    let _ = error.position(&error.problems[0]);
                }
                let why = error.to_string();
                return Ok(Seen::Refused(why.rsplit(": ").next().unwrap_or_default().to_owned()));
            }
        };
        for mode in &case.modes {
            for fixture in &case.fixtures {
                let lowered = self.around.lower(&case, *mode, fixture);
                let length = serde_json::to_string(&lowered.scenario).map_err(|error| error.to_string())?.len();
                if length > LARGEST {
                    return Err(format!("a scenario of {length} bytes"));
                }
            }
        }
        Ok(Seen::Accepted)
    }

    fn tokens(&self) -> &'static [&'static [u8]] {
        &[
            b"{ threads = 1000000, steps = ['initialize'] }",
            b"[[deviation]]\n",
            b"{fixture}",
            b"{library:x}",
            b"{thread}",
            b"{sandbox}",
            b"[",
            b"{",
            b"}",
            b"'''",
            b"timeout = 4294967296\n",
            b"expect = ",
            b"in = 'x'",
            b"{ run_main = [",
            b"\\u0000",
            b"\\ud800",
            b"1979-05-27",
            b"nan",
            b"python = '>=3.99999999999'",
            b"steps = []\n",
            b"title = 1\n",
            b"..",
            b"{ append = 'x', bytes = 'zz' }",
            b"[files]\n'../x' = ''\n",
        ]
    }

    fn seeds(&self) -> io::Result<Vec<Vec<u8>>> {
        corpus::below(&Project::of_checkout().unwrap().cases(), ".toml")
    }
}
