use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use extproof::book::{Book, Reported};
use extproof::search::Index;

use super::{Seen, Target, seen};

/// An input is a report that the site is made of. What it has is text on its pages, and names files below the site.
struct Books {
    report: PathBuf,
}

pub(super) fn make(folder: &Path) -> Result<Box<dyn Target>, String> {
    Ok(Box::new(Books { report: folder.join("report.json") }))
}

/// No page has this tag, unless a report's text becomes one.
const TAG: &str = "<input name=stranger";

impl Target for Books {
    fn input(&mut self, data: &[u8]) -> Result<Seen, String> {
        fs::write(&self.report, data).map_err(|error| error.to_string())?;
        let read = Reported::read(&self.report);
        let answer = seen(&read);
        let Ok(reported) = read else { return Ok(answer) };
        let mut paths = BTreeSet::new();
        for (path, text) in book(reported).files() {
            if !Path::new(&path).components().all(|part| matches!(part, Component::Normal(_))) {
                return Err(format!("the file {path:?}"));
            }
            if path.ends_with(".html") && text.contains(TAG) {
                return Err(format!("a tag of the report in {path:?}"));
            }
            if path.ends_with(".json") {
                serde_json::from_str::<serde_json::Value>(&text).map_err(|error| format!("{path:?}: {error}"))?;
            }
            if !paths.insert(path.to_lowercase()) {
                return Err(format!("{path:?} twice, or in another case"));
            }
        }
        Ok(answer)
    }

    fn tokens(&self) -> &'static [&'static [u8]] {
        &[
            b"<input name=stranger>",
            b"</script><input name=stranger>",
            b"../../x",
            b"/",
            b"\\u0000",
            b"\\ud800",
            b"\"name\":\"",
            b"\"wheel\":\"",
            b"\"python\":\"3.12\"",
            b"\"trials\":[",
            b"\"runs\":[",
            b"18446744073709551615",
            b"-1.whl",
            b"null",
        ]
    }
}

fn book(reported: Reported) -> Book {
    let (cases, hosts, documents, programs) = Default::default();
    Book { cases, hosts, documents, programs, index: Index::new(Vec::new()), reports: vec![reported] }
}
