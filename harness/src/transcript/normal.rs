//! Taking out of a text what differs from run to run, machine to machine and version to version.

use std::path::Path;

/// The texts of one run that are replaced.
#[derive(Clone, Debug)]
pub struct Normal {
    /// Text and placeholder, the longest text first.
    places: Vec<(String, &'static str)>,
    suffix: String,
    version: String,
}

/// Where a run's texts come from.
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
        Self { places: list, suffix: suffix.to_owned(), version: version.to_owned() }
    }

    /// Replaces nothing but addresses: for texts that aren't compared with those of other machines.
    pub fn nothing() -> Self {
        Self { places: Vec::new(), suffix: String::new(), version: String::new() }
    }

    /// The text with every replacement made.
    pub fn text(&self, text: &str) -> String {
        let text = self.paths(text);
        let text = replace_suffix(&text, &self.suffix);
        let text = replace_version(&text, &self.version);
        replace_addresses(&text)
    }

    fn paths(&self, text: &str) -> String {
        self.places.iter().fold(text.to_owned(), |text, (path, word)| replace_path(&text, path, word))
    }
}

/// `/usr/lib` becomes `<prefix>/lib`, but `/usr2` and `/home/usr` stay.
fn replace_path(text: &str, path: &str, word: &str) -> String {
    let is_name = |char: char| char.is_alphanumeric() || char == '_' || char == '-';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(path) {
        out.push_str(before);
        let goes_on = after.starts_with(is_name);
        let went_on = out.ends_with(|char| is_name(char) || char == '.' || char == '>');
        out.push_str(if goes_on || went_on { path } else { word });
        rest = after;
    }
    out.push_str(rest);
    out
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

/// `0x7f3a5c` becomes `<address>`.
fn replace_addresses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("0x") {
        let digits = rest[start + 2..].bytes().take_while(u8::is_ascii_hexdigit).count();
        out.push_str(&rest[..start]);
        out.push_str(if digits >= 6 { "<address>" } else { &rest[start..start + 2 + digits] });
        rest = &rest[start + 2 + digits..];
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
        assert_eq!(replace_addresses("<m at 0x7f00aa> 0x1f 0x"), "<m at <address>> 0x1f 0x");
    }
}
