//! Which objects two interpreters have in common.

use std::collections::BTreeMap;

use super::answer::text;

/// An object that is the same in two living interpreters.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Shared {
    /// Where it can be reached from the module: `_ext.cache`.
    pub path: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
}

/// The objects that are in both walks, in the order of the first.
pub(super) fn shared(first: &str, second: &str) -> Vec<Shared> {
    let second = read(second);
    let known: BTreeMap<&str, ()> = second.iter().map(|(id, _)| (*id, ())).collect();
    read(first).into_iter().filter(|(id, _)| known.contains_key(id)).map(|(_, shared)| shared).collect()
}

/// A walk is the `repr` of a string: `'123,dict,_ext.cache;...'`.
fn read(walk: &str) -> Vec<(&str, Shared)> {
    let entries = text(walk).split(';');
    entries
        .filter_map(|entry| {
            let mut parts = entry.splitn(3, ',');
            let (id, kind, path) = (parts.next()?, parts.next()?, parts.next()?);
            Some((id, Shared { path: path.to_owned(), kind: kind.to_owned() }))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_addresses_are_the_same_objects() {
        let found = shared("'1,module,_x;2,dict,_x.cache;3,list,_x.all'", "'9,module,_x;2,dict,_x.cache'");
        assert_eq!(found, [Shared { path: "_x.cache".to_owned(), kind: "dict".to_owned() }]);
        assert!(shared("''", "''").is_empty());
    }
}
