//! Doing the same with many things, some at a time.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Applies a function to all items, up to `jobs` at a time, and keeps their order.
///
/// The calling thread does its part, and all if the system grants no more threads (`ulimit -u`).
///
/// # Errors
/// The one of the first item that has one. None is begun after an error.
pub fn in_parallel<T: Sync, R: Send, E: Send>(
    items: &[T],
    jobs: usize,
    work: impl Fn(&T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<(usize, Result<R, E>)>> = Mutex::default();
    let worker = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return };
            let result = work(item);
            if result.is_err() {
                next.store(items.len(), Ordering::Relaxed);
            }
            results.lock().unwrap_or_else(PoisonError::into_inner).push((index, result));
        }
    };
    thread::scope(|scope| {
        let more = 1..jobs.min(items.len());
        let threads: Vec<_> = more.map_while(|_| thread::Builder::new().spawn_scoped(scope, worker).ok()).collect();
        worker();
        for thread in threads {
            thread.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).collect();
        for jobs in [0, 1, 7, 5000] {
            let Ok(doubled) = in_parallel(&items, jobs, |item| Ok::<_, Infallible>(item * 2));
            assert!(doubled.iter().enumerate().all(|(index, item)| *item == index * 2) && doubled.len() == 1000);
        }
    }

    #[test]
    fn nothing_is_begun_after_an_error() {
        let begun = AtomicUsize::new(0);
        let work = |item: &usize| {
            begun.fetch_add(1, Ordering::Relaxed);
            if *item == 3 { Err(*item) } else { Ok(()) }
        };
        assert_eq!(in_parallel(&(0..1000).collect::<Vec<_>>(), 1, work), Err(3));
        assert_eq!(begun.into_inner(), 4);
    }
}
