//! Settings of insta that let transcripts pass although they don't match their snapshots.

use std::env;

/// Each with the values that have insta pass, or accept, whatever it is given. `unseen` does so with snapshots that are there.
const LENIENT: [(&str, &[&str]); 4] = [
    ("INSTA_FORCE_PASS", &["1"]),
    ("INSTA_UPDATE", &["always", "1", "force", "unseen"]),
    ("INSTA_FORCE_UPDATE", &["1"]),
    ("INSTA_FORCE_UPDATE_SNAPSHOTS", &["1"]),
];

/// The settings of this process's environment that have nothing compared.
pub(crate) fn of_process() -> Option<String> {
    among(|name| env::var(name).ok())
}

fn among(value: impl Fn(&str) -> Option<String>) -> Option<String> {
    let is_lenient = |(name, lenient): (&str, &[&str])| {
        let value = value(name).filter(|value| lenient.contains(&value.as_str()))?;
        Some(format!("{name}={value}"))
    };
    let settings: Vec<String> = LENIENT.into_iter().filter_map(is_lenient).collect();
    (!settings.is_empty()).then(|| settings.join(" "))
}

/// Whether nobody looks at what is told: insta decides it so.
pub(crate) fn is_unattended() -> bool {
    match env::var("CI").as_deref() {
        Ok("" | "0" | "false") => false,
        Ok(_) => true,
        Err(_) => env::var_os("TF_BUILD").is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(settings: &[(&str, &str)]) -> Option<String> {
        among(|name| settings.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn settings_that_compare_are_not_lenient() {
        for value in ["", "auto", "new", "no"] {
            assert_eq!(with(&[("INSTA_UPDATE", value)]), None);
        }
        assert_eq!(with(&[("INSTA_FORCE_PASS", "0"), ("INSTA_FORCE_UPDATE", "")]), None);
    }

    #[test]
    fn lenient_settings_are_named() {
        for value in ["always", "1", "force", "unseen"] {
            assert_eq!(with(&[("INSTA_UPDATE", value)]), Some(format!("INSTA_UPDATE={value}")));
        }
        let both = with(&[("INSTA_FORCE_PASS", "1"), ("INSTA_UPDATE", "new"), ("INSTA_FORCE_UPDATE", "1")]);
        assert_eq!(both.unwrap(), "INSTA_FORCE_PASS=1 INSTA_FORCE_UPDATE=1");
    }
}
