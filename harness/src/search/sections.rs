//! The sections of a document in Markdown.

/// A heading with the text below it, up to the next heading of any level.
pub(crate) struct DocumentSection<'a> {
    /// The number of `#`.
    pub(crate) level: usize,
    /// The heading's text.
    pub(crate) heading: &'a str,
    /// The lines below it.
    pub(crate) text: &'a str,
}

/// The sections of a document. What is in fences isn't a heading.
pub(crate) fn sections(document: &str) -> Vec<DocumentSection<'_>> {
    let mut sections: Vec<DocumentSection<'_>> = Vec::new();
    let (mut at, mut start, mut in_fence) = (0, 0, false);
    for line in document.split_inclusive('\n') {
        let bare = line.trim_end();
        in_fence ^= bare.trim_start().starts_with("```");
        let level = bare.bytes().take_while(|byte| *byte == b'#').count();
        let heading = bare[level..].strip_prefix(' ').filter(|_| level > 0 && !in_fence);
        if let Some(last) = sections.last_mut() {
            last.text = &document[start..at];
        }
        at += line.len();
        if let Some(heading) = heading {
            start = at;
            sections.push(DocumentSection { level, heading, text: "" });
        }
    }
    if let Some(last) = sections.last_mut() {
        last.text = &document[start..];
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_end_at_the_next_heading() {
        let text = "# A\none\n```\n# no heading\n```\n### B c\ntwo\nthree";
        let found: Vec<_> = sections(text).iter().map(|part| (part.level, part.heading, part.text)).collect();
        assert_eq!(found, [(1, "A", "one\n```\n# no heading\n```\n"), (3, "B c", "two\nthree")]);
        assert!(sections("no heading").is_empty());
    }
}
