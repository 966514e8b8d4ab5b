//! JSON that is plain text, too: whoever looks at it on a terminal is as safe as with the other formats.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use serde::Serialize;
use serde_json::ser::{CharEscape, Formatter, PrettyFormatter, Serializer};

use super::hidden::{ends_command_prefix, is_hidden};

/// A whole document, in lines. Nothing is lost: hidden characters are `\u` escapes.
///
/// # Errors
/// When the value has something that JSON can't have.
pub fn document(value: &impl Serialize) -> serde_json::Result<String> {
    let mut out = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut out, Plain(PrettyFormatter::new())))?;
    out.push(b'\n');
    Ok(String::from_utf8_lossy(&out).into_owned())
}

/// The path as a `file:` URI if it isn't UTF-8, so that its text, which has U+FFFD instead, isn't all that is known.
pub fn uri(path: &Path) -> Option<String> {
    if path.to_str().is_some() {
        return None;
    }
    let mut uri = "file://".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => uri.push(char::from(*byte)),
            _ => drop(write!(uri, "%{byte:02X}")),
        }
    }
    Some(uri)
}

/// Writes characters that can't be seen as escapes, as far as the format doesn't ask for that already.
struct Plain<'a>(PrettyFormatter<'a>);

impl Formatter for Plain<'_> {
    fn write_string_fragment<W: io::Write + ?Sized>(&mut self, out: &mut W, text: &str) -> io::Result<()> {
        let mut done = 0;
        for (at, char) in text.char_indices() {
            if is_hidden(char) || (char == '#' && ends_command_prefix(text, at)) {
                out.write_all(&text.as_bytes()[done..at])?;
                let mut units = [0; 2];
                char.encode_utf16(&mut units).iter().try_for_each(|unit| write!(out, "\\u{unit:04x}"))?;
                done = at + char.len_utf8();
            }
        }
        out.write_all(&text.as_bytes()[done..])
    }

    fn write_char_escape<W: io::Write + ?Sized>(&mut self, out: &mut W, escape: CharEscape) -> io::Result<()> {
        self.0.write_char_escape(out, escape)
    }

    fn begin_array<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: io::Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: io::Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    use super::super::hidden::tests::hostile;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn text_comes_back_and_nothing_hidden_is_written(source in hostile()) {
            let document = document(&[[&source], [&source]]).unwrap();
            let back: [[String; 1]; 2] = serde_json::from_str(&document).unwrap();
            prop_assert_eq!(&back[1][0], &source);
            prop_assert!(!document.replace('\n', "").contains(is_hidden), "{document:?}");
        }
    }

    #[test]
    fn documents_look_as_before() {
        let value = serde_json::json!({ "a": [1, null, "x\ty"], "b": {}, "c": { "d": 1.5 } });
        assert_eq!(document(&value).unwrap(), serde_json::to_string_pretty(&value).unwrap() + "\n");
    }

    #[test]
    fn only_paths_that_are_not_utf8_have_a_uri() {
        assert_eq!(uri(Path::new("/a b/é")), None);
        let path = Path::new(OsStr::from_bytes(b"/a b/%\xff.so"));
        assert_eq!(uri(path).as_deref(), Some("file:///a%20b/%25%FF.so"));
    }
}
