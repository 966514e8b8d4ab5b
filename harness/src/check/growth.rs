//! Whether memory grows with every round.

use super::scenario::{CONTROL, SETTLING};

/// KiB per round above which a module is said to grow, where Python itself doesn't.
pub const THRESHOLD: f64 = 16.0;

/// Python itself grows in each life, by 0.1 to 2 MiB: below this part of that, nothing can be seen.
const PART: f64 = 0.1;

/// How memory grows in each round.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Growth {
    /// KiB because of the module.
    pub(super) module: f64,
    /// KiB without it.
    pub(super) control: f64,
}

impl Growth {
    /// From the size at the beginning of each round; `None` if there are too few rounds.
    pub(super) fn of(sizes: &[f64]) -> Option<Self> {
        let control = slope(sizes.get(SETTLING..SETTLING + CONTROL)?)?;
        let with = slope(sizes.get(2 * SETTLING + CONTROL..)?)?;
        Some(Self { module: with - control, control })
    }

    /// Whether that is too much to be chance.
    pub(super) fn is_seen(self) -> bool {
        self.module > THRESHOLD.max(self.control * PART)
    }
}

/// The median of the slopes between all pairs (Theil and Sen's estimator): single jumps don't matter.
fn slope(sizes: &[f64]) -> Option<f64> {
    let mut slopes = Vec::new();
    for (index, first) in sizes.iter().enumerate() {
        for (distance, second) in sizes[index..].iter().enumerate().skip(1) {
            slopes.push((second - first) / distance as f64);
        }
    }
    slopes.sort_by(f64::total_cmp);
    slopes.get(slopes.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn growth(control: f64, with: impl Fn(usize) -> f64) -> Growth {
        let before = 2 * SETTLING + CONTROL;
        let control = (0..before).map(|index| 9000.0 + control * index as f64);
        Growth::of(&control.chain((0..12).map(with)).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn a_steady_growth_is_seen() {
        let growth = growth(0.0, |index| 10_000.0 + 17.0 * index as f64);
        assert!(growth.module == 17.0 && growth.is_seen());
    }

    #[test]
    fn the_growth_of_python_itself_is_taken_off() {
        let growth = growth(200.0, |index| 10_000.0 + 217.0 * index as f64);
        assert!(growth.module == 17.0 && !growth.is_seen());
    }

    #[test]
    fn jumps_are_no_growth() {
        assert!(!growth(0.0, |index| if index < 4 { 10_000.0 } else { 10_512.0 }).is_seen());
    }

    #[test]
    fn too_few_rounds_say_nothing() {
        assert_eq!(Growth::of(&[1.0; 2 * SETTLING + CONTROL]), None);
    }
}
