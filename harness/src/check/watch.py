# Notes which module's init or exec function raises, of all those that an import brings, and which modules it looks for. It
# comes after the prelude and before the import, which is then done here.

RAISED = []
FAILED = []
SOUGHT = []
# Of each exception that nobody here could get, whether it is a statement.
UNRAISABLE = []


class Noting:
    """Finds nothing, but knows what was to be found."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        SOUGHT.append(name)


sys.meta_path.insert(0, Noting)


def is_statement(error, before):
    """Whether the function in C raised it by itself: not because of another exception than one that was being handled before,
    and not from Python code."""
    trace = error.__traceback__
    while trace is not None:
        home = trace.tb_frame.f_globals.get("__name__")
        if home not in (__name__, "importlib._bootstrap", "importlib._bootstrap_external",
                        "_frozen_importlib", "_frozen_importlib_external"):
            return False
        trace = trace.tb_next
    return error.__cause__ is None and (error.__context__ is None or error.__context__ is before)


def noting(method, spec_of):
    def noted(*arguments):
        before, known = sys.exc_info()[1], len(SOUGHT)
        try:
            return method(*arguments)
        except BaseException as error:
            RAISED.append((spec_of(arguments[-1]), error, is_statement(error, before), SOUGHT[known:]))
            raise

    return noted


def watch(loader, wrap):
    # One makes a module from its spec, the other fills it.
    loader.create_module = wrap(noting(loader.create_module, lambda spec: spec))
    loader.exec_module = wrap(noting(loader.exec_module, lambda module: getattr(module, "__spec__", None)))


watch(sys.modules["_frozen_importlib_external"].ExtensionFileLoader, lambda method: method)
watch(sys.modules["_frozen_importlib"].BuiltinImporter, staticmethod)


def note_unraisable(unraisable):
    error = unraisable.exc_value
    UNRAISABLE.append(type(error) is ImportError and is_statement(error, None))


def hides():
    """Since gh-144601, CPython raises an ImportError of its own in a sub-interpreter for whatever the init function of a single-phase
    module raises, which it calls in the main interpreter. There, it is unraisable."""
    return "" if all(UNRAISABLE) else "hides"


sys.unraisablehook = note_unraisable


def import_noting():
    note_failure(lambda bootstrap: bootstrap._gcd_import(NAME))


def reload_noting():
    note_failure(lambda bootstrap: bootstrap._exec(sys.modules[NAME].__spec__, sys.modules[NAME]))


def note_failure(action):
    # What is unraisable in an import of this interpreter hides nothing.
    sys.unraisablehook = sys.__unraisablehook__
    try:
        action(sys.modules["_frozen_importlib"])
    except BaseException as error:
        FAILED.append(error)
        raise
    finally:
        sys.unraisablehook = note_unraisable


def chain(error):
    found = []
    while error is not None and len(found) < 100 and not any(error is one for one in found):
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def causes(error):
    """The exception and those from which Python code says that it raised it, as long as these are plain ImportErrors."""
    found = []
    while type(error) is ImportError and len(found) < 100:
        found.append(error)
        error = error.__cause__
    return found


def raised_by():
    """The module that raised first what made the import fail; `?` if that was none in C. Then the modules that were looked
    for, as far as they can matter, and those that come with Python and raised what was caught on the way. Nothing if no import failed.

    A `=` after the first one says that it comes with Python, a `!` that the import failed with just what its function in C stated,
    or with what Python code raised from that.
    """
    if not FAILED:
        return ""
    failed, noted = chain(FAILED[0]), list(RAISED)
    # What was raised goes where it would go without the watch: before the next step.
    FAILED.clear()
    RAISED.clear()
    raised = [entry for entry in noted if any(entry[1] is one for one in failed)]
    by, sought = "?", SOUGHT
    if raised:
        spec, error, states, sought_by_it = raised[0]
        # A statement hides nothing but what the function itself ran into.
        sought = sought_by_it if states else SOUGHT
        by = spelled(getattr(spec, "name", NAME))
        by += "=" if is_standard_origin(getattr(spec, "origin", None)) else "!" if states and any(error is one for one in causes(failed[0])) else ""
    caught = [spec for spec, error, *_ in noted if not any(error is one for one in failed)]
    caught = [spec.name for spec in caught if is_standard_origin(getattr(spec, "origin", None))]
    return ";".join([by] + [",".join(spelled(name) for name in dict.fromkeys(names)) for names in (sought, caught)])


def there():
    """The names of all modules. It runs no code of theirs."""
    return ",".join(spelled(name) for name in list(sys.modules) if type(name) is str)
