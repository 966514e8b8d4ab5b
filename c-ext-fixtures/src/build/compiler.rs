//! How the compilers are called.

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use super::{Log, Target};

/// The triple that this crate was compiled for: fixtures run on the same machine.
const TRIPLE: &str = env!("EXTPROOF_TARGET");

/// Whether Python's headers are in a folder.
pub(super) fn has_headers(dir: &Path) -> bool {
    dir.join("Python.h").is_file()
}

/// What is the same for both languages.
fn configure(target: &Target, log: &Arc<Log>) -> cc::Build {
    let mut build = cc::Build::new();
    build
        .target(TRIPLE)
        .host(TRIPLE)
        .opt_level(1)
        .debug(false)
        .pic(true)
        .warnings(true)
        .extra_warnings(true)
        .inherit_rustflags(false)
        .inherit_trim_paths(false)
        // Nothing may reach stdout: it isn't a build script's here.
        .cargo_metadata(false)
        .cargo_warnings(false)
        .cargo_output(false)
        .cargo_debug(false)
        .message_logger(Some(log.clone()));
    // As system directories: warnings in CPython's headers are not about fixtures.
    for dir in &target.include_dirs {
        build.flag("-isystem").flag(dir);
    }
    // Debian's pyconfig.h includes another as <x86_64-linux-gnu/python3.14/pyconfig.h>, below the
    // directory above. That comes last, for it may have the C library's headers of another
    // distribution.
    for above in target.include_dirs.iter().filter(|dir| has_headers(dir)).filter_map(|dir| dir.parent()) {
        build.flag("-idirafter").flag(above);
    }
    build
}

/// For sources in C.
pub(super) fn c(target: &Target, log: &Arc<Log>) -> cc::Build {
    let mut build = configure(target, log);
    if let Some(compiler) = &target.compiler {
        build.compiler(compiler);
    }
    build.std("c11");
    build
}

/// For sources in C++. Without exceptions and run-time type information an object needs no C++ library: hosts and shared
/// libraries are linked without one.
pub(super) fn cpp(target: &Target, log: &Arc<Log>) -> cc::Build {
    let mut build = configure(target, log);
    if let Some(compiler) = &target.cpp_compiler {
        build.compiler(compiler);
    }
    build.cpp(true).std("c++20").flag("-fno-exceptions").flag("-fno-rtti");
    build
}

/// Starts the compiler once, for an error that tells a missing compiler from a source that doesn't
/// compile.
pub(super) fn check(compiler: &cc::Tool) -> std::io::Result<()> {
    let mut command = compiler.to_command();
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().map(drop)
}
