//! What the program is: the checker, or a host that loads libpython as embedders do.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::OnceLock;

use extproof_host::Link;
use libloading::os::unix::{RTLD_GLOBAL, RTLD_LOCAL};

/// What the program is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The host of `extproof check`.
    Checker,
    /// A host of the conformance suite.
    Loaded(Opened),
}

/// How a host opens libpython.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opened {
    /// With `RTLD_GLOBAL`.
    Global,
    /// With `RTLD_LOCAL`.
    Local,
    /// With `RTLD_LOCAL`, and once more with `RTLD_NOLOAD | RTLD_GLOBAL`.
    Promoted,
}

impl Opened {
    const ALL: [Self; 3] = [Self::Global, Self::Local, Self::Promoted];

    /// The flags of each call of `dlopen`, beside `RTLD_NOW`.
    pub(crate) fn flags(self) -> &'static [i32] {
        match self {
            Self::Global => &[RTLD_GLOBAL],
            Self::Local => &[RTLD_LOCAL],
            Self::Promoted => &[RTLD_LOCAL, libc::RTLD_NOLOAD | RTLD_GLOBAL],
        }
    }
}

impl Role {
    /// The name in descriptions and messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Checker => "checker",
            Self::Loaded(Opened::Global) => "loaded",
            Self::Loaded(Opened::Local) => "loaded-local",
            Self::Loaded(Opened::Promoted) => "loaded-promoted",
        }
    }

    /// How libpython's symbols can be seen.
    pub(crate) fn link(self) -> Link {
        if self == Self::Loaded(Opened::Local) { Link::Local } else { Link::Shared }
    }

    /// The host of that name.
    fn of_host(name: &str) -> Result<Self, String> {
        let mut known = Opened::ALL.into_iter().map(Self::Loaded);
        known
            .find(|role| role.name() == name)
            .ok_or_else(|| format!("--as={name} names none of the hosts that it can be"))
    }

    /// The flags of each call of `dlopen`, beside `RTLD_NOW`.
    pub(crate) fn flags(self) -> &'static [i32] {
        match self {
            // Extension modules look for the C API among the global symbols.
            Self::Checker => Opened::Global.flags(),
            Self::Loaded(opened) => opened.flags(),
        }
    }
}

static ROLE: OnceLock<Role> = OnceLock::new();

/// What the program is.
pub(crate) fn role() -> Role {
    ROLE.get().copied().unwrap_or(Role::Checker)
}

/// What the program is told before what the contract says.
pub(crate) struct RoleArguments {
    /// The shared libpython to load.
    pub(crate) libpython: PathBuf,
    /// The arguments of the contract.
    pub(crate) arguments: Vec<OsString>,
}

/// The variable that names the shared libpython to load, if no argument does.
const VARIABLE: &str = "EXTPROOF_LIBPYTHON";

/// Reads the arguments, and remembers the role.
pub(crate) fn read() -> Result<RoleArguments, String> {
    let mut arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let mut take = |flag: &str| {
        let value = arguments.first()?.to_str()?.strip_prefix(flag)?.to_owned();
        arguments.remove(0);
        Some(value)
    };
    if let Some(name) = take("--as=") {
        let role = Role::of_host(&name)?;
        ROLE.get_or_init(|| role);
    }
    let libpython = take("--libpython=").map(PathBuf::from).or_else(|| env::var_os(VARIABLE).map(PathBuf::from));
    let libpython = libpython.ok_or_else(|| format!("{VARIABLE} doesn't say which libpython to load"))?;
    Ok(RoleArguments { libpython, arguments })
}
