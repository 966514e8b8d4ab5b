//! Entries of the table of built-in modules.

use super::step::Reader;
use crate::case::{EntryInit, TableEntry};
use crate::document::{Problems, Table, Text, Value, list, wrong_type};

impl Reader<'_, '_> {
    pub(super) fn entries(&self, table: &Table<'_, '_>, key: &str) -> Vec<TableEntry> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let read = |item: &Value<'_>| match item.get_ref().as_table() {
            Some(inner) => {
                let keys = ["name", "bytes", "fixture", "from"];
                let inner = Table::new(inner, item.span(), "an entry", &keys, self.problems);
                if !inner.has("name") {
                    inner.missing("name");
                }
                self.entry(&inner, "name")
            }
            None => {
                wrong_type(item, key, "a list of tables", self.problems);
                None
            }
        };
        list(value, key, self.problems).iter().filter_map(read).collect()
    }

    pub(super) fn entry(&self, table: &Table<'_, '_>, name_key: &str) -> Option<TableEntry> {
        let bytes = table.string("bytes").and_then(|text| hex(&text, self.problems));
        let null = table.string("fixture").is_some_and(|text| text.text == "NULL");
        let from = table.one_of("from", &["library"], |name| (name == "library").then_some(()));
        let init = match (null, from) {
            (true, _) => EntryInit::Null,
            (false, None) => EntryInit::Linked(self.fixture(table)),
            (false, Some(())) => EntryInit::Library(self.library(table)),
        };
        Some(TableEntry { name: self.text(table, name_key)?, bytes, init })
    }
}

fn hex(text: &Text, problems: &Problems) -> Option<Vec<u8>> {
    let bytes = extproof_contract::bytes_of_hex(&text.text);
    if bytes.is_none() {
        let help = "expected two hexadecimal digits per byte";
        problems.add(text.span.clone(), format!("invalid bytes `{}`", text.text), help);
    }
    bytes
}
