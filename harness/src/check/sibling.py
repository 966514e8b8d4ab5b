# Loads the extension module with the name and the file that are given as companions, without its package. Whatever it needs,
# the modules that are named after them aren't there.
import sys


class Barring:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name in COMPANIONS[2:]:
            raise ImportError(name)


sys.meta_path.insert(0, Barring)
spec = sys.modules["_frozen_importlib_external"].spec_from_file_location(*COMPANIONS[:2])
try:
    sys.modules["_frozen_importlib"]._load(spec)
except Exception:
    pass
