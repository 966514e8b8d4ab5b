//! What a module leaves behind in each round.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::NotApplicable;
use super::answer::{text, unspelled};
use super::symbol;

/// Begins a round, in words of the checker's own module: three rounds settle what is there once only.
pub(super) const ROUND: &str = "__import__('_extproof').round('\\n'.join(['3', NAME] + \
                                globals().get('ALL_LIBRARIES', [LIBRARY])).encode('utf-8', 'surrogateescape'))";

/// Rounds that settle, that count, and the one in which what is left of the last of these could still be given back.
pub(super) const ROUNDS: usize = 3 + COUNTED + 1;
/// By chance, memory that nobody uses any more has the address of what is lost, so that it seems to be held in one of them.
const COUNTED: usize = 3;

/// What a module leaves behind in each round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Growth {
    /// Bytes, in the round with neither the fewest nor the most.
    pub bytes: u64,
    /// Blocks of memory with these.
    pub blocks: u64,
    /// Where most of it comes from.
    pub most: Option<Origin>,
    /// The library of another extension module, which took all of it when the module called it.
    pub other: Option<PathBuf>,
}

/// Where memory comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The file of the library.
    pub library: PathBuf,
    /// Its function that takes the memory, or its variable that holds it; if there is no symbol, the place in the library.
    pub symbol: Result<String, u64>,
    /// Whether it is a variable.
    pub holds: bool,
}

/// Why there is no figure.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unknown {
    /// The checker can't tell.
    Checker(NotApplicable),
    /// It wasn't asked often enough.
    TooFew,
}

impl Growth {
    /// From what the checker said of each round.
    pub(super) fn of(answers: &[&str]) -> Result<Self, Unknown> {
        let answers: Vec<&str> = answers.iter().copied().map(text).collect();
        if let Some(reason) = answers.iter().find_map(|answer| answer.strip_prefix("unknown ")) {
            return Err(reason_of(reason).map_or(Unknown::TooFew, Unknown::Checker));
        }
        let left: Vec<&str> = answers.iter().filter_map(|answer| answer.strip_prefix("left ")).collect();
        let rounds: Option<Vec<[Self; 2]>> = left.into_iter().map(Self::read).collect();
        let rounds = rounds.filter(|rounds| rounds.len() == COUNTED).ok_or(Unknown::TooFew)?;
        let middle = |whose: usize| {
            let mut rounds: Vec<&Self> = rounds.iter().map(|round| &round[whose]).collect();
            rounds.sort_by_key(|round| (round.bytes, round.blocks));
            rounds[COUNTED / 2].clone()
        };
        let [own, others] = [0, 1].map(middle);
        Ok(if !own.is_seen() && others.is_seen() { others } else { own })
    }

    /// What is left because of the module's own code and variables, and because of the code of others.
    fn read(answer: &str) -> Option<[Self; 2]> {
        let mut entries = answer.split(';');
        let sums: Option<Vec<u64>> = entries.next()?.split(',').map(|sum| sum.parse().ok()).collect();
        let [bytes, blocks, others_bytes, others_blocks] = sums?.try_into().ok()?;
        let mut origins = [(); 2].map(|()| BTreeMap::<Origin, u64>::new());
        for entry in entries {
            let [bytes, _, kind, offset, library] = entry.splitn(5, ',').collect::<Vec<_>>().try_into().ok()?;
            let (library, offset) = (PathBuf::from(unspelled(library)), offset.parse().ok()?);
            let symbol = symbol::at(&library, offset).ok_or(offset);
            let origins = &mut origins[usize::from(kind == "others")];
            *origins.entry(Origin { library, symbol, holds: kind == "variable" }).or_default() +=
                bytes.parse::<u64>().ok()?;
        }
        let [most, of_others] = origins.map(|origins| Some(origins.into_iter().max_by_key(|(_, bytes)| *bytes)?.0));
        let other = of_others.as_ref().map(|origin| origin.library.clone());
        let own = Self { bytes, blocks, most, other: None };
        Some([own, Self { bytes: others_bytes, blocks: others_blocks, most: of_others, other }])
    }

    /// Whether that is a leak. Any block is: what is there once only was settled before, and each round that counts has it.
    pub(super) fn is_seen(&self) -> bool {
        self.blocks > 0
    }
}

fn reason_of(word: &str) -> Option<NotApplicable> {
    match word {
        "no-interposition" => Some(NotApplicable::CLibraryUnwatched),
        "busy" | "no-loop" | "no-frames" | "full" => Some(NotApplicable::MemoryUnwatched),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT: &str = "'left 348,3,0,0;300,2,code,16,/no/lib.so;48,1,variable,32,/no/lib.so'";

    fn origin(place: u64, holds: bool) -> Option<Origin> {
        Some(Origin { library: PathBuf::from("/no/lib.so"), symbol: Err(place), holds })
    }

    #[test]
    fn the_round_in_the_middle_counts() {
        let less = "'left 40,1,0,0;40,1,variable,32,/no/lib.so'";
        let growth = Growth { bytes: 40, blocks: 1, most: origin(32, true), other: None };
        assert_eq!(Growth::of(&["'begun'", LEFT, less, less]), Ok(growth.clone()));
        assert_eq!(Growth::of(&["'begun'", less, "'left 0,0,0,0'", LEFT]), Ok(growth));
        let growth = Growth { bytes: 348, blocks: 3, most: origin(16, false), other: None };
        assert_eq!(Growth::of(&[LEFT, less, LEFT]), Ok(growth));
    }

    #[test]
    fn what_comes_in_one_round_only_is_no_growth() {
        let growth = Growth::of(&["'begun'", "'left 0,0,0,0'", LEFT, "'left 0,0,0,0'"]).unwrap();
        assert!(growth == Growth::default() && !growth.is_seen());
    }

    #[test]
    fn what_is_not_told_is_no_figure() {
        for answers in [&["'begun'", LEFT, LEFT][..], &[LEFT; 4], &["'left 1'", LEFT, LEFT], &[]] {
            assert_eq!(Growth::of(answers), Err(Unknown::TooFew), "{answers:?}");
        }
        let unknown = Growth::of(&["'unknown no-interposition'", LEFT, LEFT]);
        assert_eq!(unknown, Err(Unknown::Checker(NotApplicable::CLibraryUnwatched)));
        assert_eq!(Growth::of(&["'unknown full'"]), Err(Unknown::Checker(NotApplicable::MemoryUnwatched)));
        // What the checker doesn't say is no reason.
        assert_eq!(Growth::of(&["'unknown x'"]), Err(Unknown::TooFew));
    }
}
