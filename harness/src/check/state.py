# What belongs to the process or to the interpreter, and isn't a module's to change. Its answer is a text
# whose repr is itself in quotes: names with values, which are compared with those of another time.
import _imp as imp
import _locale as locale
import _signal as signal
import _thread as thread
import _warnings as warnings
import posix
import sys


LIMITS = "stack size", "open files", "processes", "locked memory", "pending signals", "msgqueue size"


def spelled(text):
    """A text in letters, digits and `._-/`; others as numbers between percent signs."""
    return "".join(char if char.isascii() and (char.isalnum() or char in "._-/") else "%%%x%%" % ord(char)
                   for char in text)


def made(spec):
    """A built-in module, made again if it can be, that `sys.modules` doesn't have."""
    module = imp.create_builtin(spec)
    imp.exec_builtin(module)
    return module


def new_environment():
    """The variables of the process as C sees them now: `posix` has read them when it was imported."""
    try:
        fresh = made(posix.__spec__)
    except ImportError:
        return {}
    return {} if fresh is posix else fresh.environ


def handlers():
    """The functions that handle signals. The module that tells of them is not left where others could find it."""
    spec = sys.modules["_frozen_importlib"].BuiltinImporter.find_spec("_extproof")
    return [entry.split(",") for entry in made(spec).handlers("").split(";") if entry]


def float_mode():
    """Bits of the processor's mode for floating-point numbers, by what it calculates."""
    smallest, tiny, large, one, half = 5e-324, 2.2250738585072014e-308, 2.0 ** 100, 1.0, 2.0 ** -53
    if tiny * 0.5 == 0.0:
        yield "flushes"
    if smallest * large == 0.0:
        yield "zeroes"
    if one + half != 1.0:
        yield "up"
    if one + half * 1.5 == 1.0:
        yield "down"


def lines_of(path, begins):
    file = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC)
    try:
        text = b""
        while True:
            part = posix.read(file, 65536)
            if not part:
                break
            text += part
    finally:
        posix.close(file)
    for line in text.decode("ascii", "replace").splitlines():
        if line.startswith(begins):
            yield line


def directory():
    try:
        return posix.getcwd()
    except OSError:
        return None


def items():
    yield "directory", directory()
    mask = posix.umask(0o77)
    posix.umask(mask)
    yield "umask", mask
    for name, value in new_environment().items():
        yield "variable:" + name.decode("utf-8", "replace"), value
    for name in ("LC_CTYPE", "LC_NUMERIC", "LC_COLLATE", "LC_MONETARY", "LC_TIME", "LC_MESSAGES"):
        yield "locale:" + name, locale.setlocale(getattr(locale, name), None)
    for number, address in handlers():
        yield "handler:" + number, address
    for line in lines_of("/proc/self/status", ("SigBlk", "SigIgn")):
        # The C library keeps those from 32 on to itself, and handles them from the first thread on.
        own = (1 << signal.SIGRTMIN - 1) - (1 << 31)
        yield "signals:" + line[:6], "%016x" % (int(line[7:], 16) & ~own)
    yield "floats", "+".join(float_mode())
    for line in lines_of("/proc/self/limits", "Max"):
        # The others are set from outside while Python starts.
        if line[4:26].strip() in LIMITS:
            yield "limit:" + line[4:26].strip(), line[26:]
    # The module written in Python has the list that counts, once it is imported.
    filters = getattr(sys.modules.get("warnings"), "filters", warnings.filters)
    yield "filters", [entry[:2] + entry[3:] + (getattr(entry[2], "__name__", ""),) for entry in filters]
    for name in ("excepthook", "displayhook", "unraisablehook", "breakpointhook", "stdin", "stdout", "stderr"):
        yield "sys:" + name, id(getattr(sys, name, None))
    for name in ("gettrace", "getprofile", "get_asyncgen_hooks", "getrecursionlimit", "getswitchinterval"):
        yield "sys:" + name[3:].lstrip("_"), getattr(sys, name)()
    if hasattr(sys, "get_int_max_str_digits"):
        yield "sys:int_max_str_digits", sys.get_int_max_str_digits()
    yield "stack", thread.stack_size()
    yield "priority", posix.getpriority(posix.PRIO_PROCESS, 0)
    yield "processors", sorted(posix.sched_getaffinity(0))


def state():
    return ";".join(spelled(name) + "=" + spelled(str(value)) for name, value in items())
