//! What a text is cut into so that it can be found: words, the parts of identifiers, and pairs of neighbours.
//!
//! The search of the book has the same rules in `book/assets/search.js`.

/// Different words for the same. The first is what all of them count as.
pub(crate) const SYNONYMS: [&[&str]; 8] = [
    &["sigsegv", "segfault", "segmentation", "crash", "crashes", "crashed"],
    &["sigabrt", "abort", "aborts", "aborted", "aborting"],
    &["timeout", "hang", "hangs", "hung", "deadlock", "deadlocks", "freezes"],
    &["subinterpreter", "subinterpreters", "sub-interpreter", "sub-interpreters"],
    &["initialize", "initialization", "initialized", "init"],
    &["finalize", "finalization", "finalized"],
    &["python", "python3"],
    &["libpython", "libpython3"],
];

/// A line of a traceback begins with this, and names a place.
const FRAME: &str = "File \"";

/// Words that stand in any message or sentence, as they are after [`SYNONYMS`].
pub(crate) const GENERIC: [&str; 41] = [
    "an",
    "and",
    "are",
    "at",
    "be",
    "by",
    "call",
    "can",
    "cannot",
    "directory",
    "err",
    "exception",
    "fatal",
    "file",
    "for",
    "from",
    "has",
    "in",
    "is",
    "it",
    "last",
    "line",
    "most",
    "no",
    "not",
    "of",
    "on",
    "or",
    "python",
    "recent",
    "runtime",
    "such",
    "that",
    "the",
    "this",
    "to",
    "traceback",
    "was",
    "while",
    "with",
    "you",
];

/// Words that end like this are names of exceptions.
pub(crate) const EXCEPTIONS: [&str; 3] = ["error", "exception", "warning"];

/// How much a term counts, by how many of its words are generic.
pub(crate) fn specific(term: &str) -> f64 {
    let is_generic = |word: &&str| GENERIC.contains(word) || EXCEPTIONS.iter().any(|end| word.ends_with(end));
    let (all, generic) = (term.split(' ').count(), term.split(' ').filter(is_generic).count());
    match generic {
        0 => 1.0,
        _ if generic < all => 0.3,
        _ => 0.1,
    }
}

/// The words of a text in lower case and in its order, and after each the parts that it has.
pub(crate) fn words(text: &str) -> Vec<String> {
    tokens(text).flat_map(|token| with_parts(&token)).collect()
}

/// The words of a text, without their parts.
pub(crate) fn whole(text: &str) -> impl Iterator<Item = String> {
    tokens(text).map(|token| root(&token))
}

/// Each two neighbours among the words, as one term.
pub(crate) fn pairs(text: &str) -> Vec<String> {
    let parts = |token: String| root(&token).split('-').map(root).collect::<Vec<_>>();
    let words: Vec<String> = tokens(text).flat_map(parts).collect();
    words.windows(2).map(|pair| pair.join(" ")).collect()
}

/// The identifiers and words of a text. Places on the reporter's machine say nothing to others.
fn tokens(text: &str) -> impl Iterator<Item = String> {
    let is_inside = |char: char| char.is_alphanumeric() || char == '_' || char == '-';
    let lines = text.lines().filter(|line| !line.trim_start().starts_with(FRAME));
    let pieces = lines.flat_map(str::split_whitespace).filter(|piece| !is_place(piece));
    pieces
        .flat_map(move |piece| piece.split(move |char| !is_inside(char)))
        .map(|word| word.trim_matches('-').to_lowercase())
        .filter(|word| word.len() > 1 && !is_number(word))
}

/// Whether it is a path, which can have a quote or a bracket around it, an address, or a file with a line.
fn is_place(piece: &str) -> bool {
    let bare = piece.trim_start_matches(|char: char| char.is_ascii_punctuation() && char != '/');
    (bare.starts_with('/') && bare.len() > 1) || bare.contains("://") || has_line(bare)
}

/// Whether it ends with the number of a line, as in `module.py:12:`.
fn has_line(piece: &str) -> bool {
    let (_, line) = piece.strip_suffix(':').unwrap_or(piece).rsplit_once(':').unwrap_or_default();
    !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix("0x").unwrap_or(word);
    let is_hexadecimal = digits.len() < word.len() && digits.chars().all(|char| char.is_ascii_hexdigit());
    is_hexadecimal || word.chars().all(|char| char.is_ascii_digit())
}

fn with_parts(token: &str) -> Vec<String> {
    let whole = root(token);
    let parts = whole.split(['_', '-']).filter(|part| part.len() > 1 && part.len() < whole.len() && !is_number(part));
    let parts: Vec<String> = parts.map(root).collect();
    [vec![whole.clone()], parts].concat()
}

/// What a word counts as.
fn root(word: &str) -> String {
    let same = SYNONYMS.iter().find(|group| group.contains(&word));
    match same {
        Some(group) => group[0].to_owned(),
        None => singular(word).to_owned(),
    }
}

fn singular(word: &str) -> &str {
    let is_plural = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us");
    if is_plural { &word[..word.len() - 1] } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_found_whole_and_by_their_parts() {
        assert_eq!(words("PyImport_AppendInittab()"), ["pyimport_appendinittab", "pyimport", "appendinittab"]);
        assert_eq!(words("RTLD_LOCAL"), ["rtld_local", "rtld", "local"]);
        assert_eq!(words("m_size -1"), ["m_size", "size"]);
    }

    #[test]
    fn what_is_the_reporters_own_is_left_out() {
        assert_eq!(
            words("ImportError: /opt/app/x.cpython-310-x86_64-linux-gnu.so: undefined symbol: PyFloat_Type"),
            ["importerror", "undefined", "symbol", "pyfloat_type", "pyfloat", "type"]
        );
        assert_eq!(words("(tstate=0x00007fb3c4a11d28) in \"/usr/bin/x\", line 12"), ["tstate", "in", "line"]);
        assert_eq!(words("importlib._bootstrap>:491: see https://x.org/foo/576, (http://y)"), ["see"]);
        assert_eq!(words("one\n  File \"a.py\", line 3, in parse\ntwo"), ["one", "two"]);
        // Ids of cases aren't paths.
        assert_eq!(words("instances/strict"), ["instance", "strict"]);
    }

    #[test]
    fn what_any_message_has_counts_less() {
        let counts = ["importerror", "fatal python", "fatal pyo3", "subinterpreter", "new module"].map(specific);
        assert_eq!(counts, [0.1, 0.1, 0.3, 1.0, 1.0]);
    }

    #[test]
    fn words_for_the_same_are_one() {
        assert_eq!(words("Segmentation fault in sub-interpreters"), words("SIGSEGV fault in subinterpreter")[..]);
        assert_eq!(pairs("remaining sub-interpreters"), ["remaining subinterpreter"]);
        assert_eq!(pairs("append-after-init"), ["append after", "after initialize"]);
    }
}
