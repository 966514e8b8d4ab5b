//! Prints the JSON Schema of `[tool.extproof]`, which is `docs/pyproject.schema.json`.

use std::io::{self, Write};

fn main() -> io::Result<()> {
    let schema = serde_json::to_string_pretty(&extproof::config::schema())?;
    writeln!(io::stdout(), "{schema}")
}
