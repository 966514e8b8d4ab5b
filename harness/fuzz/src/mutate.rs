//! Inputs that are nearly right.

/// Longer inputs say nothing new.
const LONGEST: usize = 128 << 10;
/// How many changes an input has at most.
const CHANGES: usize = 6;

/// Numbers, xorshift64*: the same from the same seed everywhere.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        // Small seeds that differ in one bit shall give numbers that have nothing in common; 0 would give nothing but 0.
        Self(seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`, or 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let high = (self.next() >> 32) as usize;
        if end == 0 { 0 } else { high % end }
    }

    /// One of some things, of which there must be one.
    fn one_of<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.below(things.len())]
    }
}

/// The edges of numbers, as binary formats have them.
const BINARY: [&[u8]; 12] = [
    &[0],
    &[1],
    &[0x7f],
    &[0x80],
    &[0xff],
    &[0xff; 2],
    &[0xff; 4],
    &[0xff, 0xff, 0xff, 0x7f],
    &[0, 0, 0, 0x80],
    &[0xff; 8],
    &[0xf0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0, 0, 0, 0, 0, 0, 0, 0x80],
];

/// The edges of numbers, as texts have them.
const TEXT: [&str; 14] = [
    "0",
    "-1",
    "-0",
    "1e400",
    "127",
    "255",
    "256",
    "65536",
    "2147483648",
    "4294967296",
    "9223372036854775808",
    "18446744073709551616",
    "0x7fffffff",
    "00000000000000000001",
];

/// What breaks texts of any kind.
const ODD: [&[u8]; 10] =
    [b"\xff", b"\0", b"\r\n", b"\n\n", b"\x1b[2J", b"\xe2\x80\xae", b"\xef\xbb\xbf", b"\\", b"\"", b"\xc3\xa9"];

/// Changes an input in a few places. `others` are inputs to take parts from, `tokens` what means something here.
pub(crate) fn mutate(random: &mut Random, input: &[u8], others: &[Vec<u8>], tokens: &[&[u8]]) -> Vec<u8> {
    let mut data = input.to_vec();
    // One change gets further than many.
    let most = random.below(CHANGES);
    for _ in 0..=random.below(most + 1) {
        change(random, &mut data, others, tokens);
    }
    data.truncate(LONGEST);
    data
}

fn change(random: &mut Random, data: &mut Vec<u8>, others: &[Vec<u8>], tokens: &[&[u8]]) {
    // Headers are at the start.
    let end = if random.below(3) == 0 { data.len().min(512) } else { data.len() };
    let at = random.below(end);
    match random.below(10) {
        0 if !data.is_empty() => data[at] ^= 1 << random.below(8),
        1 if !data.is_empty() => data[at] = random.below(256) as u8,
        2 => put(data, at, random.one_of(&BINARY)),
        3 => insert(data, at, random.one_of(&TEXT).as_bytes()),
        4 => insert(data, at, random.one_of(&ODD)),
        5 if !tokens.is_empty() => insert(data, at, random.one_of(tokens)),
        6 => drop(data.drain(at..at + random.below(64).min(data.len() - at))),
        // The end is cut off.
        7 if random.below(8) == 0 => data.truncate(at),
        8 => {
            let part = part(random, data);
            let times = 1 + random.below(3) * random.below(20);
            insert(data, at, &part.repeat(times));
        }
        9 if !others.is_empty() => {
            let part = part(random, random_other(others, at));
            insert(data, at, &part);
        }
        _ if !tokens.is_empty() => number(random, data, at),
        _ => put(data, at, random.one_of(&BINARY)),
    }
}

fn random_other(others: &[Vec<u8>], at: usize) -> &[u8] {
    &others[at % others.len()]
}

/// A part of an input.
fn part(random: &mut Random, data: &[u8]) -> Vec<u8> {
    let start = random.below(data.len());
    let length = random.below(200).min(data.len() - start);
    data[start..start + length].to_vec()
}

/// Puts the edge of a number where a number is, if there is one behind `at`.
fn number(random: &mut Random, data: &mut Vec<u8>, at: usize) {
    let Some(start) = (at..data.len()).find(|index| data[*index].is_ascii_digit()) else { return };
    let length = data[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    data.splice(start..start + length, random.one_of(&TEXT).bytes());
}

fn put(data: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = data.len().min(at + bytes.len());
    data.splice(at..end, bytes.iter().copied());
}

fn insert(data: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    data.splice(at..at, bytes.iter().copied());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_inputs_again_and_another_gives_others() {
        let seeds = [b"abc 12 def".to_vec(), b"{}".to_vec()];
        let inputs = |seed: u64| {
            let mut random = Random::new(seed);
            (0..200).map(|_| mutate(&mut random, &seeds[0], &seeds, &[b"token"])).collect::<Vec<_>>()
        };
        assert_eq!(inputs(7), inputs(7));
        assert_ne!(inputs(7), inputs(8));
        assert!(inputs(7).iter().any(|input| input.windows(5).any(|part| part == b"token")));
    }

    #[test]
    fn even_nothing_can_be_changed() {
        let mut random = Random::new(1);
        assert!((0..1000).map(|_| mutate(&mut random, b"", &[], &[])).any(|input| !input.is_empty()));
    }
}
