//! What the code of trials answers: texts, which come as Python's `repr`.

/// The text. The prelude sees to it that `repr` only puts it in quotes.
pub(super) fn text(answer: &str) -> &str {
    answer.strip_prefix('\'').and_then(|answer| answer.strip_suffix('\'')).unwrap_or(answer)
}

/// A text in which the prelude's `spelled` put some characters as numbers between percent signs.
pub(super) fn unspelled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, part) in text.split('%').enumerate() {
        if index % 2 == 0 {
            out.push_str(part);
        } else {
            // Python has lone surrogates for bytes that are no text.
            let char = u32::from_str_radix(part, 16).ok().and_then(char::from_u32);
            out.push(char.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_back() {
        assert_eq!(text("'a.b'"), "a.b");
        assert_eq!(unspelled("/it%27%s/%3a%%1f600%%dce9%x"), "/it's/:\u{1f600}\u{fffd}x");
    }
}
