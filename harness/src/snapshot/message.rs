//! The messages in a transcript: what somebody sees who runs into the same.

/// An exception, a fatal error or a signal that a transcript tells of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message<'a> {
    /// The exception's type, or how the process ended.
    pub kind: &'a str,
    /// What is printed; empty if nothing is.
    pub text: &'a str,
    /// The step in which it occurs.
    pub step: &'a str,
    /// Whether the process ended.
    pub is_end: bool,
}

/// The messages of a transcript, in its order. A clean end is none.
pub fn messages(transcript: &str) -> Vec<Message<'_>> {
    let lines: Vec<&str> = transcript.lines().collect();
    let mut found = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let bare = line.trim_start();
        let indent = line.len() - bare.len();
        let below = lines[number + 1..].iter().copied().take_while(|next| depth(next) > indent);
        if let Some(end) = line.strip_prefix("end: ") {
            let (kind, step) = end.split_once(" in ").unwrap_or((end, ""));
            let told: Vec<&str> = below.map(str::trim).collect();
            if told.is_empty() && kind != "exit 0" {
                found.push(Message { kind, text: "", step, is_end: true });
            }
            found.extend(told.into_iter().map(|text| Message { kind, text, step, is_end: true }));
        } else if let Some((step, kind)) = raised(bare) {
            // The lines of a step that has several are told between it and what it raised.
            let text = below.map(str::trim).find(|text| !text.starts_with("| ")).filter(|text| !is_event(text));
            found.push(Message { kind, text: text.unwrap_or_default(), step, is_end: false });
        } else if let Some((kind, text)) = bare.strip_prefix("because of ").and_then(|text| text.split_once(": ")) {
            found.push(Message { kind, text, step: "", is_end: false });
        }
    }
    found
}

fn depth(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// A step, and the type of the exception that it raised.
fn raised(line: &str) -> Option<(&str, &str)> {
    let (step, result) = line.rsplit_once(" → ")?;
    let kind = match result.split_once(" in ") {
        Some((kind, "find" | "load" | "init" | "exec")) => kind,
        Some(_) => return None,
        None => result,
    };
    let is_type = kind.starts_with(|char: char| char.is_ascii_uppercase())
        && kind.chars().all(|char| char.is_alphanumeric() || char == '_' || char == '.')
        && !["None", "True", "False", "Ellipsis"].contains(&kind);
    is_type.then_some((step, kind))
}

/// What a fixture reports, and how the state is described afterwards: below an exception without a message, these follow.
fn is_event(line: &str) -> bool {
    let is_count = |word: &str| word.parse::<u32>().is_ok();
    let parts: Vec<&str> = line.split(' ').collect();
    line.starts_with("sys.") || line.starts_with("GIL ") || matches!(parts[..], [_, _, count] if is_count(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_causes_and_ends_are_told() {
        let text = "initialize\n\
            import x → ImportError in load\n  <modules>/x<suffix>: undefined symbol: y\n  x init 1\n\
            evaluate 1 → None\n\
            evaluate x → 'a in b'\n\
            execute import x; x.y() → ValueError\n  | more\n  x exec 1\n\
            finalize → the process ended\n\
            end: SIGABRT in finalize\n  Fatal Python error: f: remaining\n";
        let told: Vec<_> = messages(text).iter().map(|found| (found.kind, found.text, found.step)).collect();
        assert_eq!(
            told,
            [
                ("ImportError", "<modules>/x<suffix>: undefined symbol: y", "import x"),
                ("ValueError", "", "execute import x; x.y()"),
                ("SIGABRT", "Fatal Python error: f: remaining", "finalize"),
            ]
        );
        let caused =
            "threads\n    import x → ImportError in exec\n      no\n      because of OSError: gone\nend: exit 0\n";
        let told: Vec<_> = messages(caused).iter().map(|found| (found.kind, found.text)).collect();
        assert_eq!(told, [("ImportError", "no"), ("OSError", "gone")]);
        assert_eq!(messages("end: timeout in initialize\n")[0].kind, "timeout");
    }
}
