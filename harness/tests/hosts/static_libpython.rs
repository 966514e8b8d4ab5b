//! Hosts that are linked with a static libpython: whose fault it is that one can't be.

use std::fs;

use crate::support::bench::Bench;
use crate::support::pythons::pythons;

const HOST: &str = "int Py_BytesMain(int, char **);\nint nobody_defines_this(void);\n\
                    int main(int argc, char **argv) { return Py_BytesMain(argc, argv) + nobody_defines_this(); }\n";
const MANIFEST: &str = "name = 'own'\nabout = 'x'\n\
                        [command]\nbuild = ['{cc}', '-o', '{output}', '{source}/host.c', '{link_args}']\n\
                        [[variant]]\nname = 'own'\nlink = 'hidden'\n";

#[test]
fn what_a_host_does_not_define_is_not_the_fault_of_libpython() {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize', 'finalize'");
    fs::create_dir(bench.path("host")).unwrap();
    fs::write(bench.path("host/host.c"), HOST).unwrap();
    fs::write(bench.path("host/host.toml"), MANIFEST).unwrap();
    for python in pythons() {
        let manifest = bench.path("host/host.toml");
        let arguments = ["--host", manifest.to_str().unwrap(), "--python", python.executable.to_str().unwrap()];
        let said = bench.call(&[&["run", "--cases", bench.path("cases").to_str().unwrap()], &arguments[..]].concat());
        let text = format!("{}{}", said.stdout, said.stderr);
        // Debian's static libpython can't be linked, and some Pythons have none: that is said instead.
        let of_libpython =
            text.contains("its static libpython can't be linked") || text.contains("no static libpython");
        assert!(text.contains("nobody_defines_this") != of_libpython, "{}: {text}", python.version);
    }
}
