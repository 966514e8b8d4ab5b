//! The sources that this host shares with `capi` ask which Python they are compiled for: for all of them.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(Py_3_12)");
    println!("cargo::rustc-cfg=Py_3_12");
}
