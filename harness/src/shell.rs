//! Words of commands that people paste into a shell.

/// A word, quoted where a shell would see more in it.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:".contains(c);
    let is_plain = !word.is_empty() && word.chars().all(plain);
    if is_plain { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_sees_one_plain_word() {
        for (word, expected) in [
            ("/a/b-1.2_x+y:z", "/a/b-1.2_x+y:z"),
            ("", "''"),
            ("my cases", "'my cases'"),
            ("it's", "'it'\\''s'"),
            ("$HOME", "'$HOME'"),
            ("a,b", "'a,b'"),
        ] {
            assert_eq!(quoted(word), expected);
        }
    }
}
