//! Terminals, and the logs of systems that run builds.

use std::borrow::Cow;

use super::hidden::visible;

/// The text as one line. It can't move the cursor, change colours or titles, reorder what is shown, or be taken for a
/// command to GitHub (`::error::`) or its like.
pub fn line(text: &str) -> Cow<'_, str> {
    let shown = visible(text);
    // Also behind white space of any kind.
    let blank = shown.len() - shown.trim_start().len();
    match shown[blank..].strip_prefix("::") {
        Some(rest) => Cow::Owned(format!("{}\\x3a:{rest}", &shown[..blank])),
        None => shown,
    }
}

/// The text as lines, for one that may have several. Its line ends are kept.
pub fn block(text: &str) -> String {
    let lines = text.split_inclusive('\n').map(|whole| match whole.strip_suffix('\n') {
        Some(text) => line(text).into_owned() + "\n",
        None => line(whole).into_owned(),
    });
    lines.collect()
}

/// The text as what is shown behind a margin: line ends and tabs are left to what draws it.
pub fn behind_margin(text: &str) -> String {
    let pieces = text.split_inclusive(['\n', '\t']).map(|whole| match whole.strip_suffix(['\n', '\t']) {
        Some(piece) => visible(piece) + &whole[piece.len()..],
        None => visible(whole),
    });
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use super::super::hidden::is_hidden;
    use super::super::hidden::tests::hostile;
    use super::*;
    use proptest::prelude::*;

    fn is_safe(line: &str) -> bool {
        !line.contains(is_hidden) && !line.trim_start().starts_with("::") && !line.contains("##[")
    }

    proptest! {
        #[test]
        fn a_line_is_one_line_and_controls_nothing(text in hostile()) {
            prop_assert!(is_safe(&line(&text)), "{:?}", line(&text));
        }

        #[test]
        fn a_block_has_as_many_lines_as_its_text(text in hostile()) {
            let shown = block(&text);
            prop_assert!(shown.split('\n').all(is_safe), "{shown:?}");
            prop_assert_eq!(shown.matches('\n').count(), text.matches('\n').count());
        }
    }

    #[test]
    fn commands_to_logs_are_shown() {
        assert_eq!(line("  ::error::x ::y"), "  \\x3a:error::x ::y");
        assert_eq!(line("a::b"), "a::b");
        assert_eq!(block("::a\n\u{a0}::b\nc"), "\\x3a:a\n\u{a0}\\x3a:b\nc");
    }
}
