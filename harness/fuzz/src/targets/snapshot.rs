use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use extproof::project::Project;
use extproof::snapshot::{Snapshot, load};

use super::{Seen, Target};
use crate::corpus;

struct Snapshots {
    path: PathBuf,
}

pub(super) fn make(folder: &Path) -> Result<Box<dyn Target>, String> {
    Ok(Box::new(Snapshots { path: folder.join("x.snap") }))
}

impl Target for Snapshots {
    fn input(&mut self, data: &[u8]) -> Result<Seen, String> {
        fs::write(&self.path, data).map_err(|error| error.to_string())?;
        let snapshot = match load(&self.path) {
            Ok(snapshot) => snapshot.ok_or("a file that is there was not read")?,
            Err(error) => {
                use std::error::Error;
                let why = error.source().map(ToString::to_string).unwrap_or_default();
                return Ok(Seen::Refused(format!("{error} {why}")));
            }
        };
        match snapshot.to_string().parse::<Snapshot>() {
            Ok(again) if again == snapshot => Ok(Seen::Accepted),
            Ok(_) => Err("what is written is read as something else".to_owned()),
            Err(error) => Err(format!("what is written isn't read: {error}")),
        }
    }

    fn tokens(&self) -> &'static [&'static [u8]] {
        &[
            b"== inittab \xc2\xb7 x ==\n",
            b"-- since 3.12\n",
            b"-- since 3.13t\n",
            b"-- host embed since 3.9\n",
            b"-- since 3.255\n",
            b"-- since 3.4294967296\n",
            b"<<<<<<< HEAD\n",
            b"=======\n",
            b">>>>>>> x\n",
            b"---\n",
            b"\\",
            b" \n",
            b"\r\n",
        ]
    }

    fn seeds(&self) -> io::Result<Vec<Vec<u8>>> {
        corpus::below(&Project::of_checkout().unwrap().snapshots(), ".snap")
    }
}
