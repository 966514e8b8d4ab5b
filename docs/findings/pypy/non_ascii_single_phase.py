# Loads the module from the library.
import importlib.machinery
import importlib.util
import sys

path = sys.argv[1] + "/demo" + importlib.machinery.EXTENSION_SUFFIXES[0]
try:
    print("loaded:", importlib.util.module_from_spec(importlib.util.spec_from_file_location("zkoušky", path)).__name__)
except SystemError as error:
    print("SystemError:", error)
