//! What the documents say of the supported Pythons is what extproof knows.

use std::fs;

use extproof::project::Project;
use extproof::version::supported_range;

#[test]
fn the_page_of_platforms_names_the_supported_pythons() {
    let text = fs::read_to_string(Project::of_checkout().unwrap().root.join("docs/platforms.md")).unwrap();
    assert!(text.contains(&supported_range()), "docs/platforms.md doesn't say {}", supported_range());
}
