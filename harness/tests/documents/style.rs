//! The words that `docs/style.md` refuses are nowhere: not in messages, cases, documents, names or comments.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::elsewhere::project;

const GUIDE: &str = "docs/style.md";
const PLACES: [&str; 9] =
    ["c-ext-fixtures", "cases", "ci", "docs", "harness", ".github", "CHANGELOG.md", "CONTRIBUTING.md", "README.md"];

/// What the guide sets in code in the column *not* of its table.
fn refused(guide: &str) -> Vec<String> {
    let table = guide.split_once("| use | not | meaning |").unwrap().1.split("\n\n").next().unwrap();
    let cells = table.lines().filter_map(|line| line.split('|').nth(2));
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(words).collect()
}

/// A text as words in lower case, each between two spaces, so that neither a line break nor a `_` hides any.
fn words(text: &str) -> String {
    let words = text.split(|char: char| !char.is_alphanumeric() && char != '\'').filter(|word| !word.is_empty());
    format!(" {} ", words.collect::<Vec<_>>().join(" ").to_lowercase())
}

fn files(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_file() {
        found.push(path.to_owned());
    } else if path.file_name().is_none_or(|name| name != "target") {
        fs::read_dir(path).unwrap().for_each(|entry| files(&entry.unwrap().path(), found));
    }
}

#[test]
fn no_text_has_the_words_that_the_style_guide_refuses() {
    let root = project();
    let refused = refused(&fs::read_to_string(root.join(GUIDE)).unwrap());
    assert!(refused.len() > 20, "{refused:?}");
    let mut found = Vec::new();
    PLACES.iter().for_each(|place| files(&root.join(place), &mut found));
    assert!(found.len() > 500, "only {} files", found.len());
    let mut wrong = Vec::new();
    for path in found.iter().filter(|path| **path != root.join(GUIDE)) {
        // Some files aren't text.
        let text = words(&String::from_utf8_lossy(&fs::read(path).unwrap()));
        let named = words(&path.strip_prefix(root).unwrap().to_string_lossy());
        let here = refused.iter().filter(|refused| text.contains(*refused) || named.contains(*refused));
        wrong.extend(here.map(|refused| format!("{}:{refused}", path.display())));
    }
    assert!(wrong.is_empty(), "{GUIDE} has better words for these:\n{}", wrong.join("\n"));
}
