//! The build script of every host in Rust: passes on which Python the harness chose, and what a program is linked with.

use std::{env, path::Path};

fn main() {
    pyo3_build_config::use_pyo3_cfgs();

    println!("cargo:rerun-if-env-changed=EXTPROOF_HOST");
    println!("cargo:rerun-if-env-changed=EXTPROOF_LINK_ARGS");

    let host = env::var("EXTPROOF_HOST").unwrap_or_else(|_| "host".to_owned());
    println!("cargo:rustc-env=EXTPROOF_HOST={host}");

    for argument in env::var("EXTPROOF_LINK_ARGS").unwrap_or_default().lines() {
        println!("cargo:rustc-link-arg={argument}");
        if Path::new(argument).is_file() {
            println!("cargo:rerun-if-changed={argument}");
        }
    }
}
