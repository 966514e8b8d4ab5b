//! Arguments of a host's commands, with placeholders in braces.

/// A placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholder {
    /// The folder of the manifest.
    Source,
    /// The executable to build.
    Output,
    /// The folder of what was compiled before.
    Objects,
    /// The Python's executable.
    Python,
    /// Its version, without the patch: `3.13`, `3.13t`.
    Version,
    /// The link configuration: `shared`, `exported`, `hidden`.
    Link,
    /// The host's name in reports.
    Host,
    /// The C compiler.
    Cc,
    /// The C++ compiler.
    Cxx,
    /// `-I` arguments for the Python's headers.
    Includes,
    /// What the linker needs: fixtures and libpython.
    LinkArgs,
    /// The Python's shared libpython.
    Libpython,
    /// What starts the checker, which loads libpython at run time.
    Checker,
}

impl Placeholder {
    const ALL: [(&'static str, Self); 13] = [
        ("source", Self::Source),
        ("output", Self::Output),
        ("objects", Self::Objects),
        ("python", Self::Python),
        ("version", Self::Version),
        ("link", Self::Link),
        ("host", Self::Host),
        ("cc", Self::Cc),
        ("cxx", Self::Cxx),
        ("includes", Self::Includes),
        ("link_args", Self::LinkArgs),
        ("libpython", Self::Libpython),
        ("checker", Self::Checker),
    ];

    /// The placeholders of commands that compile what doesn't depend on fixtures and the link configuration.
    pub(super) const COMPILE: [&'static str; 7] = ["source", "objects", "python", "version", "cc", "cxx", "includes"];
    /// The placeholders of build commands.
    pub(super) const BUILD: [&'static str; 11] =
        ["source", "objects", "output", "python", "version", "link", "host", "cc", "cxx", "includes", "link_args"];
    /// The placeholders of commands that start a prebuilt host.
    pub(super) const RUN: [&'static str; 7] = ["source", "python", "version", "link", "host", "libpython", "checker"];

    /// It expands to any number of arguments, so it can't be part of one.
    fn is_list(self) -> bool {
        matches!(self, Self::Cc | Self::Cxx | Self::Includes | Self::LinkArgs | Self::Checker)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Placeholder(Placeholder),
}

/// An argument of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument(Vec<Piece>);

/// Why a text isn't an argument.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BadArgument {
    /// An unknown placeholder, or one that isn't allowed here.
    Unknown(String),
    /// A placeholder for several arguments is only a part of this one.
    NotAlone(&'static str),
}

impl Argument {
    /// An argument without placeholders.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self(vec![Piece::Text(text.into())])
    }

    /// Reads an argument that may have these placeholders.
    pub(super) fn parse(text: &str, allowed: &[&str]) -> Result<Self, BadArgument> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, name, after)) = next_word(rest) {
            let known = Placeholder::ALL.iter().find(|(known, _)| *known == name && allowed.contains(known));
            let (name, word) = known.ok_or_else(|| BadArgument::Unknown(name.to_owned()))?;
            if word.is_list() && text.len() != name.len() + 2 {
                return Err(BadArgument::NotAlone(name));
            }
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            pieces.push(Piece::Placeholder(*word));
            rest = after;
        }
        if !rest.is_empty() || pieces.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Ok(Self(pieces))
    }

    /// The arguments that it expands to.
    pub fn fill(&self, value: &dyn Fn(Placeholder) -> Vec<String>) -> Vec<String> {
        match self.0.as_slice() {
            [Piece::Placeholder(word)] if word.is_list() => value(*word),
            pieces => {
                let text = |piece: &Piece| match piece {
                    Piece::Text(text) => text.clone(),
                    Piece::Placeholder(word) => value(*word).concat(),
                };
                vec![pieces.iter().map(text).collect()]
            }
        }
    }

    /// Whether the argument has this placeholder.
    pub fn has(&self, word: Placeholder) -> bool {
        self.0.contains(&Piece::Placeholder(word))
    }
}

/// The text before the next placeholder, the placeholder, and the text after it. Other braces are left unchanged.
fn next_word(text: &str) -> Option<(&str, &str, &str)> {
    text.match_indices('{').find_map(|(start, _)| {
        let (name, after) = text[start + 1..].split_once('}')?;
        let is_word = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        is_word.then_some((&text[..start], name, after))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(text: &str) -> Vec<String> {
        let value = |word: Placeholder| match word {
            Placeholder::Includes => vec!["-Ia".to_owned(), "-Ib".to_owned()],
            Placeholder::Source => vec!["/s".to_owned()],
            _ => vec![format!("{word:?}")],
        };
        Argument::parse(text, &Placeholder::BUILD).unwrap().fill(&value)
    }

    #[test]
    fn words_are_replaced() {
        assert_eq!(fill("{source}/a-{link}.c"), ["/s/a-Link.c"]);
        assert_eq!(fill("{includes}"), ["-Ia", "-Ib"]);
        assert_eq!(fill("-DX={1, {A}}"), ["-DX={1, {A}}"]);
        assert_eq!(fill(""), [""]);
    }

    #[test]
    fn other_words_are_refused() {
        let parse = |text: &str| Argument::parse(text, &Placeholder::RUN).unwrap_err();
        assert_eq!(parse("{sources}"), BadArgument::Unknown("sources".to_owned()));
        assert_eq!(parse("{output}"), BadArgument::Unknown("output".to_owned()));
        let list = Argument::parse("-x{includes}", &Placeholder::BUILD).unwrap_err();
        assert_eq!(list, BadArgument::NotAlone("includes"));
    }
}
