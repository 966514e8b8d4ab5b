//! Commands to GitHub in the log of a workflow: `::error title=a::b`.

use super::hidden::visible;

/// The text as the message of a command: line ends are kept, and shown.
pub fn message(text: &str) -> String {
    let lines = text.lines().map(|line| visible(line).replace('%', "%25"));
    lines.collect::<Vec<_>>().join("%0A")
}

/// The text as the value of a property, which `,` and `:` would end.
pub fn property(text: &str) -> String {
    visible(text).replace('%', "%25").replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::hidden::is_hidden;
    use super::super::hidden::tests::hostile;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_ends_a_command_or_a_property(text in hostile()) {
            let (message, property) = (message(&text), property(&text));
            prop_assert!(!message.contains(is_hidden) && !message.contains('\n'));
            prop_assert!(!property.contains(is_hidden) && !property.contains([':', ',', '\n']));
        }
    }

    #[test]
    fn messages_keep_their_lines() {
        assert_eq!(message("100 %\n::error::x"), "100 %25%0A::error::x");
        assert_eq!(property("a:b, c"), "a%3Ab%2C c");
    }
}
