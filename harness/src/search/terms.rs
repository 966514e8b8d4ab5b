//! What a text is cut into so that it can be found: words, the parts of identifiers, and pairs of neighbours.
//!
//! The search of the book has the same rules in `book/assets/search.js`.

/// Different words for the same. The first is what all of them count as.
pub(crate) const SYNONYMS: [&[&str]; 6] = [
    &["sigsegv", "segfault", "segmentation", "crash", "crashes", "crashed"],
    &["sigabrt", "abort", "aborts", "aborted", "aborting"],
    &["timeout", "hang", "hangs", "hung", "deadlock", "deadlocks", "freezes"],
    &["subinterpreter", "subinterpreters", "sub-interpreter", "sub-interpreters"],
    &["initialize", "initialization", "initialized", "init"],
    &["finalize", "finalization", "finalized"],
];

/// The words of a text in lower case and in its order, and after each the parts that it has.
pub(crate) fn words(text: &str) -> Vec<String> {
    tokens(text).flat_map(|token| with_parts(&token)).collect()
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
    let pieces = text.split_whitespace().filter(|piece| !is_place(piece));
    pieces
        .flat_map(move |piece| piece.split(move |char| !is_inside(char)))
        .map(|word| word.trim_matches('-').to_lowercase())
        .filter(|word| word.len() > 1 && !is_number(word))
}

/// Whether it is a path or an address: it can have a quote or a bracket around it.
fn is_place(piece: &str) -> bool {
    let bare = piece.trim_start_matches(|char: char| char.is_ascii_punctuation() && char != '/');
    bare.starts_with('/') && bare.len() > 1
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
        // Ids of cases aren't paths.
        assert_eq!(words("instances/strict"), ["instance", "strict"]);
    }

    #[test]
    fn words_for_the_same_are_one() {
        assert_eq!(words("Segmentation fault in sub-interpreters"), words("SIGSEGV fault in subinterpreter")[..]);
        assert_eq!(pairs("remaining sub-interpreters"), ["remaining subinterpreter"]);
        assert_eq!(pairs("append-after-init"), ["append after", "after initialize"]);
    }
}
