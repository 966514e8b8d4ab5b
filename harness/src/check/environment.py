# Writes where a module is found into a file, as JSON. What it imports may print, and may start what never ends.
import sys

sys.path[:] = [entry for entry in sys.path if entry]  # nothing from the current folder

import importlib.util
import json
import os
import pkgutil

answer, name, stdlib = sys.argv[1:]
# Kept open: by now this is the harness's file, and what the code of packages puts into its place is not.
file = open(answer, "w")
made = os.fstat(file.fileno())


def encoded(path):
    return os.fsencode(path).hex()


def module_of_finder(name):
    """The module whose finder finds a module at the top, if it isn't one of Python's."""
    for finder in sys.meta_path:
        find = getattr(finder, "find_spec", None)
        if find and find(name, None, None):
            home = (finder if isinstance(finder, type) else type(finder)).__module__
            return None if home.startswith("_frozen_importlib") else home
    return None


def lines_of(module):
    """The lines of `.pth` files that import a module."""
    lines = []
    for folder in sys.path:
        if folder.endswith("-packages") and os.path.isdir(folder):
            for file in sorted(os.listdir(folder)):
                if file.endswith(".pth"):
                    with open(os.path.join(folder, file), encoding="utf-8", errors="surrogateescape") as text:
                        lines += [line.strip() for line in text if line.startswith("import") and module in line]
    return lines


def below(package):
    """The names and specs of all modules below a package."""
    for module in pkgutil.iter_modules(package.submodule_search_locations, package.name + "."):
        spec = importlib.util.find_spec(module.name)
        if spec is not None:
            yield spec
            if spec.submodule_search_locations is not None:
                yield from below(spec)


found = {"origin": None, "packages": [], "path": [], "hooks": [], "found": [], "behind": [], "error": None}
try:
    spec = importlib.util.find_spec(name)
    if spec is None:
        found["error"] = "there is none on sys.path"
    else:
        found["origin"] = spec.origin and encoded(os.path.realpath(spec.origin))
        found["packages"] = [encoded(os.path.realpath(path)) for path in spec.submodule_search_locations or []]
        home = module_of_finder(name.partition(".")[0])
        if home is not None:
            found["hooks"] = lines_of(home)
            specs = [spec, *(below(spec) if spec.submodule_search_locations is not None else [])]
            files = [(spec.name, os.path.realpath(spec.origin)) for spec in specs if spec.has_location]
            found["found"] = [(name, encoded(file)) for name, file in files if file.endswith(".so")]
            found["behind"] = [encoded(folder) for folder in sorted({os.path.dirname(file) for _, file in files})]
except BaseException as error:
    try:
        found["error"] = "%s: %s" % (type(error).__name__, error)
    except BaseException:
        found["error"] = type(error).__name__
own = os.path.realpath(stdlib)
paths = [os.path.realpath(path) for path in sys.path if isinstance(path, str) and path]
found["path"] = [
    encoded(path)
    for path in paths
    if path != own and os.path.isdir(path) and (not path.startswith(own + os.sep) or path.endswith("-packages"))
]
# That code may have closed it, and opened another under its number.
now = os.fstat(file.fileno())
if (now.st_dev, now.st_ino) != (made.st_dev, made.st_ino):
    os._exit(1)
json.dump(found, file)
file.flush()
os._exit(0)
