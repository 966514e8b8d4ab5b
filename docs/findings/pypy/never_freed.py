# Imports both modules, drops the first and collects garbage; then Python ends.
import gc
import importlib.util
import sys

sys.path.insert(0, sys.argv[1])


def load_and_drop():
    import demo

    spec = importlib.util.spec_from_file_location("other", demo.__file__)
    sys.modules["other"] = importlib.util.module_from_spec(spec)
    del sys.modules["demo"]


load_and_drop()
for _ in range(10):
    gc.collect()
print("collected", flush=True)
