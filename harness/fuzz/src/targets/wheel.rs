use std::fs;
use std::path::{Path, PathBuf};

use extproof::check::{Problem, Target as Checked};

use super::{Seen, Target};

/// An input is the wheel's name, the end of a line, and the file.
struct Wheels {
    folder: PathBuf,
}

/// File systems don't take longer names.
const LONGEST: usize = 200;

pub(super) fn make(folder: &Path) -> Result<Box<dyn Target>, String> {
    Ok(Box::new(Wheels { folder: folder.to_owned() }))
}

impl Target for Wheels {
    fn input(&mut self, data: &[u8]) -> Result<Seen, String> {
        let (name, file) = match data.iter().position(|byte| *byte == b'\n') {
            Some(at) => (&data[..at], &data[at + 1..]),
            None => (&b"p-1-cp312-cp312-linux_x86_64.whl"[..], data),
        };
        let name: String = String::from_utf8_lossy(name)
            .chars()
            .filter(|char| !matches!(char, '/' | '\0'))
            .take(LONGEST / 4)
            .collect();
        let path = self.folder.join(format!("{}.whl", name.trim_end_matches(".whl")));
        fs::write(&path, file).map_err(|error| error.to_string())?;
        let read = Checked::read(&path);
        fs::remove_file(&path).map_err(|error| error.to_string())?;
        Ok(match read {
            Ok(_) => Seen::Accepted,
            Err(Problem::NotAWheel { why, .. }) => Seen::Refused(why),
            Err(_) => Seen::Refused("nothing in it".to_owned()),
        })
    }

    fn tokens(&self) -> &'static [&'static [u8]] {
        &[
            b"PK\x05\x06",
            b"PK\x01\x02",
            b"PK\x03\x04",
            b"PK\x06\x06",
            b"PK\x06\x07",
            b"../../x.so",
            b".data/platlib/",
            b"-",
            b".so",
        ]
    }
}
