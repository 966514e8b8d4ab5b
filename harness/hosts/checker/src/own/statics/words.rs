//! The words of a range of memory that may be addresses.

use std::ops::Range;

use super::memory;

const SIZE: usize = size_of::<usize>();
/// How much is read at once.
const PIECE: usize = 1 << 20;
/// Nothing is mapped below.
const LOWEST: usize = 1 << 16;

/// Words with their own addresses, in their order.
pub(super) struct Words(Vec<(usize, usize)>);

/// Reads a range.
pub(super) fn read(range: &Range<usize>) -> Option<Words> {
    let (mut words, mut start) = (Vec::new(), range.start.next_multiple_of(SIZE));
    while start + SIZE <= range.end {
        let end = range.end.min(start.saturating_add(PIECE));
        let bytes = memory::all(&(start..end - end % SIZE))?;
        for (index, bytes) in bytes.chunks_exact(SIZE).enumerate() {
            let value = bytes.first_chunk().map_or(0, |bytes| usize::from_ne_bytes(*bytes));
            if value >= LOWEST && value.is_multiple_of(SIZE) {
                words.push((start + index * SIZE, value));
            }
        }
        start = end - end % SIZE;
    }
    Some(Words(words))
}

impl Words {
    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = (usize, usize)> {
        self.0.iter().copied()
    }

    /// Those outside of some ranges, which are sorted.
    pub(super) fn outside(&self, ranges: &[Range<usize>]) -> impl Iterator<Item = (usize, usize)> {
        self.all().filter(|(place, _)| {
            let next = ranges.partition_point(|range| range.end <= *place);
            !ranges.get(next).is_some_and(|range| range.contains(place))
        })
    }
}
