use std::fmt::Display;
use std::path::Path;
use std::str::FromStr;

use extproof::version::{Range, Version};

use super::{Seen, Target};

/// Each line of an input is a version or a range, or neither.
struct Versions;

pub(super) fn make(_: &Path) -> Result<Box<dyn Target>, String> {
    Ok(Box::new(Versions))
}

impl Target for Versions {
    fn input(&mut self, data: &[u8]) -> Result<Seen, String> {
        let text = String::from_utf8_lossy(data);
        let mut accepted = false;
        for line in text.lines() {
            accepted |= survives::<Version>(line)?;
            accepted |= survives::<Range>(line)?;
            if let Ok(range) = line.parse::<Range>() {
                let some = [(9, 0), (12, 1), (13, 0), (255, 255)].map(|(minor, micro)| Version::new(minor, micro));
                let here = some.iter().any(|version| range.contains(version));
                // Only those that are known count.
                let known = some[..3].iter().any(|version| range.contains(version));
                if known && (!here || !range.is_possible()) {
                    return Err(format!("`{line}` has versions and is not possible"));
                }
            }
        }
        Ok(if accepted { Seen::Accepted } else { Seen::Refused(String::new()) })
    }

    fn tokens(&self) -> &'static [&'static [u8]] {
        &[b"3.", b"<=", b">=", b"==", b"!=", b"<", b">", b", ", b"t", b"d", b"td", b".0", b"\n"]
    }
}

/// What is read is written so that it is read again.
fn survives<T: FromStr + Display + PartialEq>(text: &str) -> Result<bool, String> {
    let Ok(value) = text.parse::<T>() else { return Ok(false) };
    let written = value.to_string();
    match written.parse::<T>() {
        Ok(again) if again == value => Ok(true),
        _ => Err(format!("`{text}` is written as `{written}`, which means something else")),
    }
}
