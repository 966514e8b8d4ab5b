# Notes which module's init or exec function raises, of all those that an import brings. It comes after the prelude and
# before the import, which is then done here.

RAISED = []
FAILED = []


def is_statement(error):
    """Whether the function in C raised it by itself: not because of another exception, and not from Python code."""
    trace = error.__traceback__
    while trace is not None:
        home = trace.tb_frame.f_globals.get("__name__")
        if home not in (__name__, "importlib._bootstrap", "importlib._bootstrap_external",
                        "_frozen_importlib", "_frozen_importlib_external"):
            return False
        trace = trace.tb_next
    return error.__cause__ is None and error.__context__ is None


def noting(method, spec_of):
    def noted(*arguments):
        try:
            return method(*arguments)
        except BaseException as error:
            RAISED.append((spec_of(arguments[-1]), error, is_statement(error)))
            raise

    return noted


def watch(loader, wrap):
    # One makes a module from its spec, the other fills it.
    loader.create_module = wrap(noting(loader.create_module, lambda spec: spec))
    loader.exec_module = wrap(noting(loader.exec_module, lambda module: getattr(module, "__spec__", None)))


watch(sys.modules["_frozen_importlib_external"].ExtensionFileLoader, lambda method: method)
watch(sys.modules["_frozen_importlib"].BuiltinImporter, staticmethod)


def import_noting():
    try:
        sys.modules["_frozen_importlib"]._gcd_import(NAME)
    except BaseException as error:
        FAILED.append(error)
        raise


def reload_noting():
    try:
        sys.modules["_frozen_importlib"]._exec(sys.modules[NAME].__spec__, sys.modules[NAME])
    except BaseException as error:
        FAILED.append(error)
        raise


def chain(error):
    found = []
    while error is not None and len(found) < 100 and not any(error is one for one in found):
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def raised_by():
    """The module that raised first what made the import fail.

    A `=` after it says that it comes with Python, a `!` that the import failed with just what its function in C stated.
    """
    failed = chain(FAILED[0]) if FAILED else []
    # What was caught on the way isn't in the chain.
    raised = [entry for entry in RAISED if any(entry[1] is one for one in failed)]
    if not raised:
        return ""
    spec, error, states = raised[0]
    name, origin = getattr(spec, "name", NAME), getattr(spec, "origin", None)
    return spelled(name) + ("=" if is_standard_origin(origin) else "!" if states and error is failed[0] else "")
