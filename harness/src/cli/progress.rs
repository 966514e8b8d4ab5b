//! What is going on, shown on standard error.

use std::io::IsTerminal;
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle, WeakProgressBar};

use super::screen;
use crate::report::escape::terminal;
use crate::report::{check, words};
use crate::run::RunResult;

/// Shows what is going on: a bar on a terminal, else a line now and then.
pub(super) struct Progress {
    bar: ProgressBar,
    on_terminal: bool,
}

const LINES: u64 = 10;

/// Turns the bar's wheel. The bar's own way to do so panics where no more threads can be had (`ulimit -u`).
fn tick(bar: WeakProgressBar) {
    const PAUSE: Duration = Duration::from_millis(120);
    let turn = move || {
        while let Some(bar) = bar.upgrade().filter(|bar| !bar.is_finished()) {
            bar.tick();
            drop(bar);
            thread::sleep(PAUSE);
        }
    };
    // Without it the bar only moves when something is done.
    drop(thread::Builder::new().name("progress".into()).spawn(turn));
}

impl Progress {
    pub(super) fn new() -> Self {
        let on_terminal = std::io::stderr().is_terminal();
        let bar = if on_terminal { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        if on_terminal {
            tick(bar.downgrade());
        }
        Self { bar, on_terminal }
    }

    pub(super) fn building(&self, what: &str) {
        let words = words::building(what);
        self.say(&words);
    }

    /// Begins to count runs.
    pub(super) fn begin(&self, runs: usize, pythons: usize) {
        self.bar.set_length(runs as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} {msg}") {
            self.bar.set_style(style);
        }
        self.line(&words::running(runs, pythons));
    }

    pub(super) fn ran(&self, result: &RunResult) {
        self.show(&words::ran(result));
        self.bar.inc(1);
        let (done, all) = (self.bar.position(), self.bar.length().unwrap_or_default());
        if done * LINES / all.max(1) != (done - 1) * LINES / all.max(1) && done < all {
            self.line(&words::so_far(done, all, result));
        }
    }

    /// Says what is going on before anything is counted.
    pub(super) fn say(&self, words: &str) {
        self.show(words);
        self.line(words);
    }

    /// Begins to count trials.
    pub(super) fn begin_check(&self, trials: usize, modules: usize, pythons: usize) {
        self.bar.set_length(trials as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} {msg}") {
            self.bar.set_style(style);
        }
        self.line(&check::checking(modules, pythons));
    }

    pub(super) fn tried(&self, words: String) {
        self.show(&words);
        self.bar.inc(1);
        let (done, all) = (self.bar.position(), self.bar.length().unwrap_or_default());
        if done * LINES / all.max(1) != (done - 1) * LINES / all.max(1) && done < all {
            self.line(&check::checked_so_far(done, all));
        }
    }

    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }

    /// Puts words beside the bar.
    fn show(&self, words: &str) {
        self.bar.set_message(terminal::line(words).into_owned());
    }

    fn line(&self, words: &str) {
        if !self.on_terminal {
            screen::say(words);
        }
    }
}
