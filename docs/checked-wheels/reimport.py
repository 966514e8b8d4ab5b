"""Imports a module (the argument) again, after its removal from sys.modules, and after that of all modules of its package."""

import importlib
import sys

name = sys.argv[1]
importlib.import_module(name)
print("imported", flush=True)
del sys.modules[name]
importlib.import_module(name)
print("again", flush=True)
package = name.split(".")[0]
for other in [other for other in sys.modules if (other + ".").startswith(package + ".")]:
    del sys.modules[other]
importlib.import_module(name)
print("done", flush=True)
