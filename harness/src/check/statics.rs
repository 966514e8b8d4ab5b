//! Which objects C statics keep beyond the interpreter that made them.

use std::collections::HashMap;

use serde::Serialize;

use super::answer::{text, unspelled};
use super::judge::Evidence;
use super::{Detail, NotApplicable, Note, TrialOutcome, TrialVerdict};

/// The looks at the statics: in the main interpreter, in a sub-interpreter that imported the module after it, in the main
/// interpreter when the other has ended, and after re-initialization.
pub(super) const FIRST: &str = "look('first')";
pub(super) const SUB: &str = "look('sub')";
pub(super) const ENDED: &str = "look('ended')";
pub(super) const AGAIN: &str = "look('again')";

/// What the checker says where it doesn't know each block of memory.
const UNWATCHED: &str = "unwatched";

/// A C static, or a part of one, that points to an object of the heap that isn't the current interpreter's alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// The symbol, else the section, each with the distance from its beginning if there is one.
    pub symbol: String,
    /// The library that it is in, if that isn't the module's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub library: Option<String>,
    /// What it points to.
    #[serde(rename = "type")]
    pub kind: String,
    /// How that came about.
    pub how: How,
}

/// Which interpreters an object was used in that isn't theirs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct How {
    /// A second interpreter uses the object of the first.
    pub shared: bool,
    /// The second interpreter put its own object there, which the first one uses from now on.
    pub replaced: bool,
    /// After the end of the second interpreter, its object is still there.
    pub ended: bool,
    /// After re-initialization, the object of an earlier initialization is still there.
    pub survives: bool,
}

/// Judges by what is known of the looks, which may be fewer than there should be.
pub(super) fn judge(evidence: &Evidence<'_>) -> TrialOutcome {
    let look = |code: &str| evidence.values(code).first().copied().map(text).filter(|answer| !answer.is_empty());
    // What a failed import left says nothing about those that succeed.
    let imports = evidence.imports();
    let look_after = |import: usize, code| look(code).filter(|_| imports.get(import) == Some(&true));
    let [first, sub] = [look_after(0, FIRST), look_after(1, SUB)];
    let [ended, again] = [look_after(1, ENDED), look_after(2, AGAIN)];
    if first == Some(UNWATCHED) {
        return TrialOutcome::inapplicable(NotApplicable::CLibraryUnwatched);
    }
    let Some(first) = first.filter(|_| sub.or(again).is_some()) else {
        return TrialOutcome::inapplicable(NotApplicable::NotCompared);
    };
    let kept = compare([sub, ended, again].map(Option::unwrap_or_default));
    let works = kept.is_empty();
    let mut outcome =
        if works { TrialOutcome::works() } else { TrialOutcome::new(TrialVerdict::Keeps, Detail::Keeps(kept)) };
    let Look { types, lasting, .. } = Look::read(first);
    if types + lasting > 0 {
        outcome.notes.push(Note::Lasting { types, objects: lasting });
    }
    outcome
}

/// What is known where not everything succeeded: what was seen even so. What broke is for other trials to tell.
pub(super) fn judge_broken(broken: TrialOutcome, evidence: &Evidence<'_>) -> TrialOutcome {
    let seen = judge(evidence);
    match broken.detail {
        _ if broken.verdict == TrialVerdict::Error => broken,
        Some(Detail::Ended { .. }) if seen.verdict != TrialVerdict::Keeps => {
            TrialOutcome::inapplicable(NotApplicable::NotCompared)
        }
        _ => seen,
    }
}

/// What became of the statics: in a sub-interpreter, after its end, and after re-initialization.
pub(super) fn compare([sub, ended, again]: [&str; 3]) -> Vec<Kept> {
    let mut kept = AllKept::default();
    for (word, seen) in Look::read(sub).words {
        let how = kept.how(word);
        how.shared |= seen == "first";
        how.replaced |= seen != "first";
    }
    for (word, seen) in Look::read(ended).words {
        let how = kept.how(word);
        how.ended |= how.replaced && seen == "sub";
    }
    for (word, seen) in Look::read(again).words {
        kept.how(word).survives |= seen != "again";
    }
    let kept = kept.list.iter().filter(|(_, how)| *how != How::default());
    kept.map(|(word, how)| word.kept(*how)).collect()
}

/// What became of each word, in the order of the looks.
#[derive(Default)]
struct AllKept<'a> {
    list: Vec<(DataWord<'a>, How)>,
    places: HashMap<DataWord<'a>, usize>,
}

impl<'a> AllKept<'a> {
    fn how(&mut self, word: DataWord<'a>) -> &mut How {
        let place = *self.places.entry(word).or_insert_with(|| {
            self.list.push((word, How::default()));
            self.list.len() - 1
        });
        &mut self.list[place].1
    }
}

/// What the checker saw in one look.
#[derive(Default)]
struct Look<'a> {
    /// The words with objects of the heap, and in which look the object was seen first.
    words: Vec<(DataWord<'a>, &'a str)>,
    /// How many objects live as long as the process.
    lasting: usize,
    /// How many static types the module has.
    types: usize,
}

/// A word of a library's data with the object that it points to, as the checker spells it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct DataWord<'a> {
    library: &'a str,
    symbol: &'a str,
    kind: &'a str,
}

impl<'a> Look<'a> {
    /// An answer of the checker: `kept,SYMBOL,LIBRARY,KIND,LOOK;...;lasting,COUNT;types,COUNT`.
    fn read(answer: &'a str) -> Self {
        let mut look = Self::default();
        for line in answer.split(';') {
            match line.split(',').collect::<Vec<_>>().as_slice() {
                ["kept", symbol, library, kind, seen] => look.words.push((DataWord { library, symbol, kind }, seen)),
                ["lasting", count] => look.lasting = count.parse().unwrap_or_default(),
                ["types", count] => look.types = count.parse().unwrap_or_default(),
                _ => {}
            }
        }
        look
    }
}

impl DataWord<'_> {
    fn kept(&self, how: How) -> Kept {
        let library = Some(unspelled(self.library)).filter(|library| !library.is_empty());
        Kept { symbol: unspelled(self.symbol), library, kind: unspelled(self.kind), how }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_became_of_each_static_is_known_from_when_its_object_was_first_seen() {
        let sub = "kept,cache,,dict,first;kept,last%2b%1,libx.so,int,sub;kept,cleared,,list,sub;lasting,1;types,0";
        let ended = "kept,cache,,dict,first;kept,last%2b%1,libx.so,int,sub";
        let again = "kept,cache,,dict,first;kept,last%2b%1,libx.so,int,again;kept,new,,set,again";
        let kept = |symbol: &str, library: Option<&str>, kind: &str, how| Kept {
            symbol: symbol.to_owned(),
            library: library.map(str::to_owned),
            kind: kind.to_owned(),
            how,
        };
        let none = How::default();
        let wanted = [
            kept("cache", None, "dict", How { shared: true, survives: true, ..none }),
            kept("last+1", Some("libx.so"), "int", How { replaced: true, ended: true, ..none }),
            kept("cleared", None, "list", How { replaced: true, ..none }),
        ];
        assert_eq!(compare([sub, ended, again]), wanted);
        assert_eq!(compare(["", "", again]), [kept("cache", None, "dict", How { survives: true, ..none })]);
    }
}
