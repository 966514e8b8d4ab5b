//! `#[files]` is expanded at compile time, so a case file that comes or goes has to recompile the suite.

fn main() {
    println!("cargo::rerun-if-changed=cases");
}
