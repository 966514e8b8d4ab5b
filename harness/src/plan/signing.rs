//! The keys with which the lines of a run's events are signed, so that code under test can't forge any.

use rustix::io::Errno;
use rustix::rand::{GetRandomFlags, getrandom};
use siphasher::sip::{SipHasher13, SipHasher24};

/// The keys of one run. Host and probe have one each, because Python code that looks for the probe's can find it.
#[derive(Clone, Copy)]
pub struct Keys {
    host: u64,
    probe: u64,
}

/// Who signed a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    /// The host.
    Host,
    /// The probe.
    Probe,
}

impl Keys {
    /// Random keys.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn random() -> Result<Self, Errno> {
        let key = || {
            let mut bytes = [0; 8];
            getrandom(&mut bytes, GetRandomFlags::empty()).map(|_| u64::from_le_bytes(bytes))
        };
        Ok(Self { host: key()?, probe: key()? })
    }

    /// Who signed the line, and its text; `None` if neither host nor probe did.
    pub(crate) fn open(self, line: &[u8]) -> Option<(Signer, &[u8])> {
        const DIGITS: usize = 16;
        let (signature, rest) = line.split_at_checked(DIGITS)?;
        let text = rest.strip_prefix(b" ")?;
        let signed = text.strip_suffix(b"\n").unwrap_or(text);
        [(Signer::Host, self.host), (Signer::Probe, self.probe)]
            .into_iter()
            .find(|(_, key)| signatures(*key, signed).iter().any(|own| own.as_bytes() == signature))
            .map(|(signer, _)| (signer, text))
    }

    /// The host's key, as it is in the scenario.
    pub(super) fn of_host(self) -> String {
        format!("{:016x}", self.host)
    }

    /// The probe's key, as a number for Python's keyed hash.
    pub(super) fn of_probe(self) -> String {
        self.probe.cast_signed().to_string()
    }
}

/// Python's keyed hash, `_imp.source_hash`, is one of these, from 3.11 on the first one. Hosts use the second one.
fn signatures(key: u64, text: &[u8]) -> [String; 2] {
    let (fast, full) = (SipHasher13::new_with_keys(key, 0).hash(text), SipHasher24::new_with_keys(key, 0).hash(text));
    [fast, full].map(|hash| format!("{:016x}", hash.swap_bytes()))
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_opened_if_they_were_signed_with_a_key_of_the_run() {
        let keys = Keys { host: 0x1234_5678_90ab_cdef, probe: 7 };
        // Both are what `_imp.source_hash` gives, of Python 3.9 and 3.12.
        for signature in ["af5d000294b11ced", "ac2909bf4159572f"] {
            let line = format!("{signature} hello world, this is it\n");
            assert_eq!(keys.open(line.as_bytes()), Some((Signer::Host, "hello world, this is it\n".as_bytes())));
        }
        let [signature, _] = signatures(7, b"x");
        assert_eq!(keys.open(format!("{signature} x").as_bytes()), Some((Signer::Probe, b"x".as_slice())));
        for line in ["", "x", "{\"done\":true}\n", &format!("{signature} y"), &format!("{signature}x"), &signature] {
            assert_eq!(keys.open(line.as_bytes()), None, "{line}");
        }
    }
}
