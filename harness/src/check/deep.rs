//! What debuggers tell, where they are installed.

use crate::isolate::Program;
use crate::isolate::tool::find;

/// How many frames, or lines of valgrind, are worth showing.
const FRAMES: usize = 20;
/// What valgrind exits with if it has something to report.
pub(super) const REPORTED: i32 = 99;

/// The program under gdb, which shows where it dies.
pub(super) fn under_gdb(program: Program) -> Option<Program> {
    let arguments = ["-nx", "-batch", "-ex", "set print frame-arguments none", "-ex", "run", "-ex", "bt", "--args"];
    Some(program.under(find("gdb")?, &arguments))
}

/// The program under valgrind's memcheck.
pub(super) fn under_valgrind(program: Program) -> Option<Program> {
    Some(program.under(find("valgrind")?, &["-q", "--error-exitcode=99", "--num-callers=12"]))
}

/// Whether that can be done here.
pub(super) fn has_valgrind() -> bool {
    find("valgrind").is_some()
}

/// The frames that gdb shows, without the machinery of an abort.
pub(super) fn frames(gdb: &str) -> Vec<String> {
    let frames = gdb.lines().filter(|line| line.starts_with('#'));
    let machinery =
        ["__pthread_kill", "raise (", "abort (", "__libc_message", "malloc_printerr", "_int_free", "libc_free"];
    let of_abort = |line: &&str| machinery.iter().any(|name| line.contains(name));
    frames.skip_while(of_abort).take(FRAMES).map(str::to_owned).collect()
}

/// The first report of valgrind.
pub(super) fn report(valgrind: &str) -> Vec<String> {
    let lines = valgrind.lines().filter_map(|line| line.strip_prefix("==")?.split_once("== ").map(|(_, line)| line));
    lines.filter(|line| !line.trim().is_empty()).take(FRAMES).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_debuggers_say_is_cut_out() {
        let gdb =
            "noise\n#0  __pthread_kill_implementation ()\n#1  __GI_abort () at x\n#2  init () at m.c:3\n#3  main ()\n";
        assert_eq!(frames(gdb), ["#2  init () at m.c:3", "#3  main ()"]);
        let valgrind = "==7== Invalid read of size 8\n==7==    at 0x1: f (m.c:3)\n==7== \nother\n";
        assert_eq!(report(valgrind), ["Invalid read of size 8", "   at 0x1: f (m.c:3)"]);
    }
}
