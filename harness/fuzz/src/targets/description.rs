use std::path::Path;

use extproof_contract::{Description, read_object};

use super::{Seen, Target, seen};

struct Descriptions;

pub(super) fn make(_: &Path) -> Result<Box<dyn Target>, String> {
    Ok(Box::new(Descriptions))
}

impl Target for Descriptions {
    fn input(&mut self, data: &[u8]) -> Result<Seen, String> {
        Ok(seen(&read_object::<Description>(data)))
    }

    fn tokens(&self) -> &'static [&'static [u8]] {
        &[
            b"\"contract\":1,",
            b"\"initializations\":0",
            b"free-threading build",
            b"3.255.255",
            b"3.12.1+",
            b"null",
            b"[",
            b"{",
            b"\\ud800",
        ]
    }
}
