//! Whether memory grows with every round.

use super::trial::{CONTROL, WARM_UP};

/// KiB per round above which a module is said to grow.
///
/// Without any module, memory grows by 0 to 2 KiB a round; the size of a page is 4.
pub const THRESHOLD: f64 = 4.0;

/// KiB per round by which memory grows because of the module, from its size at the beginning of each round.
///
/// `None` if there are too few rounds.
pub(super) fn growth(sizes: &[f64]) -> Option<f64> {
    let control = sizes.get(1..CONTROL)?;
    let counted = sizes.get(CONTROL + WARM_UP..)?;
    Some(slope(counted)? - slope(control)?.max(0.0))
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

    fn sizes(control: f64, counted: impl Fn(usize) -> f64) -> Vec<f64> {
        let before = (0..CONTROL + WARM_UP).map(|index| 9000.0 + control * index as f64);
        before.chain((0..12).map(counted)).collect()
    }

    #[test]
    fn a_steady_growth_is_seen() {
        assert_eq!(growth(&sizes(0.0, |index| 10_000.0 + 8.0 * index as f64)), Some(8.0));
    }

    #[test]
    fn the_growth_of_python_itself_is_taken_off() {
        assert_eq!(growth(&sizes(6.0, |index| 10_000.0 + 8.0 * index as f64)), Some(2.0));
    }

    #[test]
    fn jumps_are_no_growth() {
        assert_eq!(growth(&sizes(0.0, |index| if index < 4 { 10_000.0 } else { 10_512.0 })), Some(0.0));
    }

    #[test]
    fn too_few_rounds_say_nothing() {
        assert_eq!(growth(&[1.0; CONTROL + WARM_UP]), None);
    }
}
