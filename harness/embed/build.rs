//! Tells the sources which Python they are compiled for. Who makes a program links it; for the example, that is the harness.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=EXTPROOF_LINK_ARGS");
    pyo3_build_config::use_pyo3_cfgs();
    println!("cargo:rustc-env=EXTPROOF_PYTHON_MINOR={}", pyo3_build_config::get().version().minor);
    for argument in env::var("EXTPROOF_LINK_ARGS").unwrap_or_default().lines() {
        println!("cargo:rustc-link-arg-examples={argument}");
    }
}
