use std::fs;
use std::path::Path;

use extproof::case::load_one;
use extproof::isolate::End;
use extproof::plan::Lowered;
use extproof::snapshot::{Recorded, Snapshot, Variant, body};
use extproof::transcript::{Normal, RecordError, Transcript};

use super::lowering::{self, Around};
use super::{Seen, Target};

/// A step of each kind; the corpus has the events of a run of it.
const CASE: &str = include_str!("events.toml");

struct Events {
    lowered: Lowered,
    deep: Vec<u8>,
}

pub(super) fn make(folder: &Path) -> Result<Box<dyn Target>, String> {
    let path = folder.join("events.toml");
    fs::write(&path, CASE).map_err(|error| error.to_string())?;
    let names = lowering::names()?;
    let case = load_one(folder, &path, &names).map_err(|error| error.to_string())?;
    let lowered = Around::new(&names).lower(&case, case.modes[0], &case.fixtures[0]);
    let cause = "{\"type\":\"x\",\"message\":\"y\",\"cause\":";
    let deep = format!("{{\"probe\":5,\"raised\":{}null{}}}\n", cause.repeat(100), "}".repeat(100));
    Ok(Box::new(Events { lowered, deep: deep.into_bytes() }))
}

impl Target for Events {
    fn input(&mut self, data: &[u8]) -> Result<Seen, String> {
        let end = if data.len().is_multiple_of(5) { End::TimedOut } else { End::Exited(0) };
        // What was written to standard error can be anything as well.
        let transcript = match Transcript::new(&self.lowered, data, end, data, &Normal::nothing()) {
            Ok(transcript) => transcript,
            Err(RecordError::Event(_)) => return Ok(Seen::Refused("not an event".to_owned())),
            Err(error) => return Ok(Seen::Refused(error.to_string())),
        };
        let (variant, version) =
            (Variant { mode: "inittab".into(), fixture: "x".into() }, "3.12.1".parse().map_err(|_| "a version")?);
        let recorded = Recorded { variant: variant.clone(), host: None, version, text: transcript.text.clone() };
        let merged = Snapshot::default().merge(std::slice::from_ref(&variant), &[recorded], &|_, _| true);
        let snapshot = merged.map_err(|error| error.to_string())?;
        // As insta writes and reads it.
        let file = format!("---\nsource: x\n---\n{}\n", snapshot.to_string().trim_end());
        let again: Snapshot =
            body(&file).map_err(|error| error.to_string())?.parse().map_err(|error| format!("{error}"))?;
        match again.lookup(&variant, None, version) {
            Some(text) if text == transcript.text => Ok(Seen::Accepted),
            _ => Err("the snapshot doesn't give the transcript back".to_owned()),
        }
    }

    fn tokens(&self) -> &'static [&'static [u8]] {
        &[
            b"{\"begin\":1}\n",
            b"{\"end\":1,\"status\":\"ok\"}\n",
            b"{\"done\":true}\n",
            b"{\"probe\":3}\n",
            b"{\"fixture\":\"a\\nb\",\"event\":\"init\",\"count\":1}\n",
            b"{\"end\":2,\"status\":\"failed\",\"error\":\"-- since 3.9\\n== a \xc2\xb7 b ==\\r\\n \\n\"}\n",
            b"\\u001b[31m",
            b"\\ud800",
            b"\\u0000",
            b"\\n",
            b"\\r\\n",
            b"\"gil\":\"enabled\",",
            b"\"gone\":[\"1\",\"2\"],",
            b"\"type\":\"\",",
            b"\"old\":true,",
            b"\"left_out\":7,",
            b"== x \xc2\xb7 y ==\\n",
            b"-- since 3.12\\n",
            b"Fatal Python error: x\n",
        ]
    }

    fn seeds(&self) -> std::io::Result<Vec<Vec<u8>>> {
        Ok(vec![self.deep.clone(), [b"[".repeat(5000), b"\n".to_vec()].concat()])
    }
}
