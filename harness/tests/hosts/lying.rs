//! Hosts that lie: `host-check` and `run` say what is wrong, and nothing hangs.

use crate::support::bench::exit;
use crate::support::own_host::OwnHost;

const WRITE_END: &str = "        write(end)\n";
const EXEC: &str = "            exec(step[\"code\"], state[\"globals\"])\n";
const PRINT: &str = "    print(json.dumps(description))\n";

/// `host-check` says so, and ends as a violation of the contract does.
#[track_caller]
fn checked(lies: &[(&str, &str)], words: &str) {
    let called = OwnHost::lying(lies).check();
    called.complains(exit::HARNESS_ERROR, &[words]);
    // One clear sentence.
    assert_eq!((called.stdout.as_str(), called.stderr.trim_end().lines().count()), ("", 1), "{called:?}");
}

/// `run` has no verdict on a run of this host but that it failed, for this reason.
#[track_caller]
fn failed(lies: &[(&str, &str)], words: &str) {
    let called = OwnHost::lying(lies).run(&[]);
    assert_eq!(called.code, exit::HARNESS_ERROR, "{called:?}");
    let document = called.document();
    let run = document.run("a/x");
    assert_eq!(run.verdict(), "error");
    assert!(run.get("reason").contains(words), "{run:?}");
}

/// `run` doesn't begin, for this reason.
#[track_caller]
fn refused(lies: &[(&str, &str)], words: &str) {
    OwnHost::lying(lies).run(&[]).complains(exit::HARNESS_ERROR, &[words]);
}

#[test]
fn a_host_that_keeps_the_contract_passes() {
    let host = OwnHost::honest();
    let called = host.check();
    assert_eq!((called.code, called.stderr.as_str()), (exit::PASSED, ""), "{called:?}");
    assert!(called.stdout.starts_with("host honest passed "), "{called:?}");
    for path in [host.path(), host.manifest(), host.path().parent().unwrap().to_owned()] {
        let document = host.run_as(path, &[]).document();
        let run = document.run("a/x");
        assert_eq!((run.get("host"), run.end()), ("honest", "end: exit 0"));
        assert!(run.get("transcript").contains("evaluate 40 + 2 → 42"), "{run:?}");
    }
}

#[test]
fn a_wrong_version_of_python() {
    let lie = [("PYTHON = \"honest\", 1, sys.version", "PYTHON = \"honest\", 1, \"3.9.200 (lie)\"")];
    refused(&lie, "says that it embeds Python 3.9.200, not 3.");
    // An executable is tried on the Python that it says, and there is none such.
    let host = OwnHost::lying(&lie);
    host.check().complains(exit::NOTHING_RUN, &["the host supports none of the chosen Pythons"]);
    assert!(host.check().stdout.contains("embeds Python 3.9.200"));
    let called = host.run_as(host.path(), &[]);
    assert_eq!(called.code, exit::NOTHING_RUN, "{called:?}");
    assert_eq!(called.document().run("a/x").get("reason"), "embeds Python 3.9.200");
    // It says the right one, but that isn't what runs.
    checked(
        &[(EXEC, &format!("            sys.version_info = (3, 8, 1)\n{EXEC}"))],
        "should have led to host-check Python 3.",
    );
    checked(&[("1, sys.version", "1, \"Python\"")], "`python` is \"Python\", not the text of Py_GetVersion()");
}

#[test]
fn a_wrong_version_of_the_contract() {
    let lie = [("\"honest\", 1,", "\"honest\", 2,")];
    checked(&lie, "keeps version 2 of the contract, not 1");
    refused(&lie, "keeps version 2 of the contract, not 1");
    checked(&[("== 1, \"another contract\"", ">= 1")], "a scenario of another version of the contract");
}

#[test]
fn a_description_that_is_none() {
    for (lie, words) in [
        ("    print('garbage')\n", "prints no description as docs/writing-a-host.md says"),
        ("    pass\n", "prints no description as docs/writing-a-host.md says"),
        ("    print(json.dumps({\"contract\": 1}))\n", "missing field `name`"),
        ("    os.abort()\n", "ended with killed by SIGABRT"),
        ("    return 1\n", "ended with exit code 1"),
        ("    description[\"link\"] = \"static\"\n    print(json.dumps(description))\n", "unknown variant `static`"),
        ("    description[\"steps\"] = \"all\"\n    print(json.dumps(description))\n", "invalid type: string \"all\""),
        (
            "    description[\"steps\"] += [\"execute\"]\n    print(json.dumps(description))\n",
            "`steps` lists `execute` twice",
        ),
        (
            "    description[\"initializations\"] = 0\n    print(json.dumps(description))\n",
            "`initializations` isn't a number from 1 on",
        ),
        ("    print(json.dumps([*description.values()]))\n", "an array isn't an object"),
    ] {
        checked(&[(PRINT, lie)], words);
        refused(&[(PRINT, lie)], words);
    }
    let name = [("NAME, CONTRACT, PYTHON = \"honest\"", "NAME, CONTRACT, PYTHON = \"all\"")];
    OwnHost::lying(&name).check().complains(exit::BAD_INPUT, &["invalid host name `all`"]);
    let name = [("NAME, CONTRACT, PYTHON = \"honest\"", "NAME, CONTRACT, PYTHON = \"capi\"")];
    OwnHost::lying(&name)
        .check()
        .complains(exit::BAD_INPUT, &["duplicate host name `capi`: also in", "choose another"]);
}

#[test]
fn missing_events() {
    let no_end = [(WRITE_END, "        pass\n")];
    checked(&no_end, "it wrote the begin of step 2, but should have written the end of step 1");
    failed(&no_end, "it began step 2 before it ended step 1");
    let no_done = [("    write({\"done\": True})\n", "")];
    checked(&no_done, "it ended with exit code 0 before it wrote `done`");
    // A process that ends so is a result: it may have been Python that ended it.
    assert_eq!(OwnHost::lying(&no_done).run(&[]).document().run("a/x").verdict(), "violation");
    let skips = [("    for step in steps:\n        begin", "    for step in steps[1:]:\n        begin")];
    checked(&skips, "it wrote the begin of step 2, but should have written the begin of step 1");
    failed(&skips, "it wrote `done` without step 1");
}

#[test]
fn events_out_of_order() {
    let late = [("        write(begin)\n", ""), (WRITE_END, "        write(end)\n        write(begin)\n")];
    checked(&late, "it wrote the end of step 1, but should have written the begin of step 1");
    failed(&late, "it ended step 1, which had not begun");
    let backwards = [("    return scenario[\"steps\"]\n", "    return scenario[\"steps\"][::-1]\n")];
    checked(&backwards, "it wrote the begin of step 2, but should have written the begin of step 1");
    let after = [("    write({\"done\": True})\n", "    write({\"done\": True})\n    write({\"done\": True})\n")];
    checked(&after, "it wrote `done`, but should have written nothing");
    failed(&after, "it wrote events after `done`");
}

#[test]
fn garbage_on_the_events_file() {
    let garbage = [(WRITE_END, "        os.write(events, b'garbage\\n')\n        write(end)\n")];
    checked(&garbage, "line 2 of the events file is not an event: garbage");
    failed(&garbage, "line 2 of the events file is not an event: garbage");
    for event in ["{\"fixture\": \"x\", \"event\": \"exec\", \"count\": 0}", "[\"x\", \"exec\", 1]"] {
        let lie = format!("        write({event})\n        write(end)\n");
        let words = format!("line 2 of the events file is not an event: {event} (there is no event of this form)");
        checked(&[(WRITE_END, &lie)], &words);
        failed(&[(WRITE_END, &lie)], &words);
    }
    let probe = [(WRITE_END, "        write({\"probe\": step[\"id\"]})\n        write(end)\n")];
    checked(&probe, "an event that only the probe of the harness writes");
}

#[test]
fn nothing_done() {
    let nothing = [("    return carry_out(steps)\n", "    return 0\n")];
    checked(&nothing, "it ended with exit code 0 and wrote no events");
    failed(&nothing, "the host exited with 0, but wrote no events");
    let only_said = [(EXEC, "            pass\n")];
    checked(&only_said, "is reported, but not done: it should have led to host-check Python 3.");
    failed(&only_said, "but the code didn't run");
}

#[test]
fn steps_that_it_can_not_do() {
    let declares = |more: &str| [("\"initialize\"]", format!("\"initialize\", {more}]"))];
    let with = |more: &str, words: &str| {
        let lies = declares(more);
        checked(&[(lies[0].0, &lies[0].1)], words);
    };
    with("\"threads\"", "with threads: it wrote the end of step 4, but should have written the begin of step 2");
    with("\"run_main\"", "(run_main) should have succeeded, but failed with the error `no interpreter`");
    with("\"register\"", "(register) should have succeeded, but failed");
    with("\"new_interpreter\"", "with a new interpreter: step 4 (execute) should have succeeded");
    with("\"regsiter\"", "it declares the step `regsiter`, which the contract doesn't have");
    with(
        "\"switch\"",
        "it declares the step `switch`, but not `new_interpreter`, without which the step can't be tested",
    );
    // A step that the host doesn't know after all ends it: nothing of the scenario is done.
    let lies = [("\"steps\": STEPS", "\"steps\": STEPS + [\"threads\"]")];
    checked(
        &lies,
        "with threads: it should have ended with exit code 0, but ended with exit code 2 (honest: AssertionError",
    );
}

#[test]
fn calls_that_it_must_refuse() {
    for (truth, lie, words) in [
        (
            "        return 2\n",
            "        return 0\n",
            "a call without arguments: it should have ended with exit code 2, but ended with exit code 0",
        ),
        ("        return 2\n", "        os.abort()\n", "was killed by SIGABRT"),
        (
            "        print(\"honest: %r\" % error, file=sys.stderr)\n",
            "",
            "it refused the call without a message on standard error",
        ),
        (
            "        assert step[\"do\"] in STEPS, \"unknown step\"\n",
            "        pass\n",
            "a scenario whose last step is unknown: it should have refused the scenario",
        ),
        (
            "    scenario = json.load(open(path))\n",
            "    scenario = json.load(open(path)) if os.path.exists(path) else {\"contract\": 1, \"steps\": []}\n",
            "a scenario that isn't there: it should have refused the scenario",
        ),
    ] {
        checked(&[(truth, lie)], words);
    }
}

#[test]
fn failures_and_interpreters() {
    let stops = [("            end.update(status=\"failed\", error=error)\n", "            break\n")];
    checked(
        &stops,
        "with code before Python is initialized: it wrote `done`, but should have written the end of step 1",
    );
    let hides = [("            return repr(error)\n", "            pass\n")];
    checked(&hides, "code that raises an exception: step 3 (execute) should have failed, but succeeded");
    let runs_anyway = [("    elif not state.get(\"running\"):\n        return \"no interpreter\"\n", "")];
    checked(
        &runs_anyway,
        "code before Python is initialized: step 1 (execute) should have failed with the error `no interpreter`, but succeeded",
    );
    let never_ends = [("        state[\"running\"] = False\n", "        pass\n")];
    checked(&never_ends, "the end of Python: step 4 (execute) should have failed");
}

#[test]
fn hosts_without_an_end() {
    let timed_out = ["ended with timed out"];
    let host = OwnHost::lying(&[(PRINT, "    while True: print('x' * 10000)\n")]);
    host.check_as(host.path(), &["--timeout", "1"]).complains(exit::HARNESS_ERROR, &timed_out);
    let host = OwnHost::lying(&[(PRINT, "    import time\n    time.sleep(1000)\n")]);
    host.run(&["--timeout", "1"]).complains(exit::HARNESS_ERROR, &timed_out);
    let flood = "    while True: os.write(1, b'x' * 10000)\n    return carry_out(steps)\n";
    let host = OwnHost::lying(&[("    return carry_out(steps)\n", flood)]);
    let called = host.check_as(host.path(), &["--timeout", "1"]);
    called.complains(exit::HARNESS_ERROR, &["it should have ended with exit code 0, but didn't end in time"]);
    let silent = "    import time\n    time.sleep(1000)\n    return carry_out(steps)\n";
    let host = OwnHost::lying(&[("    return carry_out(steps)\n", silent)]);
    let document = host.run(&["--timeout", "1"]).document();
    assert_eq!(document.run("a/x").end(), "end: timeout before all steps were attempted");
    let events = "        while True: os.write(events, b'{\"begin\":1}\\n' * 10000)\n";
    let called = OwnHost::lying(&[("        write(begin)\n", events)]).check();
    called.complains(exit::HARNESS_ERROR, &["it writes events without end"]);
}

#[test]
fn files_that_are_no_hosts() {
    let host = OwnHost::program("#!/no/such/interpreter\n");
    host.check().complains(exit::HARNESS_ERROR, &["can't query host", "does not exist"]);
    host.run(&[]).complains(exit::HARNESS_ERROR, &["can't query host", "does not exist"]);
    let host = OwnHost::program("#!/bin/sh\n");
    std::fs::set_permissions(host.path(), std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    host.check().complains(exit::HARNESS_ERROR, &["can't start", "Permission denied"]);
    let missing = host.path().with_file_name("missing");
    host.check_as(missing.clone(), &[]).complains(exit::BAD_INPUT, &["/missing: not a host; expected a `host.toml`"]);
    host.run_as(missing, &[]).complains(exit::BAD_INPUT, &["/missing: not a host; expected a `host.toml`"]);
    std::fs::remove_file(host.path()).unwrap();
    let called = host.run(&[]);
    assert_eq!(called.code, exit::NOTHING_RUN, "{called:?}");
    assert!(called.document().run("a/x").get("reason").ends_with("program does not exist"), "{called:?}");
    std::fs::write(host.manifest(), "name = 'x'\nabuot = 'y'\n").unwrap();
    let words = ["host.toml:2:1: unknown key of a host `abuot`", "did you mean `about`?"];
    host.run(&[]).complains(exit::BAD_INPUT, &words);
    host.check_as(host.manifest(), &[]).complains(exit::BAD_INPUT, &words);
    host.check_as("cappi".into(), &[]).complains(exit::BAD_INPUT, &["unknown host `cappi`; did you mean `capi`?"]);
}

#[test]
fn steps_that_its_manifest_does_not_list() {
    let host = OwnHost::honest();
    let listing = |steps: &str| host.says(&format!("steps = [{steps}]"));
    listing("'execute', 'initialize'");
    let words = "declares the step `finalize`, which isn't among the `steps` of its manifest";
    host.check_as(host.manifest(), &[]).complains(exit::HARNESS_ERROR, &[words]);
    host.run(&[]).complains(exit::HARNESS_ERROR, &[words]);
    listing("'execute', 'initialize', 'finalize', 'threads'");
    assert_eq!(host.check_as(host.manifest(), &[]).code, exit::PASSED);
    // What cases can name is what the manifest lists; of a program without one, what it says.
    let deviation = "[[deviation]]\nwhy = 'x'\nreference = 'https://example.org'\nhost = 'honest'\n";
    host.case("a/threads", "single_phase", "{ threads = 1, steps = [{ import = 'x' }] }", deviation);
    let words = "host `honest` can't do the step `threads`: it doesn't support `threads`";
    assert!(!host.run(&[]).stderr.contains(words));
    host.run_as(host.path(), &[]).complains(exit::BAD_INPUT, &["a/threads.toml", words]);
}

#[test]
fn more_initializations_than_its_manifest_allows() {
    let host = OwnHost::honest();
    host.says("initializations = 1");
    let words = "says that it can initialize Python more often than its manifest does: 1";
    host.check_as(host.manifest(), &[]).complains(exit::HARNESS_ERROR, &[words]);
}

#[test]
fn a_step_of_its_manifest_that_it_declares_on_no_tested_python_is_told() {
    let host = OwnHost::honest();
    let told = |steps: &str| {
        host.says(&format!("steps = [{steps}]"));
        let called = host.check_as(host.manifest(), &[]);
        // Another Python may have it.
        assert_eq!(called.code, exit::PASSED, "{called:?}");
        called.stderr
    };
    let all = "'execute', 'initialize', 'finalize'";
    let words = told(&format!("{all}, 'threads', 'switch'"));
    assert!(
        words.contains("host.toml: `steps` lists `threads`, `switch`, which host honest declares on none of the "),
        "{words}"
    );
    assert!(words.contains("); remove them unless another Python has them\n"), "{words}");
    assert!(!told(all).contains("`steps` lists"));
}
