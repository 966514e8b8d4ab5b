//! The Python that this was compiled for.

/// The minor version, as the build script knows it.
pub(crate) const MINOR: u32 = match u32::from_str_radix(env!("EXTPROOF_PYTHON_MINOR"), 10) {
    Ok(minor) => minor,
    Err(_) => panic!("the build script gives a number"),
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
