//! The schema in the documentation is that of the reader.

use std::fs;

use crate::config::schema;
use crate::project::Project;

#[test]
fn the_schema_in_the_documentation_is_that_of_the_reader() {
    let path = Project::of_checkout().unwrap().root.join("docs/pyproject.schema.json");
    let expected = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    let found = fs::read_to_string(path).unwrap_or_default();
    assert!(
        found == expected,
        "write it anew: cargo run -p extproof --example pyproject_schema >docs/pyproject.schema.json"
    );
}
