//! What snapshots say of a case, in words.

use std::io;

use super::Page;
use crate::snapshot::{Snapshot, Span, Variant};
use crate::version::Version;

/// The patch number of a version that was named without one: the newest is meant, whatever that is.
pub const NEWEST: u8 = u8::MAX;

/// Writes what a variant does with a host (`None` is the reference), each transcript once, with the versions that give it.
/// Returns whether there is any.
///
/// # Errors
/// When it can't be written.
pub fn write(snapshot: &Snapshot, variant: &Variant, host: Option<&str>, page: &mut Page<'_>) -> io::Result<bool> {
    let with = host.map(|host| format!(" · host {host}")).unwrap_or_default();
    let history = snapshot.history(variant, host);
    for (text, spans) in &history {
        page.line(format!("== {} · {} · Python {}{with} ==", variant.mode, variant.fixture, self::spans(spans)))?;
        page.lines("  ", text)?;
    }
    Ok(!history.is_empty())
}

/// One version, when only that is asked for. Returns whether there is a transcript.
///
/// # Errors
/// When it can't be written.
pub fn write_one(
    snapshot: &Snapshot,
    variant: &Variant,
    host: Option<&str>,
    python: Version,
    page: &mut Page<'_>,
) -> io::Result<bool> {
    let Some(text) = snapshot.lookup(variant, host, python) else { return Ok(false) };
    let with = host.map(|host| format!(" · host {host}")).unwrap_or_default();
    let python = if python.micro == NEWEST { python.minor_name() } else { python.to_string() };
    page.line(format!("== {} · {} · Python {python}{with} ==", variant.mode, variant.fixture))?;
    page.lines("  ", text)?;
    Ok(true)
}

/// Several ranges in one line.
pub fn spans(spans: &[Span]) -> String {
    spans.iter().map(words).collect::<Vec<_>>().join(", ")
}

/// `3.9 to 3.11`, `3.12 before 3.12.4`, `3.12.1 to 3.12.3`, `3.13 from 3.13.13 on`, `3.13 and later`.
fn words(span: &Span) -> String {
    let name = |version: Version| if version.micro == 0 { version.minor_name() } else { version.to_string() };
    let since = name(span.since);
    let last = match span.until {
        // Not all of these were run: what isn't known to have changed is said to have stayed.
        None => return format!("{since} and later"),
        Some(until) if until.micro == 0 && until.minor - 1 == span.since.minor && span.since.micro > 0 => {
            return format!("{} from {since} on", span.since.minor_name());
        }
        Some(until) if until.micro == 0 => Version { minor: until.minor - 1, ..until }.minor_name(),
        Some(until) if until.minor == span.since.minor && span.since.micro > 0 => {
            Version { micro: until.micro - 1, ..until }.to_string()
        }
        Some(until) if until.minor == span.since.minor => return format!("{since} before {until}"),
        Some(until) => return format!("{since} to {} before {until}", until.minor_name()),
    };
    if since == last { since } else { format!("{since} to {last}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_told_by_their_first_and_last_version() {
        let told = |since: &str, until: Option<&str>| {
            words(&Span { since: since.parse().unwrap(), until: until.map(|until| until.parse().unwrap()) })
        };
        assert_eq!(told("3.9", Some("3.12")), "3.9 to 3.11");
        assert_eq!(told("3.12", Some("3.13")), "3.12");
        assert_eq!(told("3.12", Some("3.12.4")), "3.12 before 3.12.4");
        assert_eq!(told("3.9", Some("3.12.4")), "3.9 to 3.12 before 3.12.4");
        assert_eq!(told("3.13.13", Some("3.14")), "3.13 from 3.13.13 on");
        assert_eq!(told("3.13.13t", Some("3.14t")), "3.13t from 3.13.13t on");
        assert_eq!(told("3.11.4", Some("3.14")), "3.11.4 to 3.13");
        assert_eq!(told("3.12.1", Some("3.12.4")), "3.12.1 to 3.12.3");
        assert_eq!(told("3.12.3", Some("3.12.4")), "3.12.3");
        assert_eq!(told("3.12.4", None), "3.12.4 and later");
        assert_eq!(told("3.13t", Some("3.15t")), "3.13t to 3.14t");
        assert_eq!(told("pypy3.11", Some("pypy3.12")), "pypy3.11");
    }
}
