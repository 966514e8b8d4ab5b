# Imports the module whose name is the second argument, `demo` or `bare`, from the library.
import importlib.machinery
import importlib.util
import sys

name = sys.argv[2]
path = sys.argv[1] + "/demo" + importlib.machinery.EXTENSION_SUFFIXES[0]
try:
    spec = importlib.util.spec_from_file_location(name, path)
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
except SystemError as error:
    print("SystemError:", error)
