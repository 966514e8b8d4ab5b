//! What several Pythons said of one thing, in words.

/// Each reason once, with the names of the Pythons that gave it, in these words.
pub(super) fn said(pythons: &[(String, String)], words: impl Fn(&[&str], &str) -> String) -> String {
    let told = grouped(pythons).into_iter().map(|(why, names)| words(&names, why));
    told.collect::<Vec<_>>().join("; ")
}

/// The names of all.
pub(super) fn names(pythons: &[(String, String)]) -> String {
    listed(&pythons.iter().map(|(python, _)| python.as_str()).collect::<Vec<_>>())
}

/// Each reason once, with the Pythons that gave it if there are several reasons.
pub(super) fn reasons(pythons: &[(String, String)]) -> String {
    match grouped(pythons).as_slice() {
        [(why, _)] => (*why).to_owned(),
        _ => said(pythons, |names, why| format!("{why} (Python {})", listed(names))),
    }
}

fn grouped(pythons: &[(String, String)]) -> Vec<(&str, Vec<&str>)> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for (python, why) in pythons {
        match reasons.iter_mut().find(|(known, _)| known == why) {
            Some((_, pythons)) => pythons.push(python),
            None => reasons.push((why, vec![python])),
        }
    }
    reasons
}

/// Names as a sentence has them.
pub(super) fn listed(names: &[&str]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_name_pythons_where_they_differ() {
        let of = |all: &[(&str, &str)]| all.iter().map(|(name, why)| ((*name).to_owned(), (*why).to_owned())).collect();
        let mut pythons: Vec<(String, String)> = of(&[("3.9", "old"), ("3.10", "old")]);
        assert_eq!((names(&pythons), reasons(&pythons)), ("3.9 and 3.10".to_owned(), "old".to_owned()));
        pythons.extend(of(&[("3.15", "new")]));
        assert_eq!(names(&pythons), "3.9, 3.10 and 3.15");
        assert_eq!(reasons(&pythons), "old (Python 3.9 and 3.10); new (Python 3.15)");
    }
}
