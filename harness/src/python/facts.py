# Prints what extproof needs to know about the Python that runs this, as one line of JSON. It must run on any Python,
# even 2.7, so that one that is too old is recognized by its version.
import sys

sys.path[:] = [entry for entry in sys.path if entry]  # nothing from the current folder

import json
import os
import sysconfig

try:
    from importlib.machinery import EXTENSION_SUFFIXES
except ImportError:
    EXTENSION_SUFFIXES = []


def variable(name):
    return sysconfig.get_config_var(name) or ""


prefix = getattr(sys, "base_prefix", sys.prefix)
if hasattr(sys, "implementation"):
    implementation = sys.implementation.name
else:
    implementation = "pypy" if "__pypy__" in sys.builtin_module_names else "cpython"
kind = "pypy" if implementation == "pypy" else "python"
name = "%s%d.%d%s" % (kind, sys.version_info[0], sys.version_info[1], getattr(sys, "abiflags", ""))

# What the kernel says holds behind shims and wrappers, too. A virtual environment may have a copy.
executable = os.path.realpath("/proc/self/exe")
if os.path.exists(os.path.join(os.path.dirname(os.path.dirname(executable)), "pyvenv.cfg")):
    executable = os.path.realpath(os.path.join(prefix, "bin", name))

try:
    c_library = os.confstr("CS_GNU_LIBC_VERSION") or ""
except (AttributeError, OSError, ValueError):
    c_library = ""  # musl doesn't know the name

# In the folder in which it was built, before it is installed: the headers are in two folders, the standard library is
# that of the source, and the modules in C are elsewhere.
built = getattr(sysconfig, "is_python_build", lambda: False)()
build = os.path.dirname(executable)
include_dirs = [sysconfig.get_path("include"), sysconfig.get_path("platinclude") or ""]
built_modules = None
if built:
    library_dirs = [build]
    with open(os.path.join(build, "pybuilddir.txt")) as file:
        built_modules = os.path.join(build, file.read().strip())
else:
    libdir = variable("LIBDIR")
    library_dirs = [libdir, os.path.join(libdir, variable("MULTIARCH")), variable("LIBPL")]
    if implementation == "cpython":  # PyPy's are those of its distributor, wherever it is.
        include_dirs = [variable("INCLUDEPY"), variable("CONFINCLUDEPY")] + include_dirs

facts = {
    "implementation": implementation,
    "version": list(sys.version_info[:3]),
    "free_threaded": bool(variable("Py_GIL_DISABLED")),
    "debug": bool(variable("Py_DEBUG")),
    "executable": executable,
    "called": sys.executable or executable,
    "prefix": prefix,
    "stdlib": os.path.dirname(os.__file__) if built else sysconfig.get_path("stdlib"),
    "built_modules": built_modules,
    # The same folder as `stdlib`, but as it was when Python was built: if it differs, Python was moved.
    "built_stdlib": variable("LIBDEST"),
    "include_dirs": include_dirs,
    "library_dirs": library_dirs,
    "library_file": variable("INSTSONAME"),
    # Conda's Pythons have a shared library beside their static executable, and don't say so.
    "shared": bool(variable("Py_ENABLE_SHARED")) or os.path.exists(os.path.join(prefix, "conda-meta")),
    "multiarch": variable("MULTIARCH"),
    "ext_suffix": variable("EXT_SUFFIX"),
    "extension_suffixes": EXTENSION_SUFFIXES,
    "c_library": c_library,
    "libraries": [variable("LIBS"), variable("MODLIBS"), variable("SYSLIBS")],
}
print(json.dumps(facts))
