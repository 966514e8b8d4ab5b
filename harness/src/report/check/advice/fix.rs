//! How to fix each fault: a section of `docs/fixes.md`, and what its code is before and after.

/// How to fix a fault.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::report::check) struct Fix {
    /// The heading of its section in `docs/fixes.md`.
    pub(in crate::report::check) heading: &'static str,
    /// What is wrong, in one line.
    pub(in crate::report::check) short: &'static str,
    pub(in crate::report::check) before: &'static str,
    pub(in crate::report::check) after: &'static str,
}

/// Where the sections are.
const PAGE: &str = "docs/fixes.md";

impl Fix {
    /// Its section.
    pub(in crate::report::check) fn page(&self) -> String {
        let kept = |char: &char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_');
        let anchor: String = self.heading.to_lowercase().chars().filter(kept).collect();
        format!("{PAGE}#{}", anchor.replace(' ', "-"))
    }
}

/// A dictionary that two interpreters have.
pub(super) static DICT: Fix = Fix {
    heading: "A shared dict",
    short: "Make the dict in the exec function, a new one for each module object.",
    before: "static PyObject *cache;

static int mod_exec(PyObject *module) {
    if (!cache && !(cache = PyDict_New())) return -1;
    return PyModule_AddObjectRef(module, \"cache\", cache);
}",
    after: "static int mod_exec(PyObject *module) {
    PyObject *cache = PyDict_New();
    int failed = !cache || PyModule_AddObjectRef(module, \"cache\", cache) < 0;
    Py_XDECREF(cache);
    return failed ? -1 : 0;
}",
};

/// A heap type that two interpreters have.
pub(super) static HEAP_TYPE: Fix = Fix {
    heading: "A shared heap type",
    short: "Make the type in the exec function with PyType_FromModuleAndSpec, a new one for each module object.",
    before: "static PyObject *thing_type;

if (!thing_type)
    thing_type = PyType_FromSpec(&thing_spec);
return PyModule_AddType(module, (PyTypeObject *)thing_type);",
    after: "mod_state *state = PyModule_GetState(module);
state->thing_type = PyType_FromModuleAndSpec(module, &thing_spec, NULL);
if (!state->thing_type)
    return -1;
return PyModule_AddType(module, (PyTypeObject *)state->thing_type);",
};

/// A static type.
pub(super) static STATIC_TYPE: Fix = Fix {
    heading: "A static type",
    short: "Describe the type with a PyType_Spec, and make it in the exec function.",
    before: "static PyTypeObject thing_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = \"pkg.Thing\", .tp_basicsize = sizeof(thing),
    .tp_flags = Py_TPFLAGS_DEFAULT, .tp_new = thing_new,
};",
    after: "static PyType_Slot thing_slots[] = {{Py_tp_new, thing_new}, {0, NULL}};
static PyType_Spec thing_spec = {
    .name = \"pkg.Thing\", .basicsize = sizeof(thing),
    .flags = Py_TPFLAGS_DEFAULT, .slots = thing_slots,
};",
};

/// An exception class that two interpreters have.
pub(super) static EXCEPTION: Fix = Fix {
    heading: "A shared exception",
    short: "Make the exception in the exec function, and keep it in the module's state.",
    before: "static PyObject *error;

if (!error)
    error = PyErr_NewException(\"pkg.Error\", NULL, NULL);
return PyModule_AddObjectRef(module, \"Error\", error);",
    after: "mod_state *state = PyModule_GetState(module);
state->error = PyErr_NewException(\"pkg.Error\", NULL, NULL);
if (!state->error)
    return -1;
return PyModule_AddObjectRef(module, \"Error\", state->error);",
};

/// Any other object in a C static.
pub(super) static C_STATIC: Fix = Fix {
    heading: "An object in a C static",
    short: "Keep the object in the module's state, and clear it in m_clear and m_free.",
    before: "static PyObject *cached;

if (!cached)
    cached = PyList_New(0);
return Py_XNewRef(cached);",
    after: "typedef struct { PyObject *cached; } mod_state;

mod_state *state = PyModule_GetState(module);
if (!state->cached)
    state->cached = PyList_New(0);
return Py_XNewRef(state->cached);",
};

/// A module with single-phase initialization.
pub(super) static SINGLE_PHASE: Fix = Fix {
    heading: "A module with single-phase initialization",
    short: "Return the definition from the init function, and fill the module in an exec function (PEP 489).",
    before: "static PyModuleDef def = {PyModuleDef_HEAD_INIT, .m_name = \"pkg._ext\", .m_size = -1};

PyMODINIT_FUNC PyInit__ext(void) {
    return PyModule_Create(&def);
}",
    after: "static PyModuleDef_Slot slots[] = {{Py_mod_exec, mod_exec}, {0, NULL}};
static PyModuleDef def = {PyModuleDef_HEAD_INIT, .m_name = \"pkg._ext\", .m_slots = slots};

PyMODINIT_FUNC PyInit__ext(void) {
    return PyModuleDef_Init(&def);
}",
};

/// A module that declares nothing about interpreters.
pub(super) static INTERPRETERS: Fix = Fix {
    heading: "A module without the slot for interpreters",
    short: "Declare the support with the slot Py_mod_multiple_interpreters, if each interpreter has its own state.",
    before: "static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, mod_exec},
    {0, NULL}
};",
    after: "static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, mod_exec},
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
    {0, NULL}
};",
};

/// A module that needs the GIL.
pub(super) static GIL: Fix = Fix {
    heading: "A module that enables the GIL",
    short: "Declare that it needs no GIL with the slot Py_mod_gil, if its own data is protected.",
    before: "static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, mod_exec},
    {0, NULL}
};",
    after: "static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, mod_exec},
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
    {0, NULL}
};",
};

/// Cython and interpreters.
pub(super) static CYTHON: Fix = Fix {
    heading: "Cython: sub-interpreters",
    short: "Cython 3.1 or later: set subinterpreters_compatible and CYTHON_USE_MODULE_STATE=1, and keep nothing in cdef globals.",
    before: "# cython: language_level=3

cdef dict cache = {}

def lookup(key):
    return cache.get(key)",
    after: "# cython: language_level=3, subinterpreters_compatible=own_gil
# distutils: define_macros=CYTHON_USE_MODULE_STATE=1
cache = {}

def lookup(key):
    return cache.get(key)",
};

/// Cython and the GIL.
pub(super) static CYTHON_GIL: Fix = Fix {
    heading: "Cython: free-threading",
    short: "Cython 3.1 or later: set the directive freethreading_compatible, and protect what threads share.",
    before: "# cython: language_level=3

cdef int count = 0",
    after: "# cython: language_level=3, freethreading_compatible=True
cimport cython
cdef cython.pymutex lock
cdef int count = 0",
};

/// pybind11 and interpreters.
pub(super) static PYBIND11: Fix = Fix {
    heading: "pybind11: sub-interpreters",
    short: "pybind11 3.0 or later: give PYBIND11_MODULE the tag py::multiple_interpreters, and keep no py::object in statics.",
    before: "PYBIND11_MODULE(_ext, m) {
    static py::dict cache;
    m.attr(\"cache\") = cache;
}",
    after: "PYBIND11_MODULE(_ext, m, py::multiple_interpreters::per_interpreter_gil()) {
    m.attr(\"cache\") = py::dict();
}",
};

/// pybind11 and the GIL.
pub(super) static PYBIND11_GIL: Fix = Fix {
    heading: "pybind11: free-threading",
    short: "pybind11 2.13 or later: give PYBIND11_MODULE the tag py::mod_gil_not_used(), and protect what threads share.",
    before: "PYBIND11_MODULE(_ext, m) {
    m.def(\"next\", [] { static int count = 0; return ++count; });
}",
    after: "PYBIND11_MODULE(_ext, m, py::mod_gil_not_used()) {
    m.def(\"next\", [] { static std::atomic<int> count{0}; return ++count; });
}",
};

/// nanobind and interpreters.
pub(super) static NANOBIND: Fix = Fix {
    heading: "nanobind: sub-interpreters",
    short: "nanobind doesn't support several interpreters in one process; use processes instead.",
    before: "from concurrent.futures import InterpreterPoolExecutor

with InterpreterPoolExecutor() as pool:
    results = list(pool.map(work, items))",
    after: "from concurrent.futures import ProcessPoolExecutor

with ProcessPoolExecutor() as pool:
    results = list(pool.map(work, items))",
};

/// nanobind and the GIL.
pub(super) static NANOBIND_GIL: Fix = Fix {
    heading: "nanobind: free-threading",
    short: "nanobind 2.2 or later: build with FREE_THREADED, and protect what threads share.",
    before: "nanobind_add_module(
    _ext
    ext.cpp)",
    after: "nanobind_add_module(
    _ext
    FREE_THREADED
    ext.cpp)",
};

/// PyO3 and interpreters.
pub(super) static PYO3: Fix = Fix {
    heading: "PyO3: sub-interpreters",
    short: "PyO3 doesn't support several interpreters in one process yet; use processes instead.",
    before: NANOBIND.before,
    after: NANOBIND.after,
};

/// PyO3 and the GIL.
pub(super) static PYO3_GIL: Fix = Fix {
    heading: "PyO3: free-threading",
    short: "PyO3 0.23 or later: declare gil_used = false (the default since 0.28), and protect what threads share.",
    before: "#[pymodule]
fn _ext(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add_function(wrap_pyfunction!(work, m)?)
}",
    after: "#[pymodule(gil_used = false)]
fn _ext(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add_function(wrap_pyfunction!(work, m)?)
}",
};

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) static ALL: [&Fix; 16] = [
        &DICT,
        &HEAP_TYPE,
        &STATIC_TYPE,
        &EXCEPTION,
        &C_STATIC,
        &SINGLE_PHASE,
        &INTERPRETERS,
        &GIL,
        &CYTHON,
        &CYTHON_GIL,
        &PYBIND11,
        &PYBIND11_GIL,
        &NANOBIND,
        &NANOBIND_GIL,
        &PYO3,
        &PYO3_GIL,
    ];

    const DOCUMENT: &str = include_str!("../../../../../docs/fixes.md");

    #[test]
    fn each_fix_has_a_section_with_its_code() {
        for fix in ALL {
            let heading = format!("\n## {}\n", fix.heading);
            let (_, section) = DOCUMENT.split_once(&heading).unwrap_or_else(|| panic!("no section {}", fix.heading));
            let section = section.split("\n## ").next().unwrap();
            for code in [fix.before, fix.after] {
                assert!(section.contains(&format!("\n{code}\n```")), "{}: not in its section:\n{code}", fix.heading);
                assert!((3..=6).contains(&code.lines().count()), "{}", fix.heading);
            }
        }
        let sections = DOCUMENT.lines().filter(|line| line.starts_with("## ")).count();
        assert_eq!(sections, ALL.len(), "a section that no advice leads to");
    }

    #[test]
    fn pages_have_the_anchors_of_headings() {
        assert_eq!(STATIC_TYPE.page(), "docs/fixes.md#a-static-type");
        assert_eq!(CYTHON_GIL.page(), "docs/fixes.md#cython-free-threading");
    }
}
