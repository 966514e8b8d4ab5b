//! Fixtures that lie near a case, where nothing looks for them.

use std::path::Path;

use crate::shell::quoted;

/// What to do so that a case finds a fixture that lies near it. `None` if there is none of that name.
pub(super) fn advice(case: &Path, fixture: &str) -> Option<String> {
    let case = case.canonicalize().ok()?;
    let folder = case.parent()?;
    let file_in = |folder: &Path| {
        let files = ["c", "cpp"].map(|suffix| folder.join(format!("{fixture}.{suffix}")));
        files.into_iter().find(|file| file.is_file())
    };
    if let Some(file) = file_in(folder) {
        return Some(format!("move {} to {}", file.display(), folder.join("fixtures").display()));
    }
    let root = folder.ancestors().find(|folder| file_in(&folder.join("fixtures")).is_some())?;
    let id = case.strip_prefix(root).ok()?.with_extension("");
    let [shown_root, shown_id] = [root, &id].map(|path| quoted(&path.to_string_lossy()));
    let folder = root.join("fixtures");
    Some(format!("it is in {}, and comes with `--cases {shown_root} {shown_id}`", folder.display()))
}
