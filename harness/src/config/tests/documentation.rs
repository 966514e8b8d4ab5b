//! What the documentation says of settings.

use super::read::baseline;
use crate::config::Config;
use crate::config::key::{CONFIG, KNOWN};

const DOCUMENT: &str = include_str!("../../../../docs/checking-a-module.md");

/// The blocks of code in a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let begin = format!("```{language}\n");
    let blocks = DOCUMENT.split(&*begin).skip(1);
    blocks.map(|text| text.split("```").next().unwrap()).collect()
}

#[test]
fn each_key_has_its_row() {
    for key in CONFIG.iter().chain(&KNOWN) {
        let row = format!("| `{}` | ", key.name);
        assert_eq!(DOCUMENT.lines().filter(|line| line.starts_with(&row)).count(), expected(key.name), "{row}");
    }
}

/// Two keys are in both tables, and a trial has the name of a third.
fn expected(name: &str) -> usize {
    if ["python", "trial", "use"].contains(&name) { 2 } else { 1 }
}

#[test]
fn examples_are_read() {
    let settings: Vec<&str> = blocks("toml").into_iter().filter(|block| block.contains("[tool.extproof")).collect();
    assert_eq!(settings.len(), 2);
    for block in settings {
        let read = Config::parse("/code/pyproject.toml".as_ref(), block);
        assert!(matches!(read, Ok(Some(_))), "{block}{read:?}");
    }
    let written = blocks("console").into_iter().find_map(|block| block.split_once("$ cat known.toml\n")).unwrap().1;
    assert!(baseline(written).unwrap_err().ends_with("`reason` is empty; say why the result is accepted"));
    let filled = baseline(&written.replace("\"\"", "\"x\"")).unwrap();
    assert_eq!(filled.to_toml().replace("\"x\"", "\"\""), written);
}
