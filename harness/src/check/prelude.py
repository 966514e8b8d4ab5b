# What trials ask of Python. NAME, LIBRARY and STDLIB are given. It imports nothing: what is loaded decides
# what is found. Its answers are texts whose repr is themselves in quotes.
import sys

# These can't be changed, or are Python's own business.
FIXED = (
    "NoneType bool int float complex str bytes range slice ellipsis NotImplementedType code module type_ref "
    "builtin_function_or_method method_descriptor getset_descriptor member_descriptor wrapper_descriptor "
    "classmethod_descriptor method-wrapper mappingproxy weakref ReferenceType weakproxy frame traceback "
    "ModuleSpec ExtensionFileLoader SourceFileLoader BuiltinImporter"
).split()
HEAP_TYPE = 1 << 9
BEFORE = set(sys.modules)
NODES = 5000
DEPTH = 4


def clean(text):
    return "".join(char if char.isalnum() or char in "._[]-" else "?" for char in text)[:80]


def spelled(text):
    """A text in letters, digits and `._-/`; others as numbers between percent signs."""
    return "".join(char if char.isascii() and (char.isalnum() or char in "._-/") else "%%%x%%" % ord(char)
                   for char in text)


def origin_of(name):
    return getattr(getattr(sys.modules.get(name), "__spec__", None), "origin", None)


def is_standard(name):
    """Whether a module comes with Python. One that nobody found, but somebody made, doesn't."""
    return is_standard_origin(origin_of(name))


def is_standard_origin(origin):
    if not isinstance(origin, str):
        return False
    # What is installed later can be in a folder of the standard library: site-packages or dist-packages.
    return origin in ("built-in", "frozen") or (origin.startswith(STDLIB + "/") and "-packages/" not in origin)


def pythons_own():
    """The objects that modules of the standard library and their types have as attributes, such as `datetime.timezone.utc`. What
    others may have put there is none of them: containers, and what isn't of a type that comes with Python."""
    homes = [module for name, module in list(sys.modules.items()) if is_standard(name)]
    values = [value for home in homes for value in list(getattr(home, "__dict__", {}).values())]
    values += [value for kind in values if isinstance(kind, type) for value in list(kind.__dict__.values())]
    return {id(value) for value in values if not isinstance(value, (type, dict, list, set))
            and isinstance(type(value).__module__, str) and is_standard(type(value).__module__)}


def walk():
    module = sys.modules[NAME]
    # These are the same in two interpreters, or not, whatever the module does.
    pythons = pythons_own()
    seen = {id(module)}
    found = ["%d,module,%s" % (id(module), clean(NAME))]
    queue = [(NAME.rsplit(".", 1)[-1] + "." + str(key), value, 1) for key, value in list(vars(module).items())
             if key not in ("__builtins__", "__spec__", "__loader__")]
    while queue and len(seen) < NODES:
        path, thing, depth = queue.pop(0)
        kind = type(thing)
        if id(thing) in seen or id(thing) in pythons or kind.__name__ in FIXED:
            continue
        seen.add(id(thing))
        inside = []
        if kind is dict:
            inside = [("[%s]" % key if isinstance(key, str) else "[]", value) for key, value in list(thing.items())]
        elif kind in (list, tuple, set, frozenset):
            inside = [("[]", value) for value in list(thing)]
        elif isinstance(thing, type):
            if thing.__dict__ is None:
                # It comes with Python, and this interpreter hasn't made it ready: another one's object has brought it here.
                continue
            # A heap type whose name has no dot has no module.
            home = thing.__dict__.get("__module__", "" if thing.__flags__ & HEAP_TYPE else thing.__module__)
            # A type that comes with Python is shared, or not, whatever the module does.
            if not isinstance(home, str) or home == "builtins" or (home != NAME and is_standard(home)):
                continue
            if not thing.__flags__ & HEAP_TYPE:
                found.append("%d,static type,%s" % (id(thing), clean(path)))
                continue
            inside = [("." + key, value) for key, value in list(thing.__dict__.items())]
        if kind not in (tuple, frozenset):
            named = clean(kind.__name__)
            if isinstance(thing, type):
                named = "exception type" if BaseException in thing.__mro__ else "type"
            found.append("%d,%s,%s" % (id(thing), named, clean(path)))
        if depth < DEPTH:
            queue.extend((path + name, value, depth + 1) for name, value in inside)
    return ";".join(found)


def names():
    """The public names of the module, each with whether it is None. Modules in it come and go with other imports."""
    module = sys.modules.get(NAME)
    if not isinstance(module, type(sys)):
        # Some put something else there, or nothing.
        return ""
    return ",".join(spelled(key) + ("=" if value is None else "") for key, value in list(vars(module).items())
                    if isinstance(key, str) and not key.startswith("__") and not isinstance(value, type(sys)))


def forget_package():
    """Removes the modules of the module's package from sys.modules."""
    top = NAME.partition(".")[0]
    for name in list(sys.modules):
        if name == top or name.startswith(top + "."):
            del sys.modules[name]


def standard():
    """The modules of the standard library that are there because of the module; first those that need others."""
    return ",".join(spelled(name) for name in list(sys.modules) if name not in BEFORE and is_standard(name))


def packages():
    """The top-level packages and modules that others made and that are there because of the module; first what it needs."""
    own = NAME.split(".")[0]
    tops = [name.split(".")[0] for name in reversed(list(sys.modules)) if name not in BEFORE and not is_standard(name)]
    return ",".join(spelled(name) for name in dict.fromkeys(tops) if name != own and name in sys.modules)


def siblings():
    """The other extension modules of the package that are there because of the module, each with its file."""
    kind = sys.modules["_frozen_importlib_external"].ExtensionFileLoader
    specs = [(name, getattr(module, "__spec__", None)) for name, module in list(sys.modules.items())
             if name not in BEFORE and name != NAME and name.split(".")[0] == NAME.split(".")[0]]
    return ",".join(spelled(name) + "," + spelled(str(spec.origin)) for name, spec in specs
                    if isinstance(getattr(spec, "loader", None), kind))


def maker():
    """The other extension module that made the module: the one whose library has its definition."""
    module = sys.modules[NAME]
    library = __import__("_extproof").definition_of(module) if isinstance(module, type(sys)) else ""
    if not library or is_library(library):
        return ""
    return ",".join(spelled(name) for name in list(sys.modules) if name != NAME and origin_of(name) == library)


def is_library(path):
    """Whether a path leads to the library, perhaps by other links."""
    try:
        found, library = [sys.modules["posix"].stat(each) for each in (path, LIBRARY)]
    except (OSError, TypeError, ValueError):
        return False
    return (found.st_dev, found.st_ino) == (library.st_dev, library.st_ino)


def loads_file():
    """The package of the module, if its import loads the file of the module under any name."""
    package = NAME.rpartition(".")[0]
    try:
        __import__(package)
    except BaseException:
        return ""
    return spelled(package) if is_loaded() else ""


def is_loaded():
    """Whether there is a module made from the library, be it in `sys.modules` or not."""
    module = type(sys)
    return any(isinstance(each, module) and is_library(vars(each).get("__file__")) for each in __import__("gc").get_objects())


def origin():
    found = origin_of(NAME)
    if found == LIBRARY or is_library(found):
        return "library"
    if hasattr(sys.modules.get(NAME), "__path__") and is_loaded():
        return "package"
    return "table" if found == "built-in" else "other:" + spelled(str(found))


class Finder:
    """Finds one module where an embedder wants it found, whatever its package's path."""

    def __init__(self, find):
        self.find = find

    def find_spec(self, name, path=None, target=None):
        return self.find() if name == NAME else None


def use_table():
    importer = sys.modules["_frozen_importlib"].BuiltinImporter
    sys.meta_path.insert(0, Finder(lambda: importer.find_spec(NAME)))


def use_spec():
    make = sys.modules["_frozen_importlib_external"].spec_from_file_location
    sys.meta_path.insert(0, Finder(lambda: make(NAME, LIBRARY)))
