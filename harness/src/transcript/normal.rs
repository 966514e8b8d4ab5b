//! Removes from a text what differs between runs, machines and versions.

use std::path::Path;

/// The replacements in the texts of one run.
#[derive(Clone, Debug)]
pub struct Normal(Option<Replacements>);

#[derive(Clone, Debug)]
struct Replacements {
    /// Text and placeholder, the longest text first.
    places: Vec<(String, &'static str)>,
    suffix: String,
    version: String,
}

/// The paths that are in a run's texts.
#[derive(Clone, Copy, Debug)]
pub struct Places<'a> {
    /// The run's own folder.
    pub sandbox: &'a Path,
    /// The folder in it that is first on `sys.path`.
    pub modules: &'a Path,
    /// The folder of the fixtures' shared libraries.
    pub fixtures: &'a Path,
    /// The folder of the standard library.
    pub stdlib: &'a Path,
    /// `sys.base_prefix`.
    pub prefix: &'a Path,
    /// The host.
    pub host: &'a Path,
}

impl Normal {
    /// Replacements for a run on a Python with this EXT_SUFFIX and minor version (`3.12`).
    pub fn new(places: Places<'_>, suffix: &str, version: &str) -> Self {
        let mut list: Vec<(String, &'static str)> = [
            (places.sandbox, "<sandbox>"),
            (places.modules, "<modules>"),
            (places.fixtures, "<fixtures>"),
            (places.stdlib, "<stdlib>"),
            (places.prefix, "<prefix>"),
            (places.host, "<host>"),
        ]
        .into_iter()
        .map(|(path, word)| (path.to_string_lossy().into_owned(), word))
        .filter(|(path, _)| path.len() > 1)
        .collect();
        list.sort_by_key(|(path, _)| std::cmp::Reverse(path.len()));
        Self(Some(Replacements { places: list, suffix: suffix.to_owned(), version: version.to_owned() }))
    }

    /// Replaces nothing: for texts that aren't compared with those of other machines.
    pub fn nothing() -> Self {
        Self(None)
    }

    /// The text with every replacement made.
    pub fn text(&self, text: &str) -> String {
        let Some(Replacements { places, suffix, version }) = &self.0 else { return text.to_owned() };
        let text = places.iter().fold(text.to_owned(), |text, (path, word)| replace_path(&text, path, word));
        let text = replace_suffix(&text, suffix);
        let text = replace_version(&text, version);
        without_addresses(&text)
    }
}

/// `/usr/lib` becomes `<prefix>/lib`, but `/usr2` and `/home/usr` stay.
fn replace_path(text: &str, path: &str, word: &str) -> String {
    let is_name = |char: char| char.is_alphanumeric() || char == '_' || char == '-';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('/') {
        let (before, here) = rest.split_at(start);
        out.push_str(before);
        let Some(after) = after_path(here, path) else {
            out.push('/');
            rest = &here[1..];
            continue;
        };
        let goes_on = after.starts_with(is_name);
        let went_on = out.ends_with(|char| is_name(char) || char == '.' || char == '>');
        rest = after;
        if goes_on || went_on {
            out.push_str(&here[..here.len() - after.len()]);
            continue;
        }
        // If the path has an apostrophe, `repr` uses double quotes.
        let quotes = Some(path).filter(|path| path.contains('\'')).and_then(|_| quotes_around(&out, after));
        if let Some((opening, closing)) = quotes {
            out.replace_range(opening..=opening, "'");
            out.push_str(word);
            out.push_str(&after[..closing]);
            out.push('\'');
            rest = &after[closing + 1..];
        } else {
            out.push_str(word);
        }
    }
    out.push_str(rest);
    out
}

/// Where a literal begins and ends that no longer needs its double quotes.
fn quotes_around(before: &str, after: &str) -> Option<(usize, usize)> {
    let marks = ['"', '\'', '\n'];
    let opening = before.rfind(marks).filter(|at| before[*at..].starts_with('"'))?;
    let closing = after.find(marks).filter(|at| after[*at..].starts_with('"'))?;
    Some((opening, closing))
}

/// Whether a text is what Python's `repr` makes of another one.
pub(super) fn is_repr(repr: &str, text: &str) -> bool {
    let inside = |quote: char| repr.strip_prefix(quote)?.strip_suffix(quote);
    inside('\'').or_else(|| inside('"')).and_then(|inner| after_path(inner, text)) == Some("")
}

/// What is behind the path, if the text begins with it: as it is, or as Python's `repr` writes it.
fn after_path<'a>(text: &'a str, path: &str) -> Option<&'a str> {
    text.strip_prefix(path).or_else(|| path.chars().try_fold(text, after_char))
}

/// What is behind a character in a `repr`. Which of them are escaped depends on the version of Python.
fn after_char(text: &str, wanted: char) -> Option<&str> {
    let Some(escape) = text.strip_prefix('\\') else { return text.strip_prefix(wanted) };
    let kind = escape.chars().next()?;
    let rest = &escape[kind.len_utf8()..];
    let digits = match kind {
        'n' => return (wanted == '\n').then_some(rest),
        'r' => return (wanted == '\r').then_some(rest),
        't' => return (wanted == '\t').then_some(rest),
        'x' => 2,
        'u' => 4,
        'U' => 8,
        quote => return (wanted == quote).then_some(rest),
    };
    let (number, rest) = rest.split_at_checked(digits)?;
    (u32::from_str_radix(number, 16).ok()? == u32::from(wanted)).then_some(rest)
}

/// `x.cpython-312-x86_64-linux-gnu.so` becomes `x<suffix>`.
fn replace_suffix(text: &str, suffix: &str) -> String {
    if suffix.is_empty() { text.to_owned() } else { text.replace(suffix, "<suffix>") }
}

/// `python3.12` becomes `python<X.Y>`.
fn replace_version(text: &str, version: &str) -> String {
    if version.is_empty() {
        return text.to_owned();
    }
    text.replace(&format!("python{version}"), "python<X.Y>")
}

/// `0x7f3a5c` becomes `<address>`, but not in a path.
pub(crate) fn without_addresses(text: &str) -> String {
    let is_path = |char: char| char.is_alphanumeric() || matches!(char, '_' | '/' | '\\');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("0x") {
        let digits = rest[start + 2..].bytes().take_while(u8::is_ascii_hexdigit).count();
        let (before, number) = rest.split_at(start);
        let (number, after) = number.split_at(2 + digits);
        out.push_str(before);
        let is_part = out.ends_with(is_path) || after.starts_with(is_path);
        out.push_str(if digits >= 6 && !is_part { "<address>" } else { number });
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_replaced_longest_first() {
        let places = Places {
            sandbox: Path::new("/tmp/run"),
            modules: Path::new("/tmp/run/modules"),
            fixtures: Path::new("/t/fixtures"),
            stdlib: Path::new("/py/lib/python3.12"),
            prefix: Path::new("/py"),
            host: Path::new("/t/hosts/capi"),
        };
        let normal = Normal::new(places, ".cpython-312-x.so", "3.12");
        assert_eq!(normal.text("/tmp/run/modules/a.cpython-312-x.so"), "<modules>/a<suffix>");
        assert_eq!(normal.text("/tmp/run/x /py/lib/python3.12/os.py"), "<sandbox>/x <stdlib>/os.py");
        assert_eq!(normal.text("/py/bin/python3.12"), "<prefix>/bin/python<X.Y>");
    }

    #[test]
    fn paths_are_replaced_only_where_they_begin_and_end() {
        let replaced = |text| replace_path(text, "/usr", "<prefix>");
        assert_eq!(
            replaced("/usr /usr/usr '/usr': b\"/usr\" /usr."),
            "<prefix> <prefix>/usr '<prefix>': b\"<prefix>\" <prefix>."
        );
        assert_eq!(replaced("/usr2 /home/usr /usr-x ./usr"), "/usr2 /home/usr /usr-x ./usr");
    }

    #[test]
    fn suffixes_are_replaced() {
        assert_eq!(replace_suffix("m.abi.so", ".abi.so"), "m<suffix>");
        assert_eq!(replace_suffix("m.so", ""), "m.so");
    }

    #[test]
    fn versions_are_replaced() {
        assert_eq!(replace_version("lib/python3.12/x 3.12", "3.12"), "lib/python<X.Y>/x 3.12");
    }

    #[test]
    fn addresses_are_replaced_and_small_numbers_stay() {
        assert_eq!(without_addresses("<m at 0x7f00aa> 0x1f 0x"), "<m at <address>> 0x1f 0x");
        assert_eq!(without_addresses("/a/0x7f00aa/b 0x7f00aa/b a0x7f00aa"), "/a/0x7f00aa/b 0x7f00aa/b a0x7f00aa");
    }

    #[test]
    fn paths_are_found_as_repr_writes_them() {
        let path = "/it's a \"\\\n\u{a0}\u{202e}";
        for text in ["/it\\'s a \"\\\\\\n\\xa0\\u202e", "/it's a \"\\\\\\x0a\u{a0}\\U0000202e", path] {
            assert_eq!(replace_path(&format!("'{text}/x'"), path, "<sandbox>"), "'<sandbox>/x'", "{text}");
        }
        assert_eq!(replace_path("/it\\", path, "<sandbox>"), "/it\\");
        let quoted = "x 'a' [\"/it's/x\", \"/it's\"] \"y\"";
        assert_eq!(replace_path(quoted, "/it's", "<sandbox>"), "x 'a' ['<sandbox>/x', '<sandbox>'] \"y\"");
        assert!(is_repr("\"/it's\"", "/it's") && is_repr("'/\\n'", "/\n") && !is_repr("'/a'", "/ab"));
    }
}
