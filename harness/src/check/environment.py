# Writes where a module is found into a file, as JSON. What it imports may print, and may start what never ends.
import sys

sys.path[:] = [entry for entry in sys.path if entry]  # nothing from the current folder

import ast
import importlib.machinery
import importlib.util
import json
import os
import pkgutil
import site

answer, name, stdlib = sys.argv[1:]
# Kept open: by now this is the harness's file, and what the code of packages puts into its place is not.
file = open(answer, "w")
made = os.fstat(file.fileno())


def encoded(path):
    return os.fsencode(path).hex()


def is_below(path, folder):
    return path == folder or path.startswith(folder + os.sep)


def places():
    """What is on sys.path before and after the standard library, and whether the site module reads `.pth` files there."""
    own = os.path.realpath(stdlib)
    sites = set(map(os.path.realpath, site.getsitepackages() + [site.getusersitepackages()]))
    before, after, standard = [], [], False
    for entry in sys.path:
        if not isinstance(entry, str):
            continue
        real = os.path.realpath(entry)
        is_own = is_below(real, own) and real not in sites and "-packages" not in real[len(own):]
        if is_own or os.path.basename(real) == "python%d%d.zip" % sys.version_info[:2]:
            standard = True
        elif not standard:
            before.append(encoded(real if os.path.exists(real) else entry))
        else:
            reads = real in sites and os.path.isdir(real) and any(name.endswith(".pth") for name in os.listdir(real))
            after.append((encoded(real if os.path.exists(real) else entry), reads))
    return before, after


def spec_of(name, path):
    """What the finders find, without an import."""
    for finder in sys.meta_path:
        try:
            spec = finder.find_spec(name, path, None)
        except Exception:
            continue
        if spec is not None:
            return spec
    return None


def extends_path(spec):
    """Whether a package's code makes it one of several folders, as was usual before namespace packages."""
    try:
        with open(spec.origin, "rb") as code:
            tree = ast.parse(code.read())
    except Exception:
        return False
    names = {getattr(node, "attr", getattr(node, "id", None)) for node in ast.walk(tree)}
    return not names.isdisjoint({"extend_path", "declare_namespace"})


def below(package, seen):
    """The specs of all modules below a package. Folders can lead back to where they are."""
    path = list(package.submodule_search_locations or [])
    # Only for packages without a parent: that one would have to be imported.
    if path and "." not in package.name and extends_path(package):
        path = package.submodule_search_locations = pkgutil.extend_path(path, package.name)
    new = [entry for entry in path if os.path.realpath(entry) not in seen]
    seen.update(map(os.path.realpath, new))
    folders = [folder for entry in new for folder in folders_in(entry)]
    names = {module.name for module in pkgutil.iter_modules(new, package.name + ".")}
    for name in sorted(names.union(package.name + "." + folder.name for folder in folders)):
        spec = spec_of(name, path)
        if spec is None and name not in names:
            # A namespace package, whose spec asks for the module above it.
            spec = importlib.machinery.ModuleSpec(name, None, is_package=True)
            end = name.rpartition(".")[2]
            spec.submodule_search_locations = [folder.path for folder in folders if folder.name == end]
        if spec is not None:
            yield spec
            yield from below(spec, seen)


def folders_in(path):
    try:
        entries = list(os.scandir(path))
    except OSError:
        return []
    return [entry for entry in entries if entry.name.isidentifier() and entry.name != "__pycache__" and entry.is_dir()]


def is_extension(spec):
    if not isinstance(spec.origin, str):
        return False
    # Build backends put loaders of their own around Python's.
    by_name = spec.origin.endswith(tuple(importlib.machinery.EXTENSION_SUFFIXES))
    return by_name or isinstance(spec.loader, importlib.machinery.ExtensionFileLoader)


found = {"modules": [], "others": [], "packages": [], "before": [], "after": [], "error": None}
try:
    found["before"], found["after"] = places()
    top = importlib.util.find_spec(name)
    if top is None:
        found["error"] = "there is none on sys.path"
    else:
        specs = [top, *below(top, set())]
        found["modules"] = [(spec.name, encoded(os.path.abspath(spec.origin))) for spec in specs if is_extension(spec)]
        others = [spec for spec in specs if not is_extension(spec)]
        found["others"] = [(spec.name, str(spec.origin or "a namespace package")) for spec in others]
        found["packages"] = [
            (spec.name, encoded(os.path.abspath(path)))
            for spec in specs
            for path in spec.submodule_search_locations or []
            if os.path.isdir(path)
        ]
except BaseException as error:
    try:
        found["error"] = "%s: %s" % (type(error).__name__, error)
    except BaseException:
        found["error"] = type(error).__name__
# That code may have closed it, and opened another under its number.
now = os.fstat(file.fileno())
if (now.st_dev, now.st_ino) != (made.st_dev, made.st_ino):
    os._exit(1)
json.dump(found, file)
file.flush()
os._exit(0)
