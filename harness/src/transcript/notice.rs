//! What Python says on standard error about the state of a process.
//!
//! There is no other source: Python reports fatal errors, exceptions that nobody could handle and warnings as text
//! only. The words below are those of CPython 3.9 to 3.15, and of the C library for a failed `assert`. No other module
//! looks at them.

use super::normal::Normal;

/// What Python says on standard error, as a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it reports.
    pub kind: NoticeKind,
    /// The line, from where its kind is named.
    pub text: String,
}

/// What Python reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// `Py_FatalError`.
    FatalError,
    /// An `assert` in C.
    Assertion,
    /// An exception that nobody could handle.
    Ignored,
    /// An exception of the first import in a sub-interpreter.
    SubinterpreterImport,
    /// A warning of this category.
    Warning(&'static str),
}

const FATAL_ERROR: &str = "Fatal Python error: ";
const ASSERTION: &str = "Assertion `";
const IGNORED: &str = "Exception ignored";
const SUBINTERPRETER_IMPORT: &str = "Exception while importing from subinterpreter";
const WARNINGS: [&str; 5] = ["RuntimeWarning", "DeprecationWarning", "ImportWarning", "ResourceWarning", "UserWarning"];
/// In the warning of an import that enables the GIL, which the record has already.
const GIL: &str = "interpreter lock (GIL)";

impl Notice {
    /// What a line reports, if it is Python's.
    pub(crate) fn read(line: &str) -> Option<Self> {
        let found = |kind, start: usize| Some(Self { kind, text: line[start..].to_owned() });
        if let Some(start) = line.find(FATAL_ERROR) {
            return found(NoticeKind::FatalError, start);
        }
        if let Some(start) = line.find(ASSERTION) {
            return found(NoticeKind::Assertion, start);
        }
        if line.starts_with(IGNORED) {
            return found(NoticeKind::Ignored, 0);
        }
        if line.starts_with(SUBINTERPRETER_IMPORT) {
            return found(NoticeKind::SubinterpreterImport, 0);
        }
        // `file:line: RuntimeWarning: text`
        let warning = WARNINGS.iter().find_map(|category| Some((*category, line.find(&format!("{category}: "))?)));
        let (category, start) = warning.filter(|_| !line.contains(GIL))?;
        found(NoticeKind::Warning(category), start)
    }

    /// All of them, each line once if it comes several times in a row.
    pub(super) fn all(stderr: &[u8], normal: &Normal) -> Vec<Self> {
        let stderr = String::from_utf8_lossy(stderr);
        let normalized = |notice: Self| Self { text: normal.text(&notice.text), ..notice };
        let mut notices: Vec<Self> = stderr.lines().filter_map(Self::read).map(normalized).collect();
        notices.dedup();
        notices
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_python_says_is_noticed() {
        for (line, kind, text) in [
            ("Fatal Python error: X: y", NoticeKind::FatalError, "Fatal Python error: X: y"),
            ("<string>:1: RuntimeWarning: late", NoticeKind::Warning("RuntimeWarning"), "RuntimeWarning: late"),
            ("a.c:12: f: Assertion `x' failed.", NoticeKind::Assertion, "Assertion `x' failed."),
            ("Exception ignored in: x", NoticeKind::Ignored, "Exception ignored in: x"),
        ] {
            assert_eq!(Notice::read(line), Some(Notice { kind, text: text.to_owned() }));
        }
        assert_eq!(Notice::read("RuntimeWarning: The global interpreter lock (GIL) has been enabled"), None);
        assert_eq!(Notice::read("Traceback (most recent call last):"), None);
    }

    #[test]
    fn what_python_says_again_and_again_is_noticed_once() {
        let said = b"Exception ignored in: x\nnoise\nException ignored in: x\nException ignored in: y\n";
        assert_eq!(Notice::all(said, &Normal::nothing()).len(), 2);
    }
}
