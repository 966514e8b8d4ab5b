//! Prints the JSON Schema of the report of `extproof run`, which is `docs/run-report.schema.json`.

use std::io::{self, Write};

fn main() -> io::Result<()> {
    let schema = serde_json::to_string_pretty(&extproof::report::schema())?;
    writeln!(io::stdout(), "{schema}")
}
