//! The sources that this host shares with `capi` ask which Python they are compiled for: for all of them. And the library of
//! modules that it carries is compiled, which is for all of them, too.

use std::env;
use std::path::PathBuf;

const SOURCE: &str = "control.c";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={SOURCE}");
    println!("cargo::rustc-check-cfg=cfg(Py_3_12, Py_3_14)");
    println!("cargo::rustc-cfg=Py_3_12");
    compile(&PathBuf::from(env::var_os("OUT_DIR").expect("cargo says where output goes")).join("control.so"));
}

/// Makes a library that needs no other: the C API is that of the process.
fn compile(library: &PathBuf) {
    let mut compiler = cc::Build::new().opt_level(2).pic(true).get_compiler().to_command();
    compiler.args(["-Wall", "-Wextra", "-Werror", "-shared", "-nostdlib", SOURCE, "-o"]).arg(library);
    let status = compiler.status().unwrap_or_else(|error| panic!("{compiler:?}: {error}"));
    assert!(status.success(), "{compiler:?}: {status}");
}
