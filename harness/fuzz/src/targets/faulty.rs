//! Parsers with each fault that is looked for: they show that it would be found. Only tests name them.

use std::{hint, thread, time};

use super::{Kind, Seen, Target};

pub(crate) const ALL: &[Kind] = &[
    Kind { name: "faulty-panic", about: "panics", make: |_| make(|| panic!("no way")) },
    Kind { name: "faulty-stack", about: "overflows the stack", make: |_| make(|| assert_eq!(deeper(1), 0)) },
    Kind {
        name: "faulty-memory",
        about: "takes all memory",
        make: |_| make(|| drop(hint::black_box(vec![1_u8; 2 << 30]))),
    },
    Kind { name: "faulty-time", about: "hangs", make: |_| make(|| thread::sleep(time::Duration::MAX)) },
    Kind { name: "faulty-words", about: "loses what it read", make: |_| Ok(Box::new(Faulty(None))) },
];

/// Does what is wrong with inputs that have one byte more than what is stored.
struct Faulty(Option<fn()>);

fn make(fault: fn()) -> Result<Box<dyn Target>, String> {
    Ok(Box::new(Faulty(Some(fault))))
}

const SEED: &[u8] = b"good";

impl Target for Faulty {
    fn input(&mut self, data: &[u8]) -> Result<Seen, String> {
        if data.len() <= SEED.len() {
            return Ok(Seen::Accepted);
        }
        match self.0 {
            Some(fault) => fault(),
            None => return Err("what is written isn't read".to_owned()),
        }
        Ok(Seen::Accepted)
    }

    fn seeds(&self) -> std::io::Result<Vec<Vec<u8>>> {
        Ok(vec![SEED.to_vec()])
    }
}

fn deeper(depth: u64) -> u64 {
    let frame = hint::black_box([depth; 64]);
    if depth == 0 { 0 } else { deeper(depth + 1) + frame[0] }
}
