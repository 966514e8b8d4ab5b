//! Whether a text is the transcript of certain steps.

/// Whether a transcript has the steps of these titles, in order: all of them, or the first ones if the run ended early.
pub fn tells_of(transcript: &str, titles: &[String]) -> bool {
    let mut expected = titles.iter().flat_map(|title| {
        let mut lines = title.lines();
        let first = lines.next().unwrap_or_default().to_owned();
        [first].into_iter().chain(lines.map(|line| format!("  | {line}")))
    });
    let steps = transcript.lines().take_while(|line| !line.starts_with("end: ") && !line.starts_with("later: "));
    steps.filter(|line| !line.starts_with(' ') || line.starts_with("  |")).all(|line| {
        expected.next().is_some_and(|title| {
            let rest = line.strip_prefix(title.trim_end());
            rest.is_some_and(|rest| rest.trim_end().is_empty() || rest.starts_with(" → "))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::tells_of;

    #[test]
    fn a_transcript_tells_of_its_own_steps_only() {
        let titles = ["register x", "execute\nimport a\nimport b", "finalize"].map(str::to_owned);
        let whole = "register x\nexecute → ImportError in find\n  | import a\n  | import b\n  x init 1\nfinalize\nend: exit 0\n";
        assert!(tells_of(whole, &titles));
        assert!(tells_of("register x\nend: SIGSEGV in register x\n  | of standard error\n", &titles));
        assert!(!tells_of(&whole.replace("import b", "import c"), &titles));
        assert!(!tells_of(&whole.replace("register x", "register xy"), &titles));
        assert!(!tells_of(&whole.replace("finalize", "finalize\nfinalize"), &titles));
    }
}
