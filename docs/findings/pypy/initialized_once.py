# Imports the module, removes it from sys.modules and imports it again; then loads the other module of the library.
import importlib.util
import sys

sys.path.insert(0, sys.argv[1])
import demo as first

del sys.modules["demo"]
import demo as second

print("the same list:", first.items is second.items, flush=True)
spec = importlib.util.spec_from_file_location("other", first.__file__)
print("loaded as other:", importlib.util.module_from_spec(spec).__name__, flush=True)
