use std::sync::OnceLock;
use std::time::Duration;

use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit, setrlimit};

use super::Error;

/// What a run may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From the start to the end of the program. Time in which it waited for a processor doesn't count, up to nine times this.
    pub time: Duration,
    /// Bytes of private writable memory of each process (`RLIMIT_DATA`), or no limit: programs with a sanitizer
    /// (`-fsanitize=address`) map terabytes that they never touch.
    ///
    /// This is not the address space (`RLIMIT_AS`), because the C library reserves 64 MiB of that for each thread: a Python
    /// with 16 threads has 1.1 GiB of address space, but 160 MiB of data, most of it stacks.
    pub memory: Option<u64>,
    /// Bytes to keep of each of the standard output and the standard error. The rest is thrown away.
    pub output: usize,
    /// Bytes in the events file, and in any other file that the program writes (`RLIMIT_FSIZE`). Writing more is SIGXFSZ.
    /// `u64::MAX` is no limit.
    pub events: u64,
}

impl Default for Limits {
    /// A minute, 4 GiB of memory, 1 MiB of output, 64 MiB of events.
    ///
    /// The allocator of free-threaded Pythons reserves memory by the GiB, so less would make them fail at the start.
    fn default() -> Self {
        Self { time: Duration::from_secs(60), memory: Some(4 << 30), output: 1 << 20, events: 64 << 20 }
    }
}

impl Limits {
    /// Sets the limits of a process that has just been started, and of all that it will start.
    pub(super) fn apply(&self, pid: Pid) -> Result<(), Error> {
        let ours = Ours::get();
        if self.events < u64::MAX {
            set(pid, "size of files", Resource::Fsize, self.events, ours.file)?;
        }
        if let Some(memory) = self.memory {
            set(pid, "memory", Resource::Data, memory, ours.data)?;
        }
        Ok(())
    }
}

/// From now on neither the harness nor what it starts leaves a core file.
///
/// This is inherited instead of set for each run, because a program may crash before the harness gets to it.
pub(super) fn forbid_core_files() {
    // Not 0: then no file is written, but a program in `/proc/sys/kernel/core_pattern` is still started for each crash. The
    // kernel takes 1 as "not even that", and a core file doesn't fit into it either.
    let limit = getrlimit(Resource::Core).maximum.map_or(1, |maximum| maximum.min(1));
    // Lowering one's own limit can't fail.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(limit), maximum: Some(limit) });
}

/// The harness's own hard limits: only a privileged process can grant more than it has.
struct Ours {
    file: Option<u64>,
    data: Option<u64>,
}

impl Ours {
    fn get() -> &'static Self {
        static OURS: OnceLock<Ours> = OnceLock::new();
        let maximum = |resource| getrlimit(resource).maximum;
        OURS.get_or_init(|| Self { file: maximum(Resource::Fsize), data: maximum(Resource::Data) })
    }
}

fn set(pid: Pid, what: &'static str, resource: Resource, value: u64, maximum: Option<u64>) -> Result<(), Error> {
    let value = Some(maximum.map_or(value, |maximum| value.min(maximum)));
    match prlimit(Some(pid), resource, Rlimit { current: value, maximum: value }) {
        Ok(_) => Ok(()),
        Err(errno) => Err(Error::Limit { what, source: errno.into() }),
    }
}
