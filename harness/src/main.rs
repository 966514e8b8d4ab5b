//! The command `extproof`.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    extproof::cli::main().into()
}
