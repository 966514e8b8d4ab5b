use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::{Error, punycode};

/// A fixture's source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The fixture's name in cases: the file's name without `.c` or `.cpp`.
    pub name: String,
    /// The module's name, which is `name` unless the init function is a `PyInitU_` one.
    pub module: String,
    /// The init function.
    pub symbol: String,
    /// The file.
    pub path: PathBuf,
    /// What the fixture is: the first line of the banner comment, without the name.
    pub title: String,
    /// What the fixture does: the bullets of the banner comment.
    pub about: Vec<String>,
    /// The names that its text has in quotes. It can report its events under each of them.
    pub quoted: BTreeSet<String>,
}

impl Source {
    /// Whether its shared library is linked with libpython: its name decides that.
    pub(crate) fn needs_libpython(&self) -> bool {
        self.name.ends_with("needs_libpython")
    }
}

/// The language of a source, by its suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SourceLanguage {
    C,
    Cpp,
}

impl SourceLanguage {
    pub(crate) fn of(path: &Path) -> Option<SourceLanguage> {
        match path.extension()?.to_str()? {
            "c" => Some(SourceLanguage::C),
            "cpp" => Some(SourceLanguage::Cpp),
            _ => None,
        }
    }
}

/// Whether a file has the name of a source.
pub fn is_source(path: &Path) -> bool {
    SourceLanguage::of(path).is_some()
}

/// The fixtures of a directory, and the files that aren't written as fixtures are.
#[derive(Debug, Default)]
pub struct Sources {
    /// The fixtures, sorted by name.
    pub usable: Vec<Source>,
    /// The other files, each with the name that its fixture would have.
    pub unusable: Vec<(String, Error)>,
}

impl Sources {
    /// All fixtures.
    ///
    /// # Errors
    /// That of the first file that can't be used.
    pub fn all(self) -> Result<Vec<Source>, Error> {
        self.unusable.into_iter().next().map_or(Ok(self.usable), |(_, error)| Err(error))
    }
}

/// The fixtures of a directory: every `.c` and `.cpp` file that isn't hidden. What isn't a regular file, or a link to one, is
/// set aside.
pub fn sources(dir: &Path) -> Result<Sources, Error> {
    let read_dir = |source| Error::Read { path: dir.to_owned(), source };
    let mut sources = Sources::default();
    for entry in fs::read_dir(dir).map_err(read_dir)? {
        let path = entry.map_err(read_dir)?.path();
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if SourceLanguage::of(&path).is_some() && !hidden {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            match read(path) {
                Ok(source) => sources.usable.push(source),
                Err(error) => sources.unusable.push((name, error)),
            }
        }
    }
    if sources.usable.is_empty() && sources.unusable.is_empty() {
        return Err(Error::NoSources { dir: dir.to_owned() });
    }
    sources.usable.sort_by(|a, b| a.name.cmp(&b.name));
    sources.unusable.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(sources)
}

fn read(path: PathBuf) -> Result<Source, Error> {
    let Some(name) = path.file_stem().and_then(|stem| stem.to_str()).filter(|stem| is_identifier(stem)) else {
        return Err(Error::Name { path });
    };
    let name = name.to_owned();
    let text = match read_regular(&path) {
        Ok(text) => text,
        Err(source) => return Err(Error::Read { path, source }),
    };
    let about = bullets(&text);
    if about.is_empty() {
        return Err(Error::NoBanner { path });
    }
    let (title, quoted) = (title(&text), quoted(&text));
    let expected = format!("PyInit_{name}");
    let found = init_functions(&text);
    if found.contains(&expected) {
        return Ok(Source { module: name.clone(), name, symbol: expected, path, title, about, quoted });
    }
    // The name of such a function says nothing about the file's, so there must be only one.
    let mut encoded = found.iter().filter_map(|symbol| Some((symbol, symbol.strip_prefix("PyInitU_")?)));
    let (Some((symbol, encoded)), None) = (encoded.next(), encoded.next()) else {
        return Err(Error::NoInitFunction { path, expected, found });
    };
    let symbol = symbol.clone();
    match punycode::decode(encoded) {
        Some(module) => Ok(Source { name, module, symbol, path, title, about, quoted }),
        None => Err(Error::Punycode { path, symbol }),
    }
}

/// The text of a file. Opening a named pipe would wait forever.
fn read_regular(path: &Path) -> io::Result<String> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it isn't a regular file"));
    }
    fs::read_to_string(path)
}

fn quoted(text: &str) -> BTreeSet<String> {
    text.split('"').filter(|part| is_identifier(part)).map(str::to_owned).collect()
}

fn is_identifier(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The sentence that opens the banner comment: `NAME: what it is.`
fn title(text: &str) -> String {
    let banner =
        text.trim_start().strip_prefix("/*").and_then(|text| text.split_once("*/")).map_or("", |(banner, _)| banner);
    let lines = banner.lines().map(|line| line.trim_start().trim_start_matches('*').trim());
    let opening: Vec<&str> = lines
        .skip_while(|line| line.is_empty())
        .take_while(|line| !line.is_empty() && !line.starts_with("- "))
        .collect();
    let sentence = opening.join(" ");
    sentence.split_once(": ").map_or(sentence.clone(), |(_, title)| title.to_owned())
}

/// The bullets of the comment that opens the file, each joined to one line.
fn bullets(text: &str) -> Vec<String> {
    let Some((banner, _)) = text.trim_start().strip_prefix("/*").and_then(|text| text.split_once("*/")) else {
        return Vec::new();
    };
    let mut bullets: Vec<String> = Vec::new();
    let mut inside = false;
    for line in banner.lines() {
        let line = line.trim_start();
        let line = line.strip_prefix('*').unwrap_or(line).trim();
        if let Some(bullet) = line.strip_prefix("- ") {
            bullets.push(bullet.trim().to_owned());
            inside = true;
        } else if line.is_empty() {
            inside = false;
        } else if inside && let Some(bullet) = bullets.last_mut() {
            bullet.push(' ');
            bullet.push_str(line);
        }
    }
    bullets
}

/// The functions that are defined as `PyMODINIT_FUNC PyInit...(`: a source may have more than its
/// own, and a `PyModExport_` one besides.
fn init_functions(text: &str) -> Vec<String> {
    text.split("PyMODINIT_FUNC")
        .skip(1)
        .filter_map(|text| {
            let (symbol, _) = text.split_once('(')?;
            let symbol = symbol.trim();
            (symbol.starts_with("PyInit") && is_identifier(symbol)).then(|| symbol.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    use std::process::Command;

    use super::*;

    const BANNER: &str = "/*\n * x: a fixture.\n *\n * - Does one thing.\n */\n";

    fn directory(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(dir.path().join(name), text).unwrap();
        }
        dir
    }

    fn all(dir: &Path) -> Result<Vec<Source>, Error> {
        sources(dir)?.all()
    }

    fn error(name: &str, text: &str) -> Error {
        all(directory(&[(name, text)]).path()).unwrap_err()
    }

    #[test]
    fn every_fixture_has_a_banner_and_an_init_function() {
        let sources = all(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert!(sources.len() >= 52);
        for source in &sources {
            assert!(!source.about.is_empty(), "{}", source.name);
            assert!(source.about.iter().all(|bullet| bullet.ends_with('.')), "{}", source.name);
            let text = fs::read_to_string(&source.path).unwrap();
            let title = format!("/*\n * {}: ", source.name);
            assert!(text.starts_with(&title), "{}", source.name);
            if !source.name.starts_with("non_ascii") {
                assert_eq!(source.module, source.name);
                assert_eq!(source.symbol, format!("PyInit_{}", source.name));
            }
        }
        assert!(sources.is_sorted_by_key(|source| &source.name));
    }

    #[test]
    fn a_module_name_that_is_not_ascii() {
        let sources = all(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        let source = sources.iter().find(|source| source.name == "non_ascii").unwrap();
        assert_eq!(source.module, "zkouška");
        assert_eq!(source.symbol, "PyInitU_zkouka_ekb");
    }

    #[test]
    fn what_is_no_fixture_is_set_aside() {
        let text = format!("{BANNER}PyMODINIT_FUNC PyInit_x(void) {{}}\n");
        let sources = sources(directory(&[("x.c", &text), ("y.c", ""), ("a b.c", "")]).path()).unwrap();
        let unusable: Vec<&str> = sources.unusable.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!((sources.usable.len(), unusable), (1, vec!["a b", "y"]));
        assert!(matches!(sources.all(), Err(Error::Name { .. })));
    }

    #[test]
    fn bullets_go_over_lines() {
        let text = "/*\n * x: title\n *   more title\n *\n * - One\n *   thing.\n * - Another.\n *\n * Text.\n */";
        assert_eq!(bullets(text), ["One thing.", "Another."]);
        assert!(bullets("int x; /* - Not a banner. */").is_empty());
        assert!(bullets("/* - Never ends.").is_empty());
    }

    #[test]
    fn the_init_function_of_the_file_name_counts() {
        let text = format!("{BANNER}PyMODINIT_FUNC PyInit_other(void) {{}}\nPyMODINIT_FUNC\nPyInit_x (void) {{}}\n");
        let dir = directory(&[("x.c", &text), (".x.c", "lock file of an editor"), ("x.h", "")]);
        let sources = all(dir.path()).unwrap();
        assert_eq!(sources.len(), 1);
        assert_eq!(sources[0].symbol, "PyInit_x");
    }

    #[test]
    fn only_regular_files_are_sources_and_others_are_named() {
        let text = format!("{BANNER}PyMODINIT_FUNC PyInit_x(void) {{}}\n");
        let dir = directory(&[("x.c", &text)]);
        let at = |name: &str| dir.path().join(name);
        fs::create_dir(at("folder.c")).unwrap();
        symlink("nowhere", at("dangling.c")).unwrap();
        symlink("nowhere", at(".#x.c")).unwrap();
        let _listener = UnixListener::bind(at("socket.c")).unwrap();
        assert!(Command::new("mkfifo").arg(at("pipe.c")).status().unwrap().success());
        let Sources { usable, unusable } = sources(dir.path()).unwrap();
        assert_eq!(usable.iter().map(|source| source.name.as_str()).collect::<Vec<_>>(), ["x"]);
        let unusable: Vec<String> = unusable.iter().map(|(name, error)| format!("{name}: {error}")).collect();
        let irregular =
            |name: &str| format!("{name}: can't read {}: it isn't a regular file;", at(&format!("{name}.c")).display());
        for (told, words) in unusable.iter().zip([
            format!("dangling: can't read {}: No such file", at("dangling.c").display()),
            irregular("folder"),
            irregular("pipe"),
            irregular("socket"),
        ]) {
            assert!(told.starts_with(&words), "{told}");
        }
        assert_eq!(unusable.len(), 4);
    }

    #[test]
    fn an_export_function_is_no_init_function() {
        let export = "PyMODEXPORT_FUNC PyModExport_x(void) {}\n";
        let text = format!("{BANNER}{export}PyMODINIT_FUNC PyInit_x(void) {{}}\n");
        let sources = all(directory(&[("x.c", &text)]).path()).unwrap();
        assert_eq!(sources[0].symbol, "PyInit_x");

        // The table of linked fixtures has init functions only.
        let alone = error("x.c", &format!("{BANNER}{export}"));
        assert!(matches!(&alone, Error::NoInitFunction { found, .. } if found.is_empty()), "{alone}");
    }

    #[test]
    fn a_source_can_be_in_cpp() {
        let text = format!("{BANNER}PyMODINIT_FUNC PyInit_x(void) {{}}\n");
        let sources = all(directory(&[("x.cpp", &text)]).path()).unwrap();
        assert_eq!(sources[0].name, "x");
        assert_eq!(sources[0].symbol, "PyInit_x");
    }

    #[test]
    fn bad_sources_are_errors_that_name_the_file() {
        let missing = error("x.c", BANNER);
        assert!(matches!(&missing, Error::NoInitFunction { found, .. } if found.is_empty()));
        assert!(missing.to_string().contains("x.c: no init function; define `PyMODINIT_FUNC PyInit_x(void)`"));

        let other = error("x.c", &format!("{BANNER}PyMODINIT_FUNC PyInit_y(void) {{}}"));
        assert!(other.to_string().ends_with("(found: PyInit_y)"), "{other}");

        let punycode = error("x.c", &format!("{BANNER}PyMODINIT_FUNC PyInitU_x_ek(void) {{}}"));
        assert!(matches!(punycode, Error::Punycode { .. }), "{punycode}");

        let banner = error("x.c", "PyMODINIT_FUNC PyInit_x(void) {}");
        assert!(matches!(banner, Error::NoBanner { .. }), "{banner}");

        assert!(matches!(error("my-fixture.c", BANNER), Error::Name { .. }));
        assert!(matches!(error("x.h", ""), Error::NoSources { .. }));
        assert!(matches!(all(Path::new("/nonexistent")), Err(Error::Read { .. })));
    }
}
