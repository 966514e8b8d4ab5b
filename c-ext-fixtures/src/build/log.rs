//! What the compiler and `ar` say.

use std::any::Any;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

use cc::{BuildMessage, BuildMessageKind, BuildMessageLogger};

use crate::Error;
use crate::source::Language;

/// What the compiler and `ar` say, which `cc` would otherwise print for cargo.
#[derive(Default)]
pub(super) struct Log(Mutex<Messages>);

#[derive(Default)]
struct Messages {
    /// Lines of stderr, with the source they are about: commands run in parallel.
    lines: Vec<(Option<PathBuf>, String)>,
    /// The source whose compilation failed first.
    failed: Option<PathBuf>,
}

impl BuildMessageLogger for Log {
    fn log(&self, kind: BuildMessageKind, message: BuildMessage<'_>, extra: &dyn Any) {
        let source = extra.downcast_ref::<Command>().and_then(source_of);
        let mut messages = self.messages();
        match kind {
            BuildMessageKind::StderrForwarding => messages.lines.push((source, message.to_string())),
            BuildMessageKind::CommandFailed { is_detection_cmd: false, .. } if messages.failed.is_none() => {
                messages.failed = source;
            }
            _ => {}
        }
    }
}

/// The source that a command compiles.
fn source_of(command: &Command) -> Option<PathBuf> {
    let last = Path::new(command.get_args().last()?);
    Language::of(last).is_some().then(|| last.to_owned())
}

impl Log {
    fn messages(&self) -> MutexGuard<'_, Messages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn clear(&self) {
        *self.messages() = Messages::default();
    }

    /// Everything that was said, or `cc`'s own words if nothing was.
    pub(super) fn output(&self, error: &cc::Error) -> String {
        let messages = self.messages();
        if messages.lines.is_empty() {
            return error.to_string();
        }
        join(messages.lines.iter().map(|(_, line)| line))
    }

    pub(super) fn compile_error(&self, error: &cc::Error) -> Error {
        let messages = self.messages();
        let Some(path) = messages.failed.clone() else {
            return Error::Tools { message: error.to_string() };
        };
        let about = Some(&path);
        let lines = messages.lines.iter().filter(|(source, _)| source.as_ref() == about);
        let output = join(lines.map(|(_, line)| line));
        Error::Compile { output: if output.is_empty() { error.to_string() } else { output }, path }
    }
}

fn join<'a>(lines: impl Iterator<Item = &'a String>) -> String {
    lines.map(String::as_str).collect::<Vec<_>>().join("\n")
}
