//! Module names that aren't ASCII: their init functions have the name in Punycode (PEP 489, RFC
//! 3492).

use idna::punycode::{decode_to_string, encode_str};

/// The module name of an init function `PyInitU_<encoded>`; `None` if Python looks for that
/// function under no name.
pub(crate) fn decode(encoded: &str) -> Option<String> {
    // PEP 489 replaces the hyphen before the encoded characters by an underscore.
    let punycode = match encoded.rsplit_once('_') {
        Some((ascii, deltas)) => format!("{ascii}-{deltas}"),
        None => encoded.to_owned(),
    };
    let name = decode_to_string(&punycode).filter(|name| !name.is_ascii())?;
    (encode_str(&name)? == punycode).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn names_encoded_by_python() {
        for (encoded, name) in [
            ("zkouka_ekb", "zkouška"),
            ("bcher_kva", "bücher"),
            ("my_mdchen_module_ynb", "my_mädchen_module"),
            ("__9fab", "é_é"),
            ("pea", "ě"),
            ("eckwd4c7cu47r2wf", "ドメイン名例"),
            ("a_012s", "a🐍"),
        ] {
            assert_eq!(decode(encoded).as_deref(), Some(name), "{encoded}");
        }
    }

    #[test]
    fn what_is_no_name_is_none() {
        for encoded in ["", "zkouka_ek", "zkouka_e!", "zkouka_EKB", "plain_", "99999999999999", "\u{161}"] {
            assert_eq!(decode(encoded), None, "{encoded:?}");
        }
    }
}
