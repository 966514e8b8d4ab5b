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

/// What the names of libraries that are made for it have in them: `cpython-313t`.
pub(crate) fn tag() -> String {
    format!("cpython-{}", tag_number())
}

/// The end of that.
pub(crate) fn tag_number() -> String {
    let threaded = if cfg!(Py_GIL_DISABLED) { "t" } else { "" };
    format!("3{MINOR}{threaded}")
}

/// The name of the zip file that can be in its place.
pub(crate) fn zip_file() -> String {
    format!("python{}.zip", tag_number())
}
