//! Writes what is generated from the types: the JSON Schemas of `docs/host-contract/`, and the table of steps in
//! `docs/writing-a-host.md`.

use std::fs;
use std::io;
use std::path::Path;

use extproof_contract::schema;

fn main() -> io::Result<()> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    for (name, value) in schema::all() {
        let text = serde_json::to_string_pretty(&value)?;
        fs::write(docs.join(format!("host-contract/{name}.schema.json")), text + "\n")?;
    }
    let page = docs.join("writing-a-host.md");
    fs::write(&page, schema::with_steps_table(&fs::read_to_string(&page)?))
}
