//! No call of extproof-embed in any situation ends the process: each pair of both is tried in a process of its own.

use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::thread;

use extproof::project::Project;

use crate::support::adversary::Adversary;
use crate::support::pythons::pythons;

#[test]
fn no_call_in_any_situation_ends_the_process() {
    for python in pythons() {
        let adversary = Adversary::new(python);
        let listed = Command::new(&adversary.program).arg("pairs").output().unwrap();
        let pairs = String::from_utf8(listed.stdout).unwrap();
        let pairs: Vec<&str> = pairs.lines().collect();
        assert_eq!(pairs.len(), PAIRS, "the number that harness/embed/README.md states");
        let (queue, failed) = (Mutex::new(pairs.iter()), Mutex::new(Vec::new()));
        thread::scope(|scope| {
            for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
                scope.spawn(|| {
                    while let Some(pair) = next(&queue) {
                        let words: Vec<&str> = ["pair"].into_iter().chain(pair.split(' ')).collect();
                        let output = adversary.run(&words);
                        let printed = String::from_utf8_lossy(&output.stdout);
                        if !output.status.success() || !printed.ends_with("over\n") {
                            failed.lock().unwrap().push(format!("{pair}: {output:?}"));
                        }
                    }
                });
            }
        });
        let failed = failed.into_inner().unwrap();
        assert!(failed.is_empty(), "on Python {}, {} pairs:\n{}", adversary.name, failed.len(), failed.join("\n"));
    }
}

const PAIRS: usize = 2232;

fn next<'a>(queue: &Mutex<impl Iterator<Item = &'a &'a str>>) -> Option<&'a str> {
    queue.lock().unwrap().next().copied()
}

#[test]
fn the_readme_states_the_number_of_pairs() {
    let readme: &Path = &Project::of_checkout().unwrap().root.join("harness/embed/README.md");
    let text = std::fs::read_to_string(readme).unwrap();
    assert!(text.contains(&format!("{PAIRS} pairs")), "harness/embed/README.md doesn't state {PAIRS} pairs");
}
