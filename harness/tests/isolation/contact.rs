//! What a run gets, and what it gives.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use extproof::isolate::{End, Error, Interrupt, Program, Sandbox, run};

use crate::support::isolated::{killed_by, limits, run_in, run_sh, sh};
use crate::support::text;

#[test]
fn exit_code_output_and_events_are_reported() {
    let finished = run_sh("echo out; echo err >&2; echo '{\"begin\": 1}' >> $EXTPROOF_EVENTS; exit 3", &limits());
    assert_eq!(finished.end, End::Exited(3));
    assert_eq!(text(&finished.stdout.bytes), "out\n");
    assert_eq!(text(&finished.stderr.bytes), "err\n");
    assert_eq!(text(&finished.events), "{\"begin\": 1}\n");
    assert!(!finished.stdout.truncated && !finished.stderr.truncated && !finished.events_truncated);
}

#[test]
fn an_events_file_that_nobody_touches_means_no_events() {
    let finished = run_sh(":", &limits());
    assert_eq!((finished.end, finished.events), (End::Exited(0), Vec::new()));
}

#[test]
fn an_events_file_of_another_kind_is_an_error_of_that_run_and_not_waited_for() {
    for (script, words) in [
        (":", "it is gone"),
        ("mkfifo $EXTPROOF_EVENTS", "it is not a regular file, but a named pipe"),
        ("ln -s /etc/passwd $EXTPROOF_EVENTS", "it is not a regular file, but a link"),
        ("mkdir $EXTPROOF_EVENTS", "it is not a regular file, but a folder"),
        ("cd .. && rm -rf $HOME", "it is gone"),
    ] {
        let sandbox = Sandbox::new(None).unwrap();
        let script = sh(&format!("rm $EXTPROOF_EVENTS; {script}"));
        let error = run(&script, &sandbox, &limits(), &Interrupt::never().unwrap()).unwrap_err();
        assert!(matches!(&error, Error::Events { path, .. } if *path == sandbox.events()), "{error}");
        assert!(error.is_of_run() && error.to_string().contains(words), "{error}");
    }
}

#[test]
fn signals_are_told_from_exit_codes() {
    assert_eq!(killed_by(&run_sh("kill -SEGV $$", &limits())), "SIGSEGV");
    assert_eq!(killed_by(&run_sh("kill -ABRT $$", &limits())), "SIGABRT");
    assert_eq!(run_sh("exit 139", &limits()).end, End::Exited(139));
}

#[test]
fn environment_is_built_from_nothing() {
    let sandbox = Sandbox::new(None).unwrap();
    let program = Program::new("/usr/bin/env").env("PYTHON_GIL", "0").env("EXTPROOF_EVENTS", "/elsewhere");
    let finished = run_in(&sandbox, &program, &limits());
    let lines: BTreeSet<_> = text(&finished.stdout.bytes).lines().map(str::to_owned).collect();
    let root = sandbox.path().display();
    let expected = [
        format!("EXTPROOF_EVENTS={root}/events.jsonl"),
        format!("HOME={root}"),
        "LC_ALL=C.UTF-8".to_owned(),
        "PATH=/usr/bin:/bin".to_owned(),
        "PYTHON_GIL=0".to_owned(),
        format!("TMPDIR={root}"),
    ];
    assert_eq!(lines, BTreeSet::from(expected));
}

#[test]
fn standard_input_is_empty_and_the_sandbox_is_the_working_directory() {
    let sandbox = Sandbox::new(None).unwrap();
    let finished = run_in(&sandbox, &sh("cat; pwd -P; ls"), &limits());
    assert_eq!(text(&finished.stdout.bytes), format!("{}\nevents.jsonl\nmodules\n", sandbox.path().display()));
}

#[test]
fn what_can_not_be_started_is_a_typed_error() {
    let sandbox = Sandbox::new(None).unwrap();
    let start = |path: &Path| run(&Program::new(path), &sandbox, &limits(), &Interrupt::never().unwrap()).unwrap_err();
    let error = start(Path::new("/no/such/program"));
    assert!(matches!(&error, Error::Spawn { program, .. } if program == Path::new("/no/such/program")), "{error}");

    sandbox.write("script", "#!/no/such/interpreter\n").unwrap();
    let script = sandbox.path().join("script");
    assert!(matches!(start(&script), Error::Spawn { .. }), "it is not executable yet");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&script, mode).unwrap();
    let error = start(&script);
    assert!(matches!(&error, Error::Loader { program } if *program == script), "{error}");
}
