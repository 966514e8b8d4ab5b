//! The signatures of lines of the events file.

use std::hash::Hasher;

use siphasher::sip::SipHasher24;

/// A key that the harness gives only to the host, so that nobody else can sign the host's lines.
#[derive(Clone, Copy)]
pub struct Key(u64);

impl Key {
    /// Reads the `key` of a scenario.
    ///
    /// # Errors
    /// When it isn't a key.
    pub fn parse(text: &str) -> Result<Self, String> {
        match u64::from_str_radix(text, 16) {
            Ok(number) if text.len() == 16 => Ok(Self(number)),
            _ => Err("`key` is not one of 16 hexadecimal digits".to_owned()),
        }
    }

    /// The signature of a line, in 16 hexadecimal digits.
    pub fn sign(self, line: &[u8]) -> String {
        let mut hasher = SipHasher24::new_with_keys(self.0, 0);
        hasher.write(line);
        // Python returns the bytes of its hash in this order.
        format!("{:016x}", hasher.finish().swap_bytes())
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}
