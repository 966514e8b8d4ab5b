//! How a sentence is written where it is shown: its language, and what stands for names.

/// What stands for the name of a module where a sentence is about several.
const ANY: &str = "MODULE";

/// How a report has text, and text that is code.
#[derive(Clone, Copy)]
pub(super) struct Language {
    pub(super) text: fn(&str) -> String,
    pub(super) code: fn(&str) -> String,
}

/// That of people. What shows it escapes it.
pub(super) const PLAIN: Language = Language { text: str::to_owned, code: |code| format!("`{code}`") };

/// A language, and what is said of a module's name.
#[derive(Clone, Copy)]
pub(super) struct Wording<'a> {
    pub(super) language: Language,
    /// The name in whose place [`ANY`] stands, if a sentence is about several modules.
    pub(super) replaced: Option<&'a str>,
}

impl Wording<'_> {
    pub(super) fn text(self, text: &str) -> String {
        (self.language.text)(&self.replace(text))
    }

    pub(super) fn code(self, code: &str) -> String {
        (self.language.code)(&self.replace(code))
    }

    fn replace(self, text: &str) -> String {
        self.replaced.map_or_else(|| text.to_owned(), |name| replaced(text, name))
    }
}

/// The text with a module's name, where it stands alone, replaced.
fn replaced(text: &str, name: &str) -> String {
    let is_part = |char: char| char.is_alphanumeric() || char == '_';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        // What was taken before is the end of what is left out, so it counts.
        let last = before.chars().next_back().or_else(|| out.chars().next_back());
        let alone = !last.is_some_and(|char| is_part(char) || char == '.') && !after.starts_with(is_part);
        out.push_str(before);
        out.push_str(if alone { ANY } else { name });
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_names_are_replaced() {
        for (text, expected) in [
            ("import pkg.a in A", "import MODULE in A"),
            ("pkg.a.cache (dict), pkg.ab, other.pkg.a, xpkg.a", "MODULE.cache (dict), pkg.ab, other.pkg.a, xpkg.a"),
            ("pkg.apkg.a", "pkg.apkg.a"),
            ("`pkg.a`", "`MODULE`"),
        ] {
            assert_eq!(replaced(text, "pkg.a"), expected);
        }
    }
}
