//! What a program leaves behind when it ends is ended and told, and nothing else is.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use extproof::isolate::{End, Finished, Left, Limits, Program, Sandbox};

use crate::support::isolated::{limits, run_in, run_sh, sh};
use crate::support::program::copy_program;
use crate::support::pythons::executable;
use crate::support::{eventually, is_gone, not_run};

/// A daemon in Python: it is in no group, session or folder of the run, and then does this.
fn daemon(code: &str) -> Program {
    let code = format!(
        "import ctypes, os, time\n\
         read, write = os.pipe()\n\
         if os.fork() == 0:\n\
         \x20   os.setsid()\n\
         \x20   if os.fork() == 0:\n\
         \x20       open('pids', 'a').write(f'{{os.getpid()}}\\n')\n\
         \x20       os.chdir('/')\n\
         \x20       {code}\n\
         \x20       os.write(write, b'x')\n\
         \x20       os.closerange(0, 64)\n\
         \x20       time.sleep(1000)\n\
         \x20   os._exit(0)\n\
         os.read(read, 1)\n"
    );
    Program::new(executable()).arg("-c").arg(code)
}

/// Runs it and checks that what it has written to `pids` is gone.
#[track_caller]
fn left(program: &Program) -> Left {
    let sandbox = Sandbox::new(None).unwrap();
    let finished = run_in(&sandbox, program, &limits());
    assert_eq!(finished.end, End::Exited(0), "{finished:?}");
    let pids = fs::read_to_string(sandbox.path().join("pids")).unwrap();
    assert!(!pids.is_empty() && pids.lines().all(is_gone), "{pids}");
    finished.left
}

fn named(name: &str) -> Left {
    Left { count: 1, names: vec![name.to_owned()] }
}

#[test]
fn a_daemon_without_an_environment_is_ended_and_told() {
    let script = "setsid sh -c 'echo $$ > pids; cd /; exec env -i sleep 1000 < /dev/null > /dev/null 2>&1' &
        until test -s pids; do :; done";
    assert_eq!(left(&sh(script)), named("sleep"));
}

#[test]
fn a_daemon_that_overwrites_its_environment_is_ended_and_told() {
    let code = "fields = open('/proc/self/stat').read().rsplit(')', 1)[1].split()
        begin, end = int(fields[47]), int(fields[48])
        ctypes.memset(begin, 0, end - begin)
        ctypes.CDLL(None).prctl(15, b'\\x1b[31mred\\n', 0, 0, 0)";
    assert_eq!(left(&daemon(code)), named("\x1b[31mred\n"));
}

#[test]
fn a_daemon_that_nobody_may_look_into_is_ended_and_told() {
    let code = "ctypes.CDLL(None).prctl(15, b'hidden', 0, 0, 0); ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)";
    assert_eq!(left(&daemon(code)), named("hidden"));
}

#[test]
fn what_is_left_in_the_group_is_told_too() {
    let finished = run_sh("for number in 1 2 3 4 5 6 7 8 9 10; do sleep 1000 & done", &limits());
    assert_eq!((finished.left.count, finished.left.names.len()), (10, 8));
    assert_eq!(run_sh("sleep 1000 &", &limits()).left.to_string(), "1 process (sleep)");
}

#[test]
fn a_helper_that_ends_with_its_parent_is_not_left() {
    // As the resource tracker of `multiprocessing`, which reads a pipe to its end.
    let finished = run_sh("mkfifo pipe; (read line < pipe; sleep 0.2) & exec sh -c 'sleep 0.1; :' > pipe", &limits());
    assert_eq!((finished.end, finished.left), (End::Exited(0), Left::default()));
}

#[test]
fn nothing_is_said_about_a_program_that_did_not_end_by_itself() {
    let limits = Limits { time: Duration::from_secs(2), ..limits() };
    let sandbox = Sandbox::new(None).unwrap();
    let script = "setsid sh -c 'echo $$ > pids; cd /; exec env -i sleep 1000' & wait";
    let finished = run_in(&sandbox, &sh(script), &limits);
    assert_eq!((finished.end, finished.left), (End::TimedOut, Left::default()));
    let pids = fs::read_to_string(sandbox.path().join("pids")).unwrap();
    assert!(is_gone(&pids), "{pids}");
}

#[test]
fn runs_at_once_answer_for_their_own_daemons_only() {
    let run = |leaves: bool| -> Finished {
        let daemon = "cd /; setsid env -i sleep 1000 < /dev/null > /dev/null 2>&1 &";
        run_sh(&format!("{} sleep 0.2", if leaves { daemon } else { "" }), &limits())
    };
    thread::scope(|scope| {
        for thread in 0..8 {
            scope.spawn(move || {
                for number in 0..5 {
                    let leaves = (thread + number) % 2 == 0;
                    let finished = run(leaves);
                    let expected = if leaves { named("sleep") } else { Left::default() };
                    assert_eq!((finished.end, finished.left), (End::Exited(0), expected));
                }
            });
        }
    });
}

#[test]
fn children_and_orphans_of_whoever_uses_the_harness_are_let_alone() {
    let folder = tempfile::tempdir().unwrap();
    let pid = folder.path().join("pid");
    run_sh(":", &limits());
    // The first is our child, the second becomes it: both are in sessions of their own, without an environment.
    let mut child = Command::new("setsid").args(["env", "-i", "sleep", "1000"]).current_dir("/").spawn().unwrap();
    let script = "setsid sh -c 'echo $$ > \"$1.new\"; mv \"$1.new\" \"$1\"; exec env -i sleep 1000' sh \"$1\" &";
    let mut parent = Command::new("sh");
    parent.args(["-c", script, "sh"]).arg(&pid).current_dir("/").process_group(0);
    assert!(parent.status().unwrap().success());
    eventually("the orphan", || pid.exists());
    for _ in 0..3 {
        assert_eq!(run_sh("setsid sleep 1000 & sleep 0.1", &limits()).left, named("sleep"));
    }
    let orphan = fs::read_to_string(&pid).unwrap();
    assert!(child.try_wait().unwrap().is_none() && !is_gone(&orphan));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(Command::new("kill").args(["-9", orphan.trim()]).status().unwrap().success());
}

/// What the next test starts as a process of another user.
#[test]
#[ignore = "started by another test"]
fn powerless_child() {
    let Some(parent) = std::env::var_os("ISOLATION_TEST_FOLDER").map(PathBuf::from) else { return };
    let sandbox = Sandbox::new(Some(&parent)).unwrap();
    // Once it is another user's, it can't be marked any more.
    let script = "sleep 1; sh -c 'echo $$ > \"$OUT/pid\"; exec \"$OUT/setpriv\" --reuid=0 --clear-groups sleep 60' &
        until test -s \"$OUT/pid\"; do :; done; sleep 0.5";
    let finished = run_in(&sandbox, &sh(script).env("OUT", &parent), &limits());
    fs::write(parent.join("left"), finished.left.to_string()).unwrap();
}

#[test]
fn a_process_that_can_not_be_killed_is_told_and_not_waited_for() {
    const TEST: &str = "a_process_that_can_not_be_killed_is_told_and_not_waited_for";
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
    // As `sudo` does it.
    let setpriv = folder.path().join("setpriv");
    copy_program(Path::new("/usr/bin/setpriv"), &setpriv);
    fs::set_permissions(&setpriv, fs::Permissions::from_mode(0o4755)).unwrap();
    if !rustix::process::geteuid().is_root() {
        not_run(TEST, "only root can make a program that runs as root");
        return;
    }
    let begin = Instant::now();
    let status = Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "isolation::left::powerless_child", "--ignored"])
        .env("ISOLATION_TEST_FOLDER", folder.path())
        .stdout(Stdio::null())
        .status();
    let elapsed = begin.elapsed();
    let pid = fs::read_to_string(folder.path().join("pid")).unwrap();
    assert!(Command::new("kill").args(["-9", pid.trim()]).status().unwrap().success(), "it was killed");
    assert!(status.unwrap().success() && elapsed < Duration::from_secs(30), "{elapsed:?}");
    assert_eq!(fs::read_to_string(folder.path().join("left")).unwrap(), "1 process (sleep)");
}
