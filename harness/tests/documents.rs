//! The documents name cases that exist.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn documents_name_cases_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let cases = cases(&root.join("cases"));
    let areas: BTreeSet<&str> = cases.iter().filter_map(|id| Some(id.split_once('/')?.0)).collect();
    let mut named = 0;
    for document in fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path()) {
        let text = fs::read_to_string(&document).unwrap();
        let words = text.split('`').filter(|word| word.split_once('/').is_some_and(|(area, _)| areas.contains(area)));
        for word in words.filter(|word| !word.contains([' ', '.', '*'])) {
            assert!(cases.contains(word), "{} names the case `{word}`, which isn't there", document.display());
            named += 1;
        }
    }
    assert!(named > 20, "only {named} cases are named");
}

fn cases(root: &Path) -> BTreeSet<String> {
    let id = |path: PathBuf| {
        let path = path.strip_prefix(root).unwrap().with_extension("");
        path.to_str().unwrap().to_owned()
    };
    let folders = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let files = folders.flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    files.filter(|path| path.extension().is_some_and(|suffix| suffix == "toml")).map(id).collect()
}
