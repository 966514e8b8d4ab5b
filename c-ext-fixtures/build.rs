//! Tells the crate what it is compiled for: `cc` needs the target when it is used outside of a
//! build script.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = std::env::var("TARGET").expect("cargo sets TARGET for build scripts");
    println!("cargo::rustc-env=EXTPROOF_TARGET={target}");
}
