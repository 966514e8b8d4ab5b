//! XML 1.0, as quick-junit writes it.

use std::borrow::Cow;

use super::hidden::visible;

/// The text for a value or an element. quick-junit escapes what is markup, and leaves out what XML can't have: of that,
/// nothing is left here, nor any line end, which a reader would take for a space in a value.
pub fn text(text: &str) -> Cow<'_, str> {
    visible(text)
}

#[cfg(test)]
mod tests {
    use super::super::hidden::tests::hostile;
    use super::*;
    use proptest::prelude::*;
    use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

    proptest! {
        #[test]
        fn text_comes_back_from_each_place(source in hostile()) {
            let shown = text(&source);
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(&*shown).set_type("x").set_description(&*shown);
            let mut case = TestCase::new(&*shown, status);
            case.set_classname(&*shown);
            let mut suite = TestSuite::new(&*shown);
            suite.add_test_case(case);
            let mut report = Report::new("x");
            report.add_test_suite(suite);
            let xml = report.to_string().unwrap();
            let document = roxmltree::Document::parse(&xml).map_err(|error| TestCaseError::fail(format!("{error}: {xml:?}")))?;
            let element = |name: &str| document.descendants().find(|node| node.has_tag_name(name)).unwrap();
            prop_assert_eq!(element("testsuite").attribute("name"), Some(&*shown));
            prop_assert_eq!(element("testcase").attribute("name"), Some(&*shown));
            prop_assert_eq!(element("testcase").attribute("classname"), Some(&*shown));
            prop_assert_eq!(element("failure").attribute("message"), Some(&*shown));
            prop_assert_eq!(element("failure").text().unwrap_or_default(), &*shown);
        }
    }
}
