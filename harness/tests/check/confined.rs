//! `check --sandbox`: what foreign code can't do then, and that nothing else is different.

use std::fs;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Child, Command};

use extproof::isolate::Confinement;
use extproof::isolate::Interrupt;

use crate::check::editable::Environment;
use crate::support::bench::{Bench, exit};
use crate::support::checks::{check, library, package, verdicts};
use crate::support::not_run;
use crate::support::program::write_script;
use crate::support::pythons::{python, pythons};

/// Whether it can be had on this machine.
fn can_be_had(test: &str) -> bool {
    let found = Confinement::find(&Interrupt::never().unwrap());
    found.map_err(|error| not_run(test, &error.to_string())).is_ok()
}

/// What a module tries to do outside, one after the other; it says what went well.
const ATTEMPTS: &str = r#"
import _socket, os, sys
def connects(family, address):
    _socket.socket(family, _socket.SOCK_STREAM).connect(address)
def writes(path):
    with open(path, "w") as file: file.write("x")
def traces():
    with open("/proc/%d/mem" % PROCESS, "rb"): pass
attempts = {
    "writes": lambda: writes(HOME + "/written"),
    "removes": lambda: os.unlink(HOME + "/there"),
    "changes": lambda: os.chmod(HOME + "/kept", 0),
    "makes a folder": lambda: os.mkdir(HOME + "/folder"),
    "connects": lambda: connects(_socket.AF_INET, ("127.0.0.1", PORT)),
    "connects by name": lambda: connects(_socket.AF_UNIX, "\0extproof-test-%d" % PORT),
    "connects by path": lambda: connects(_socket.AF_UNIX, SOCKET),
    "traces": traces,
    "kills": lambda: os.kill(PROCESS, 9),
    "lowers a priority": lambda: os.setpriority(os.PRIO_PROCESS, PROCESS, 19),
}
done = []
for name, attempt in attempts.items():
    try:
        attempt()
        done.append(name)
    except OSError:
        pass
try: writes(TMP)
except OSError: pass
writes("mine")
if done: raise ImportError(", ".join(done))
"#;
const ALL: &str = "writes, removes, changes, makes a folder, connects, connects by name, connects by path, traces, kills, \
                   lowers a priority";

/// Something outside that can come to harm.
struct Outside {
    listener: TcpListener,
    named: UnixListener,
    by_path: UnixListener,
    process: Child,
    tmp: tempfile::TempPath,
    bench: Bench,
}

impl Outside {
    fn new() -> Self {
        use std::os::linux::net::SocketAddrExt;
        let bench = Bench::new();
        let home = bench.path("home");
        fs::create_dir(&home).unwrap();
        ["there", "kept"].iter().for_each(|name| fs::write(home.join(name), "").unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let name = format!("extproof-test-{}", listener.local_addr().unwrap().port());
        let name = std::os::unix::net::SocketAddr::from_abstract_name(name).unwrap();
        let named = UnixListener::bind_addr(&name).unwrap();
        // Programs have their sockets in such places.
        let path = Path::new("/tmp").join(format!("extproof-test-{}.socket", std::process::id()));
        drop(fs::remove_file(&path));
        let by_path = UnixListener::bind(path).unwrap();
        listener.set_nonblocking(true).unwrap();
        [&named, &by_path].iter().for_each(|listener| listener.set_nonblocking(true).unwrap());
        let process = Command::new("sleep").arg("1000").spawn().unwrap();
        let tmp = tempfile::Builder::new().prefix("extproof-test-").tempfile_in("/tmp").unwrap().into_temp_path();
        fs::remove_file(&tmp).unwrap();
        Self { listener, named, by_path, process, tmp, bench }
    }

    fn socket(&self) -> std::path::PathBuf {
        self.by_path.local_addr().unwrap().as_pathname().unwrap().to_owned()
    }

    /// A package that tries everything.
    fn package(&self) -> std::path::PathBuf {
        let head = format!(
            "HOME = {:?}\nPORT = {}\nSOCKET = {:?}\nPROCESS = {}\nTMP = {:?}\n",
            self.bench.path("home"),
            self.listener.local_addr().unwrap().port(),
            self.socket(),
            self.process.id(),
            &*self.tmp,
        );
        package(&self.bench.path("site"), python(), "attempts", &format!("{head}{ATTEMPTS}"))
    }

    fn import(&mut self, more: &[&str]) -> (i32, String) {
        let package = self.package();
        let arguments = [&["--trial", "import", "--require", "import", package.to_str().unwrap()], more].concat();
        let called = check(&self.bench, python(), &arguments);
        (called.code, called.stdout + &called.stderr)
    }

    fn is_untouched(&mut self) {
        let home = self.bench.path("home");
        assert_eq!(crate::support::entries(&home), ["kept", "there"].map(str::to_owned).into());
        assert_ne!(fs::metadata(home.join("kept")).unwrap().permissions().mode() & 0o777, 0);
        assert_eq!(self.listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
        assert_eq!(self.named.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
        assert_eq!(self.by_path.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
        assert_eq!(self.process.try_wait().unwrap(), None, "the process lives");
        assert!(!self.tmp.exists(), "what is written to /tmp stays inside");
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        drop(fs::remove_file(self.socket()));
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

#[test]
fn it_changes_nothing_outside_and_reaches_nobody() {
    let mut outside = Outside::new();
    if !can_be_had("it_changes_nothing_outside_and_reaches_nobody") {
        return;
    }
    let (code, said) = outside.import(&["--sandbox"]);
    assert_eq!(code, exit::PASSED, "it works, and all that it tries fails: {said}");
    outside.is_untouched();
    // The attempts are such that they go well without.
    let (code, said) = outside.import(&[]);
    assert_eq!(code, 20, "{said}");
    assert!(said.contains(ALL), "{said}");
    assert!(outside.tmp.exists());
}

#[test]
fn verdicts_are_the_same_with_and_without() {
    if !can_be_had("verdicts_are_the_same_with_and_without") {
        return;
    }
    for python in pythons() {
        let bench = Bench::new();
        let fixtures =
            ["multi_phase", "own_gil", "single_phase", "caches_objects", "init_crashes", "init_aborts", "init_exits"];
        let libraries = fixtures.map(|fixture| library(python, fixture));
        let mut arguments = vec!["--format", "json", "--timeout", "60", "--trial"];
        arguments.push("import,spec,inittab,reinit,sub-after-main,two-subs,own-gil,threads,debug-memory,teardown");
        let forks =
            package(&bench.path("site"), python, "forks", "import os\nif os.fork() == 0: os._exit(0)\nos.wait()\n");
        arguments.extend(libraries.iter().chain([&forks]).map(|path| path.to_str().unwrap()));
        let without = check(&bench, python, &arguments);
        arguments.push("--sandbox");
        let with = check(&bench, python, &arguments);
        assert_eq!(verdicts(&with), verdicts(&without), "Python {}: {with:?}", python.version);
        assert_eq!((with.code, with.stdout), (without.code, without.stdout), "Python {}", python.version);
    }
}

#[test]
fn folders_below_tmp_that_passed_variables_name_can_be_read() {
    if !can_be_had("folders_below_tmp_that_passed_variables_name_can_be_read") {
        return;
    }
    let (bench, python) = (Bench::new(), python());
    let folder = tempfile::Builder::new().prefix("extproof-test-").tempdir_in("/tmp").unwrap();
    let socket = folder.path().join("socket");
    let _listener = UnixListener::bind(&socket).unwrap();
    for name in ["data", "secret"] {
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("file"), "").unwrap();
    }
    let code = "import os\ntop, = [entry.rpartition('/')[0] for entry in os.environ['DATA'].split(':') if entry.endswith('/data')]\n\
                assert os.listdir(top) == ['data'] and os.listdir(top + '/data') == ['file'], os.listdir(top)\n\
                try: open(top + '/data/file', 'w')\nexcept OSError: pass\nelse: raise AssertionError\n\
                assert not os.listdir('/run')\n";
    let package = package(&bench.path("site"), python, "reading", code);
    let data = format!("DATA=/nowhere:{}:/tmp:/run", folder.path().join("data").display());
    let (socket, file) = (format!("SOCKET={}", socket.display()), package.to_str().unwrap());
    let passed = ["--env", &data, "--env", &socket, "--sandbox", "--trial", "import", "--require", "import", file];
    let called = check(&bench, python, &passed);
    assert_eq!(called.code, exit::PASSED, "{called:?}");
}

#[test]
fn limits_hold_inside() {
    if !can_be_had("limits_hold_inside") {
        return;
    }
    let (bench, python) = (Bench::new(), python());
    let code = "said = {line[:20].strip(): line.split() for line in open('/proc/self/limits')}\n\
                assert said['Max data size'][3:5] == ['4294967296'] * 2, said['Max data size']\n\
                assert said['Max file size'][3:5] == ['67108864'] * 2, said['Max file size']\n\
                assert said['Max core file size'][4] in '01', said['Max core file size']\n";
    let package = package(&bench.path("site"), python, "limited", code);
    let trials = "import,spec,reinit,reimport,reload,threads,teardown";
    let called =
        check(&bench, python, &["--sandbox", "--trial", trials, "--require", trials, package.to_str().unwrap()]);
    assert_eq!(called.code, exit::PASSED, "{called:?}");
}

#[test]
fn what_hangs_inside_is_ended() {
    if !can_be_had("what_hangs_inside_is_ended") {
        return;
    }
    let (bench, python) = (Bench::new(), python());
    let code = "import os, time\nfor _ in range(3):\n  if os.fork() == 0:\n    os.setsid()\n    os.closerange(0, 256)\n    time.sleep(1000)\ntime.sleep(1000)\n";
    let package = package(&bench.path("site"), python, "hangs", code);
    let called =
        check(&bench, python, &["--sandbox", "--timeout", "3", "--trial", "import", package.to_str().unwrap()]);
    assert_eq!(called.code, 22, "{called:?}");
    let left = crate::support::processes_of(&bench.tmp());
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn what_stays_behind_is_told_and_ended() {
    if !can_be_had("what_stays_behind_is_told_and_ended") {
        return;
    }
    let (bench, python) = (Bench::new(), python());
    let mark = format!("{}.5", 1000 + std::process::id());
    let code = format!(
        "import os\nif os.fork() == 0:\n  os.setsid()\n  if os.fork() == 0: os.execve('/bin/sleep', ['daemon', '{mark}'], {{}})\n  \
         os._exit(0)\n"
    );
    let package = package(&bench.path("site"), python, "stays", &code);
    let arguments = ["--sandbox", "--format", "json", "--trial", "import,teardown", package.to_str().unwrap()];
    let called = check(&bench, python, &arguments);
    assert_eq!(verdicts(&called)["stays.multi_phase"]["teardown"], "unclean", "{called:?}");
    let commands = fs::read_dir("/proc").unwrap().flatten().map(|entry| fs::read(entry.path().join("cmdline")));
    let ours = |command: &Vec<u8>| command.split(|byte| *byte == 0).any(|word| word == mark.as_bytes());
    assert_eq!(commands.flatten().filter(ours).count(), 0, "it is still there");
}

#[test]
fn where_it_can_not_be_had_nothing_is_run() {
    let (bench, python) = (Bench::new(), python());
    let ran = bench.path("ran");
    let package = package(&bench.path("site"), python, "runs", &format!("open({ran:?}, 'w')"));
    let call = |folder: &str| {
        let mut command = bench.command(&["check", "--sandbox", "--python", python.executable.to_str().unwrap()]);
        crate::support::called::Called::new(command.arg(&package).env("PATH", bench.path(folder)))
    };
    fs::create_dir(bench.path("empty")).unwrap();
    call("empty").complains(exit::HARNESS_ERROR, &["`--sandbox` needs bubblewrap", "install the package `bubblewrap`"]);

    fs::create_dir(bench.path("broken")).unwrap();
    write_script(&bench.path("broken").join("bwrap"), "#!/bin/sh\necho 'bwrap: No permissions' >&2\nexit 1\n");
    call("broken")
        .complains(exit::HARNESS_ERROR, &["`--sandbox` doesn't work here", "No permissions", "user namespaces"]);
    assert!(!ran.exists());
}

#[test]
fn names_are_looked_up_inside() {
    if !can_be_had("names_are_looked_up_inside") {
        return;
    }
    let (bench, python) = (Bench::new(), python());
    let trace = bench.path("trace");
    let code = format!("try: open({trace:?}, 'w')\nexcept OSError: pass\n");
    let site = bench.path("site");
    package(&site, python, "leaves", &code);
    let call = |more: &[&str]| {
        let mut command = bench.command(&["check", "--trial", "import", "--require", "import"]);
        let command = command.args(["leaves.multi_phase", "--python", python.executable.to_str().unwrap()]).args(more);
        let called = crate::support::called::Called::new(command.env("PYTHONPATH", &site));
        assert_eq!(called.code, exit::PASSED, "{called:?}");
        trace.exists()
    };
    assert!(!call(&["--sandbox"]));
    assert!(call(&[]));
}

#[test]
fn an_environment_in_the_folder_for_temporary_files_can_be_used() {
    if !can_be_had("an_environment_in_the_folder_for_temporary_files_can_be_used") {
        return;
    }
    let folder = tempfile::tempdir_in("/tmp").unwrap();
    let environment = Environment::in_folder(python(), &folder.path().join("venv"));
    environment.write("near/__init__.py", "");
    environment.put(&format!("near/multi_phase{}", python().ext_suffix));
    for target in ["near", "near.multi_phase"] {
        let called = environment.imports(&[target, "--sandbox"]);
        assert_eq!(called.code, 0, "{called:?}");
    }
}
