# Writes where a module is found into a file, as JSON. What it imports may print, and may start what never ends.
import sys

sys.path[:] = [entry for entry in sys.path if entry]  # nothing from the current folder

import importlib.util
import json
import os

answer, name, stdlib = sys.argv[1:]
# Kept open: by now this is the harness's file, and what the code of packages puts into its place is not.
file = open(answer, "w")
made = os.fstat(file.fileno())


def encoded(path):
    return os.fsencode(path).hex()


found = {"origin": None, "packages": [], "path": [], "error": None}
try:
    spec = importlib.util.find_spec(name)
    if spec is None:
        found["error"] = "there is none on sys.path"
    else:
        found["origin"] = spec.origin and encoded(os.path.realpath(spec.origin))
        found["packages"] = [encoded(os.path.realpath(path)) for path in spec.submodule_search_locations or []]
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
