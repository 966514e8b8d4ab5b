//! How the process ends.

use std::process::ExitCode;

pub use crate::report::exit::{CheckExit, Exit};

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.code())
    }
}
