//! The Python that this was compiled for.

/// The minor version.
pub(crate) const MINOR: u32 = if cfg!(Py_3_15) {
    15
} else if cfg!(Py_3_14) {
    14
} else if cfg!(Py_3_13) {
    13
} else if cfg!(Py_3_12) {
    12
} else if cfg!(Py_3_11) {
    11
} else if cfg!(Py_3_10) {
    10
} else {
    9
};

/// The name of its folder of modules: `python3.13t`.
pub(crate) fn folder() -> String {
    let threaded = if cfg!(Py_GIL_DISABLED) { "t" } else { "" };
    format!("python3.{MINOR}{threaded}")
}

/// The name of the zip file that can be in its place.
pub(crate) fn zip_file() -> String {
    let threaded = if cfg!(Py_GIL_DISABLED) { "t" } else { "" };
    format!("python3{MINOR}{threaded}.zip")
}
