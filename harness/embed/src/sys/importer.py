# Runs once in each interpreter of the library: finds the modules that were registered for it, before all other importers.


def make(create):
    import sys

    bootstrap = sys.modules["_frozen_importlib"]
    external = sys.modules["_frozen_importlib_external"]
    create_builtin = sys.modules["_imp"].create_builtin
    entries = {}  # Name -> capsule with the init function.
    files = {}  # Name -> shared library.
    shut_down = {}  # threading's own function.
    nothing = object()

    def create_registered(spec):
        name = spec.name
        if name not in entries:
            raise ImportError("%r is not a registered module" % name, name=name)
        before = sys.modules.get(name, nothing)
        try:
            module = create(spec, entries[name], create_builtin)
            if module is None:
                raise ImportError("can't import %r while Python is finalized" % name, name=name)
            return module
        except BaseException:
            # Python can leave a module behind whose import failed.
            if before is nothing:
                sys.modules.pop(name, None)
            raise

    class LinkedImporter(bootstrap.BuiltinImporter):
        """Imports what the embedding program registered in this interpreter."""

        @classmethod
        def find_spec(cls, fullname, path=None, target=None):
            if fullname in files:
                loader = LibraryLoader(fullname, files[fullname])
                return external.spec_from_file_location(fullname, files[fullname], loader=loader)
            if fullname in entries:
                return bootstrap.ModuleSpec(fullname, cls, origin="built-in", is_package=False)
            return None

        @staticmethod
        def create_module(spec):
            return create_registered(spec)

    class LibraryLoader(external.ExtensionFileLoader):
        """Loads a shared library that the embedding program registered in this interpreter."""

        def create_module(self, spec):
            if spec.name in entries:
                return create_registered(spec)
            return super().create_module(spec)

    def list_names(more):
        # Names that no module can have are spare places in Python's table.
        names = [name for name in sys.builtin_module_names if not name.startswith("-")]
        sys.builtin_module_names = tuple(sorted({*names, *more}))

    def install(filesystem, paths):
        list_names(())
        sys.path[:0] = paths
        if not filesystem:
            sys.meta_path.remove(external.PathFinder)
        sys.meta_path.insert(0, LinkedImporter)

    def add(name, entry, file, replace):
        """Whether the module was added: not if the import system has one of this name already."""
        if replace:
            sys.modules.pop(name, None)
        elif name in sys.modules:
            return False
        if entry is not None:
            entries[name] = entry
        if file is not None:
            files[name] = file
        else:
            list_names((name,))
        return True

    def wait_for_threads(refuse_daemons):
        """Waits for threads that end by themselves; does nothing if a daemon thread is left that none may be."""
        threading = sys.modules.get("threading")
        if threading is None:
            return
        current = threading.get_ident()
        others = [thread for thread in threading.enumerate() if thread.ident != current]
        if refuse_daemons and any(thread.daemon for thread in others):
            return
        # Up to 3.12 it belongs to the state of the first thread, and is free if the interpreter has left that. The first thread
        # expects to find it taken, and others wait until it is free.
        first = getattr(threading._main_thread, "_tstate_lock", None)
        if first is not None and threading._main_thread.ident == current:
            first.acquire(False)
        shut_down.setdefault("function", threading._shutdown)
        try:
            shut_down["function"]()
        finally:
            # Python calls it again, which sub-interpreters of 3.12 take for an error.
            threading._shutdown = int

    def call_exit_functions():
        atexit = sys.modules.get("atexit")
        if atexit is not None:
            atexit._run_exitfuncs()

    return install, add, wait_for_threads, call_exit_functions
