//! Values as scripts, compressed: a page from `file://` can't fetch JSON, and what the site's scripts read is its largest part.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde::Serialize;

/// A script that gives `window` a text under this name, of which `assets/unpack.js` makes the value.
pub(super) fn script(name: &str, value: &impl Serialize) -> String {
    format!("window.{name}=\"{}\";\n", packed(value).as_deref().map(base64).unwrap_or_default())
}

/// JSON, compressed as `deflate-raw`.
fn packed(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&serde_json::to_vec(value)?)?;
    encoder.finish()
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | usize::from(three.get(at).copied().unwrap_or_default()));
        let digits = [18, 12, 6, 0].map(|shift| char::from(DIGITS[bits >> shift & 63]));
        text.extend(&digits[..=three.len()]);
        text.extend(&['=', '='][..3 - three.len()]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        let told = [&b""[..], b"a", b"ab", b"abc", b"abcd"].map(base64);
        assert_eq!(told, ["", "YQ==", "YWI=", "YWJj", "YWJjZA=="]);
        assert_eq!(base64(&[0xfb, 0xff, 0xbe]), "+/++");
    }

    #[test]
    fn what_was_packed_is_there_again() {
        let mut text = String::new();
        let packed = packed(&["a", "b"]).unwrap();
        io::Read::read_to_string(&mut flate2::read::DeflateDecoder::new(&packed[..]), &mut text).unwrap();
        assert_eq!(text, r#"["a","b"]"#);
    }
}
