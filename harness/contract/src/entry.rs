//! Entries of the table of built-in modules.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// An entry of the table of built-in modules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "Fields")]
pub struct ScenarioEntry {
    /// The name to import it by.
    pub name: Name,
    /// The init function.
    pub init: InitSource,
}

/// The name of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// Text, which C gets as UTF-8.
    Text(String),
    /// Bytes that aren't valid UTF-8.
    Bytes(Vec<u8>),
}

/// Where the init function of an entry comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InitSource {
    /// The fixture of that name, which is linked into the host.
    Linked(String),
    /// It is looked up in a shared library.
    Library {
        /// The library.
        path: PathBuf,
        /// The function.
        symbol: String,
    },
    /// It is NULL.
    Null,
}

/// An entry of a scenario that says too little or too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadEntry {
    /// It has neither `name` nor `name_hex`, or both.
    Name,
    /// `name_hex` isn't bytes in hexadecimal.
    Hex,
    /// It has `library` without `symbol`, `symbol` without `library`, or `fixture` beside them.
    Init,
}

impl std::fmt::Display for BadEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Name => "an entry has either `name` or `name_hex`",
            Self::Hex => "`name_hex` is not a string of bytes in hexadecimal",
            Self::Init => "an entry has either `fixture`, or `library` with `symbol`, or neither",
        })
    }
}

/// An entry as it is written.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "entry", extend(
    "oneOf" = [{"required": ["name"]}, {"required": ["name_hex"]}],
    "dependentRequired" = {"library": ["symbol"], "symbol": ["library"]},
    "not" = {"required": ["fixture", "library"]}
)))]
#[serde(deny_unknown_fields)]
pub(crate) struct Fields {
    /// The name to import it by.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The bytes of a name that isn't valid UTF-8, in hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(regex(pattern = r"^([0-9a-fA-F]{2})*$")))]
    name_hex: Option<String>,
    /// The linked fixture whose init function it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    fixture: Option<String>,
    /// The shared library in which the init function is looked up.
    #[serde(skip_serializing_if = "Option::is_none")]
    library: Option<PathBuf>,
    /// The init function in that library.
    #[serde(skip_serializing_if = "Option::is_none")]
    symbol: Option<String>,
}

impl TryFrom<Fields> for ScenarioEntry {
    type Error = BadEntry;

    fn try_from(fields: Fields) -> Result<Self, BadEntry> {
        let name = match (fields.name, fields.name_hex) {
            (Some(name), None) => Name::Text(name),
            (None, Some(hex)) => Name::Bytes(bytes_of_hex(&hex).ok_or(BadEntry::Hex)?),
            _ => return Err(BadEntry::Name),
        };
        let init = match (fields.fixture, fields.library, fields.symbol) {
            (Some(fixture), None, None) => InitSource::Linked(fixture),
            (None, Some(path), Some(symbol)) => InitSource::Library { path, symbol },
            (None, None, None) => InitSource::Null,
            _ => return Err(BadEntry::Init),
        };
        Ok(Self { name, init })
    }
}

impl From<ScenarioEntry> for Fields {
    fn from(entry: ScenarioEntry) -> Self {
        let mut fields = Self::default();
        match entry.name {
            Name::Text(name) => fields.name = Some(name),
            Name::Bytes(bytes) => fields.name_hex = Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect()),
        }
        match entry.init {
            InitSource::Linked(fixture) => fields.fixture = Some(fixture),
            InitSource::Library { path, symbol } => (fields.library, fields.symbol) = (Some(path), Some(symbol)),
            InitSource::Null => {}
        }
        fields
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ScenarioEntry {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        Fields::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Fields::json_schema(generator)
    }
}

/// The bytes of a text in hexadecimal; `None` if it isn't two digits for each byte.
pub fn bytes_of_hex(hex: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let (pairs, []) = hex.as_bytes().as_chunks::<2>() else { return None };
    pairs.iter().map(|&[high, low]| Some((digit(high)? << 4 | digit(low)?) as u8)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_and_written_alike() {
        for text in [
            r#"{"name":"x","fixture":"single_phase"}"#,
            r#"{"name_hex":"7aff"}"#,
            r#"{"name":"","library":"/x.so","symbol":"PyInit_x"}"#,
        ] {
            let entry: ScenarioEntry = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&entry).unwrap(), text);
        }
        for (text, wrong) in [
            (r#"{"fixture":"x"}"#, BadEntry::Name),
            (r#"{"name":"x","name_hex":"00"}"#, BadEntry::Name),
            (r#"{"name_hex":"0"}"#, BadEntry::Hex),
            (r#"{"name_hex":"+1"}"#, BadEntry::Hex),
            (r#"{"name":"x","library":"/x.so"}"#, BadEntry::Init),
            (r#"{"name":"x","library":"/x.so","symbol":"s","fixture":"f"}"#, BadEntry::Init),
        ] {
            let error = serde_json::from_str::<ScenarioEntry>(text).unwrap_err().to_string();
            assert!(error.starts_with(&wrong.to_string()), "{text}: {error}");
        }
    }
}
