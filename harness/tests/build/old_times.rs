//! Sources that are new and have old times, as version control systems, rsync and backups leave them: the program that is built
//! is that of the new content.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use extproof::build::build_checker;
use extproof::isolate::Interrupt;
use extproof::project::Project;
use tempfile::TempDir;

use crate::support::bench::{Bench, exit, plain};
use crate::support::called::Called;
use crate::support::elsewhere::Elsewhere;
use crate::support::pythons::executable;

/// Writes a file that looks older than anything that was ever built.
fn write_aged(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    File::options().write(true).open(path).unwrap().set_modified(old).unwrap();
}

fn package(folder: &Path, name: &str, more: &str) {
    let text = format!("[package]\nname = '{name}'\nversion = '0.1.0'\nedition = '2024'\n{more}");
    write_aged(&folder.join("Cargo.toml"), &text);
}

fn library(folder: &Path, word: &str) {
    write_aged(&folder.join("src/lib.rs"), &format!("pub const WORD: &str = \"{word}\";"));
}

/// Somebody's host, which says what it was built from and ends.
struct Host {
    bench: Bench,
    elsewhere: Elsewhere,
}

impl Host {
    fn new() -> Self {
        let host = Self { bench: Bench::with_case("a/x", "single_phase", "'initialize'"), elsewhere: Elsewhere::new() };
        host.elsewhere.take_over("fixtures");
        let manifest = "name = 'aged'\nabout = 'x'\ndepends = ['../outside']\n[cargo]\nworkspace = 'own'\n";
        write_aged(&host.path("host/host.toml"), manifest);
        let depends = "[dependencies]\ninside = { path = 'inside' }\noutside = { path = '../outside' }\n[workspace]\n";
        package(&host.path("host"), "aged", depends);
        package(&host.path("host/inside"), "inside", "");
        package(&host.path("outside"), "outside", "");
        host.main("own-1");
        library(&host.path("host/inside"), "inside-1");
        library(&host.path("outside"), "outside-1");
        host
    }

    fn path(&self, path: &str) -> PathBuf {
        self.bench.path(path)
    }

    fn main(&self, word: &str) {
        let words = format!("eprintln!(\"{word} {{}} {{}}\", inside::WORD, outside::WORD)");
        write_aged(&self.path("host/src/main.rs"), &format!("fn main() {{ {words}; std::process::exit(7) }}"));
    }

    #[track_caller]
    fn says(&self, words: &str) {
        let mut command = Command::new(self.elsewhere.program());
        command.args(["run", "--python", executable(), "--cases"]).arg(self.path("cases"));
        command.arg("--host").arg(self.path("host/host.toml")).env("TMPDIR", self.bench.tmp());
        plain(&mut command);
        Called::new(&mut command).complains(exit::HARNESS_ERROR, &[&format!("exit code 7: {words}")]);
    }
}

#[test]
fn a_host_is_that_of_its_sources() {
    let host = Host::new();
    host.says("own-1 inside-1 outside-1");
    host.main("own-2");
    host.says("own-2 inside-1 outside-1");
    library(&host.path("host/inside"), "inside-2");
    host.says("own-2 inside-2 outside-1");
    library(&host.path("outside"), "outside-2");
    host.says("own-2 inside-2 outside-2");
    // What was built for this content is not here any more.
    host.main("own-1");
    fs::remove_dir_all(host.elsewhere.work().join("hosts")).unwrap();
    host.says("own-1 inside-2 outside-2");
}

/// A project with a checker, which shares sources with other members of the workspace.
#[test]
fn the_checker_is_that_of_its_sources() {
    let folder = TempDir::new().unwrap();
    let project = Project::new(folder.path().to_owned(), folder.path().join("work"));
    let members = "members = ['harness/hosts/checker', 'harness/hosts/common']\nresolver = '3'\n";
    let profile = "[profile.host]\ninherits = 'release'\n";
    write_aged(&project.root.join("Cargo.toml"), &format!("[workspace]\n{members}{profile}"));
    let host = |name: &str| project.hosts().join(name);
    package(&host("checker"), "checker", "[dependencies]\ncommon = { path = '../common' }\n");
    package(&host("common"), "common", "");
    write_aged(&project.root.join("harness/contract/README"), "what goes between harness and hosts");
    let main = "#[path = '../../capi/src/shared.rs'] mod shared;\nfn main() { println!(\"{} {}\", shared::WORD, common::WORD) }";
    write_aged(&host("checker").join("src/main.rs"), &main.replace('\'', "\""));
    let shared =
        |word: &str| write_aged(&host("capi").join("src/shared.rs"), &format!("pub const WORD: &str = \"{word}\";"));
    shared("shared-1");
    library(&host("common"), "common-1");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let locked = Command::new(cargo).args(["generate-lockfile", "--offline", "-q"]).current_dir(&project.root).status();
    assert!(locked.unwrap().success());
    let said = || {
        let program = build_checker(&project, &Interrupt::never().unwrap(), &|_| {}).unwrap();
        String::from_utf8(Command::new(program).output().unwrap().stdout).unwrap()
    };
    assert_eq!(said(), "shared-1 common-1\n");
    shared("shared-2");
    assert_eq!(said(), "shared-2 common-1\n");
    library(&host("common"), "common-2");
    assert_eq!(said(), "shared-2 common-2\n");
}
