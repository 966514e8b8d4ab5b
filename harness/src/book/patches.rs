//! Which patch releases the columns of tables stand for.

use std::collections::BTreeMap;

use super::behaviour::{name, pythons};
use super::site::RecordedCase;
use crate::version::Version;

/// What a caption says of them. Where a patch release changed what a case does, a column shows it as it is since then.
pub(super) fn words<'a>(cases: impl IntoIterator<Item = &'a RecordedCase>) -> String {
    let all = cases.into_iter().flat_map(|told| told.snapshot.variants().flat_map(|variant| told.history(variant)));
    let newest = newest(all.flat_map(|(_, spans)| spans).map(|span| span.since));
    let told: Vec<String> = newest.iter().map(|(minor, patch)| format!("{}: since {patch}", name(*minor))).collect();
    let text = "each Python in its newest patch release".to_owned();
    if told.is_empty() { text } else { format!("{text} ({})", told.join(", ")) }
}

/// The newest patch release of each version that has a column, unless it is the first release.
fn newest(versions: impl Iterator<Item = Version>) -> BTreeMap<Version, Version> {
    let mut newest: BTreeMap<Version, Version> = BTreeMap::new();
    for version in versions.filter(|version| version.micro > 0 && has_column(version)) {
        let known = newest.entry(Version { micro: 0, ..version }).or_insert(version);
        *known = version.max(*known);
    }
    newest
}

fn has_column(version: &Version) -> bool {
    pythons().iter().any(|python| name(*python) == name(*version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_patch_release_counts() {
        let all =
            ["3.12", "3.12.8", "3.12.4", "3.13.13t", "3.14.4t", "3.15.2d"].map(|version| version.parse().unwrap());
        let told: Vec<String> = newest(all.into_iter()).values().map(Version::to_string).collect();
        assert_eq!(told, ["3.12.8", "3.13.13t"]);
    }
}
