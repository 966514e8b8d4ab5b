//! The process of one target: tries inputs until its time is over, or one of them breaks something.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, setrlimit};

use crate::corpus::{self, Corpus};
use crate::mutate::{Random, mutate};
use crate::targets::{Kind, Seen, Target};

/// The file with the input that is being tried.
pub(crate) const INPUT: &str = "input";

/// The memory that a parser may have, with all that the process has beside.
const MEMORY: u64 = 1 << 30;

/// The time that one input may take. A machine with much else to do is slow, a parser that hangs is slower.
const PATIENCE: Duration = Duration::from_secs(5);

/// Tries one input, or mutated ones until the time is over.
pub(crate) fn attempt(kind: &Kind, work: &Path, time: Duration, seed: u64, input: Option<&Path>) -> Result<(), String> {
    let failed = |error: std::io::Error| error.to_string();
    let limit = |resource, most| setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    limit(Resource::As, MEMORY).map_err(|error| error.to_string())?;
    limit(Resource::Core, 0).map_err(|error| error.to_string())?;
    let files = work.join("files");
    fs::create_dir(&files).map_err(failed)?;
    let mut trial = Trial {
        target: (kind.make)(&files)?,
        current: File::create(work.join(INPUT)).map_err(failed)?,
        clock: Clock::start(),
        tried: 0,
        accepted: 0,
    };
    if let Some(input) = input {
        return trial.input(&fs::read(input).map_err(failed)?).map(drop);
    }
    let mut seeds = corpus::stored(kind.name).map_err(failed)?;
    seeds.extend(trial.target.seeds().map_err(failed)?);
    if seeds.is_empty() {
        return Err("there is nothing to mutate".to_owned());
    }
    let mut corpus = Corpus::new(Vec::new());
    for seed in seeds {
        let seen = trial.input(&seed)?;
        corpus.inputs.push(seed.clone());
        corpus.consider(seed, seen.answer());
    }
    let mut random = Random::new(seed);
    let start = Instant::now();
    while start.elapsed() < time {
        let input = mutate(&mut random, random_input(&corpus, trial.tried), &corpus.inputs, trial.target.tokens());
        let seen = trial.input(&input)?;
        corpus.consider(input, seen.answer());
    }
    println!(
        "{} inputs, {} of them accepted, {} that led somewhere new",
        trial.tried,
        trial.accepted,
        corpus.inputs.len()
    );
    Ok(())
}

fn random_input(corpus: &Corpus, tried: usize) -> &[u8] {
    &corpus.inputs[tried % corpus.inputs.len()]
}

struct Trial {
    target: Box<dyn Target>,
    current: File,
    clock: Clock,
    tried: usize,
    accepted: usize,
}

impl Trial {
    /// Tries an input. It is in a file before, because it may end the process.
    fn input(&mut self, data: &[u8]) -> Result<Seen, String> {
        let written = self.current.write_all_at(data, 0).and_then(|()| self.current.set_len(data.len() as u64));
        written.map_err(|error| error.to_string())?;
        self.clock.begin();
        let seen = panic::catch_unwind(AssertUnwindSafe(|| self.target.input(data)));
        self.clock.end();
        self.tried += 1;
        // The words of a panic are on standard error.
        let seen = seen.map_err(|_| "a panic".to_owned())??;
        self.accepted += usize::from(matches!(seen, Seen::Accepted));
        Ok(seen)
    }
}

/// Ends the process if one input takes too long.
struct Clock {
    start: Instant,
    /// When the input was begun, in milliseconds; 0 between inputs.
    begun: Arc<AtomicU64>,
}

impl Clock {
    fn start() -> Self {
        let clock = Self { start: Instant::now(), begun: Arc::default() };
        let (start, begun) = (clock.start, Arc::clone(&clock.begun));
        thread::spawn(move || {
            loop {
                thread::sleep(Duration::from_millis(200));
                let since = begun.load(Ordering::Relaxed);
                if since > 0 && start.elapsed() > Duration::from_millis(since) + PATIENCE {
                    eprintln!("error: more than {} s for one input", PATIENCE.as_secs());
                    std::process::abort();
                }
            }
        });
        clock
    }

    fn begin(&self) {
        self.begun.store(self.start.elapsed().as_millis() as u64 + 1, Ordering::Relaxed);
    }

    fn end(&self) {
        self.begun.store(0, Ordering::Relaxed);
    }
}
