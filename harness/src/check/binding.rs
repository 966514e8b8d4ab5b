//! What a module was made with, as far as its library shows it.

use memchr::memmem;

/// What a module was made with, instead of C alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Binding {
    /// Cython.
    Cython,
    /// pybind11.
    Pybind11,
    /// nanobind.
    Nanobind,
    /// PyO3.
    PyO3,
    /// mypyc.
    Mypyc,
    /// cffi, with which the module calls C code.
    Cffi,
}

/// Names that these put into every module: of the module in which Cython's modules meet, of attributes and types, of
/// symbols, of the module of PyO3's exception, of mypyc's library module and what its code keeps, of the function that cffi calls
/// in its own module.
const MARKS: [(Binding, &[&[u8]]); 6] = [
    (Binding::Cython, &[b"cython_runtime"]),
    (Binding::Pybind11, &[b"pybind11_builtins", b"__pybind11_internals"]),
    (Binding::Nanobind, &[b"nanobind.nb_", b"_ZN8nanobind6detail"]),
    (Binding::PyO3, &[b"pyo3_runtime."]),
    (Binding::Mypyc, &[b"__mypyc.init_", b"__mypyc_empty_tuple__"]),
    (Binding::Cffi, &[b"_init_cffi_1_0_external_module"]),
];

impl Binding {
    /// From the content of a library; nothing if it has the marks of several, because any of them may be only linked in.
    pub(super) fn of(data: &[u8]) -> Option<Self> {
        let has = |marks: &[&[u8]]| marks.iter().any(|mark| memmem::find(data, mark).is_some());
        let mut found = MARKS.iter().filter(|(_, marks)| has(marks)).map(|(binding, _)| *binding);
        found.next().filter(|_| found.next().is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_decide_unless_there_are_several() {
        for (data, binding) in [
            ("\0cython_runtime\0", Some(Binding::Cython)),
            ("pybind11_builtins", Some(Binding::Pybind11)),
            ("__pybind11_internals_v11_system_libstdcpp", Some(Binding::Pybind11)),
            ("nanobind.nb_func", Some(Binding::Nanobind)),
            ("_ZN8nanobind6detail10module_newEPKc", Some(Binding::Nanobind)),
            ("pyo3_runtime.PanicException", Some(Binding::PyO3)),
            ("c787785866c7b801238d__mypyc.init_tomli", Some(Binding::Mypyc)),
            ("_init_cffi_1_0_external_module", Some(Binding::Cffi)),
            ("it works with pybind11, nanobind, Cython and PyO3", None),
            ("pyo3-ffi-0.30.1/src", None),
            ("cython_runtime pybind11_builtins", None),
            ("", None),
        ] {
            assert_eq!(Binding::of(data.as_bytes()), binding, "{data}");
        }
    }
}
