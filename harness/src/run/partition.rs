//! Parts of a plan, so that several machines do the work of one.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use super::PlannedRun;
use crate::version::Version;

/// One of several equal parts of all runs. Which runs are in it doesn't depend on what else is run.
///
/// Runs that differ only in their host are in the same part: a host is compared with the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Partition {
    /// From 1.
    part: u32,
    parts: u32,
}

/// What isn't a partition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected M/N with M from 1 to N, such as 2/8")]
pub struct BadPartition;

impl FromStr for Partition {
    type Err = BadPartition;

    fn from_str(text: &str) -> Result<Self, BadPartition> {
        let (part, parts) = text.split_once('/').ok_or(BadPartition)?;
        let number = |text: &str| text.parse::<u32>().map_err(|_| BadPartition);
        let partition = Self { part: number(part)?, parts: number(parts)? };
        if (1..=partition.parts).contains(&partition.part) { Ok(partition) } else { Err(BadPartition) }
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.part, self.parts)
    }
}

impl Partition {
    /// Whether a run is in this part.
    pub fn has(self, run: &PlannedRun<'_>) -> bool {
        self.has_key(&run.case.id, run.mode.name(), run.fixture, run.setup.python.version)
    }

    fn has_key(self, case: &str, mode: &str, fixture: &str, python: Version) -> bool {
        let key = format!("{case}\0{mode}\0{fixture}\0{python}");
        xxh3_64(key.as_bytes()) % u64::from(self.parts) == u64::from(self.part - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_numbered_from_one() {
        assert_eq!("2/8".parse(), Ok(Partition { part: 2, parts: 8 }));
        assert_eq!("2/8".parse::<Partition>().unwrap().to_string(), "2/8");
        for text in ["0/8", "9/8", "1", "1/0", "a/8", "-1/2", "1/2/3"] {
            assert_eq!(text.parse::<Partition>(), Err(BadPartition), "{text}");
        }
    }

    #[test]
    fn each_run_is_in_one_part_and_parts_are_even() {
        let parts: Vec<Partition> = (1..=8).map(|part| Partition { part, parts: 8 }).collect();
        let mut sizes = [0; 8];
        for (number, minor) in (0..500).flat_map(|number| [(number, 9), (number, 13)]) {
            let case = format!("area/case-{number}");
            let python = Version::new(minor, 1);
            let of: Vec<usize> =
                (0..8).filter(|at| parts[*at].has_key(&case, "inittab", "multi_phase", python)).collect();
            assert_eq!(of.len(), 1, "{case} is in {of:?}");
            sizes[of[0]] += 1;
        }
        assert!(sizes.iter().all(|size| (100..=150).contains(size)), "{sizes:?}");
    }

    #[test]
    fn a_run_stays_in_its_part() {
        // Written down once: a change would mix the parts of different versions of extproof.
        let part = (1..=8).find(|part| {
            Partition { part: *part, parts: 8 }.has_key(
                "inittab/null-function",
                "inittab",
                "multi_phase",
                Version::new(12, 1),
            )
        });
        assert_eq!(part, Some(4));
    }
}
