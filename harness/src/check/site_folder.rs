//! Folders of an installation that its `.pth` files put on `sys.path`.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// The folders below this one that the `.pth` files in it name, as the `site` module reads them; regular packages have names of their
/// own and aren't among them. The code in such files isn't run.
pub(super) fn site_folders(folder: &Path) -> Vec<PathBuf> {
    let Ok(real) = folder.canonicalize() else { return Vec::new() };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let files = entries.filter(|path| path.extension().is_some_and(|suffix| suffix == "pth"));
    let mut folders = Vec::new();
    for content in files.filter_map(|file| fs::read(file).ok()) {
        let lines = content.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end);
        let paths = lines.filter(|line| !is_code(line) && !line.is_empty() && !line.starts_with(b"#"));
        let named = paths.filter_map(|line| folder.join(OsStr::from_bytes(line)).canonicalize().ok());
        let below = named.filter_map(|path| Some(folder.join(path.strip_prefix(&real).ok()?)));
        folders.extend(below.filter(|path| path != folder && path.is_dir() && !path.join("__init__.py").is_file()));
    }
    folders
}

fn is_code(line: &[u8]) -> bool {
    line.starts_with(b"import ") || line.starts_with(b"import\t")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_read_as_site_reads_them() {
        let root = tempfile::tempdir().unwrap();
        for folder in ["sub/pk", "other", "package", "never"] {
            fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        fs::write(root.path().join("package/__init__.py"), "").unwrap();
        fs::write(root.path().join("a.pth"), "# never\nimport never\nsub\r\n\npackage\n../\nmissing\n.").unwrap();
        fs::write(root.path().join("b.pth"), "./sub/../other/").unwrap();
        fs::write(root.path().join("c.txt"), "never").unwrap();
        let mut found = site_folders(root.path());
        found.sort();
        assert_eq!(found, ["other", "sub"].map(|name| root.path().join(name)));
    }
}
