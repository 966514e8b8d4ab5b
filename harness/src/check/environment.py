# Writes where a module is found into a file, as JSON. What it imports may print, and may start what never ends.
import sys

sys.path[:] = [entry for entry in sys.path if entry]  # nothing from the current folder

import ast
import importlib.machinery
import importlib.util
import json
import os
import pkgutil
import re
import select
import site
import time
import zipimport

answer, name, stdlib, patience = sys.argv[1:]
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


def archive_of(spec):
    """The archive that a package is in, if it is in one."""
    loader = getattr(spec, "loader", None)
    return encoded(loader.archive) if isinstance(loader, zipimport.zipimporter) else None


def told(error):
    try:
        return "%s: %s" % (type(error).__name__, error)
    except BaseException:
        return type(error).__name__


def find():
    """The spec of the module, or None; why there is none; and whether that is because a package above it raises."""
    parent = name.rpartition(".")[0]
    try:
        if parent:
            __import__(parent)
    except BaseException as error:
        missing = error.name if isinstance(error, ModuleNotFoundError) else None
        if isinstance(missing, str) and (parent + ".").startswith(missing + "."):
            return None, "there is no `%s` on sys.path" % missing, False
        return without_import(), told(error), True
    try:
        spec = importlib.util.find_spec(name)
        return spec, "there is none on sys.path", False
    except BaseException as error:
        # Some put something else than a package in its place, after they have imported what is in it.
        is_package = hasattr(sys.modules.get(parent), "__path__")
        return None if is_package else without_import(), told(error), False


def without_import():
    """The spec that the folders of packages have, whatever their code does."""
    top = spec_of(name.partition(".")[0], None)
    specs = [top, *below(top, set(), {})] if top else []
    return next((spec for spec in specs if spec.name == name), None)


def paths_after_import(package):
    """The folders of packages once this one is imported, whose code can change them. In a process of its own, since it may
    exit, crash or hang."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            __import__(package)
            modules = [(key, getattr(module, "__path__", None)) for key, module in list(sys.modules.items())]
            own = {key: list(map(str, path)) for key, path in modules if path and (key + ".").startswith(package + ".")}
            os.write(writing, json.dumps(own).encode() + b"\n")
        finally:
            os._exit(0)
    os.close(writing)
    content, ended, end = b"", False, time.monotonic() + float(patience)
    while not content.endswith(b"\n") and time.monotonic() < end:
        # What it started may keep the pipe open.
        if not select.select([reading], [], [], 0.05)[0]:
            if ended:
                break
            ended = os.waitpid(child, os.WNOHANG)[0] == child
            continue
        part = os.read(reading, 1 << 16)
        if not part:
            break
        content += part
    if not ended:
        os.kill(child, 9)
        os.waitpid(child, 0)
    try:
        return json.loads(content)
    except ValueError:
        return {}


def modules_of_distribution():
    """What can be imported from the distribution of this name, if one is installed."""
    from importlib import metadata

    def normal(text):
        return re.sub("[-_.]+", "-", str(text)).lower()

    names = set()
    for distribution in metadata.distributions():
        if normal(distribution.metadata["Name"]) != normal(name):
            continue
        for file in distribution.files or []:
            top = file.parts[0]
            if len(file.parts) == 1 and top.endswith((".py", ".so")):
                top = top.partition(".")[0]
            if top.isidentifier() and top != "__pycache__":
                names.add(top)
        names.update((distribution.read_text("top_level.txt") or "").split())
    return sorted(names, key=lambda name: (name.startswith("_"), name))


def extends_path(spec):
    """Whether a package's code makes it one of several folders, as was usual before namespace packages."""
    try:
        with open(spec.origin, "rb") as code:
            tree = ast.parse(code.read())
    except Exception:
        return False
    names = {getattr(node, "attr", getattr(node, "id", None)) for node in ast.walk(tree)}
    return not names.isdisjoint({"extend_path", "declare_namespace"})


def below(package, seen, paths):
    """The specs of all modules below a package. Folders can lead back to where they are."""
    path = list(package.submodule_search_locations or [])
    if package.name in paths:
        path = package.submodule_search_locations = paths[package.name]
    # Only for packages without a parent: that one would have to be imported.
    elif path and "." not in package.name and extends_path(package):
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
            yield from below(spec, seen, paths)


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


found = {
    "modules": [], "others": [], "packages": [], "before": [], "after": [], "customized": [],
    "error": None, "raised": False, "distribution": [], "archive": None,
}
try:
    found["before"], found["after"] = places()
    customized = [getattr(sys.modules.get(module), "__file__", None) for module in ("sitecustomize", "usercustomize")]
    found["customized"] = [encoded(file) for file in customized if isinstance(file, str)]
    top, why, found["raised"] = find()
    found["archive"] = archive_of(spec_of(name.partition(".")[0], None))
    if top is None:
        found["error"] = why
        found["distribution"] = modules_of_distribution()
    else:
        is_package = top.submodule_search_locations is not None and not found["raised"]
        specs = [top, *below(top, set(), paths_after_import(name) if is_package else {})]
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
    found["error"] = found["error"] or told(error)
# That code may have closed it, and opened another under its number.
now = os.fstat(file.fileno())
if (now.st_dev, now.st_ino) != (made.st_dev, made.st_ino):
    os._exit(1)
json.dump(found, file)
file.flush()
os._exit(0)
