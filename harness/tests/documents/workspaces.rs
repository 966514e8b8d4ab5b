//! Hosts with a cargo workspace of their own.

use std::fs;

use crate::support::elsewhere::project;

#[test]
fn dependabot_updates_the_workspaces_of_all_hosts() {
    let settings = fs::read_to_string(project().join(".github/dependabot.yml")).unwrap();
    let mut own = 0;
    for entry in fs::read_dir(project().join("harness/hosts")).unwrap() {
        let folder = entry.unwrap().path();
        if folder.join("Cargo.lock").is_file() {
            own += 1;
            let line = format!("directory: /harness/hosts/{}\n", folder.file_name().unwrap().to_string_lossy());
            assert!(settings.contains(&line), ".github/dependabot.yml has no `{}`", line.trim_end());
        }
    }
    assert!(own > 0, "no host has a workspace of its own");
}
