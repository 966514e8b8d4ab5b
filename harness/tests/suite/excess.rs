//! Code under test that leaves more than a transcript can show.

use crate::support::bench::Bench;

#[test]
fn many_modules_are_shown_in_part_and_what_the_case_names_is_among_them() {
    let bench = Bench::with_case(
        "a/x",
        "single_phase",
        "{ register = '{fixture}' }, 'initialize', { execute = '''\nimport sys\nfor i in range(100000):\n  \
         sys.modules['m%06d' % i] = type(sys)('x' * 100000 if i < 10 else 'y')\nsys.modules[7] = 7\n''' }, \
         { import = '{fixture}' }, { observe = 'then' }, { evaluate = '\"v\" * 5000000' }, 'finalize'",
    );
    let (run, _) = bench.only(&[]);
    assert_eq!((run.verdict(), run.end()), ("new", "end: exit 0"), "{}", run.get("reason"));
    let transcript = run.get("transcript");
    assert!(transcript.contains("  sys.modules[\"single_phase\"]: module #1,"), "the case's own is shown");
    assert!(transcript.contains("\n  sys.modules: 99501 more\n"), "the others are counted");
    assert!(transcript.contains("... (cut: it has 100000 characters)"));
    assert!(transcript.contains("... (cut: it has 5000002 characters)"));
}
