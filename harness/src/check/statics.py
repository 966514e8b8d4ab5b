# What the trial `statics` asks of the checker's own module. It comes after the prelude and the import.
import gc

# Types whose instances have a dict or a list of weak references before them.
MANAGED = 1 << 3 | 1 << 4


def type_line(kind):
    """A type for the checker: its address, what it is, how many words Python has before its instances, how long they are
    if they are types, and its name."""
    own = type.__dict__
    bases = own["__mro__"].__get__(kind)
    name = own["__name__"].__get__(kind)
    try:
        home = own["__module__"].__get__(kind)
    except AttributeError:
        home = None
    if type(home) is str and home != "builtins":
        name = home + "." + name
    is_a = lambda wanted: any(base is wanted for base in bases)
    word = "metatype" if is_a(type) else "exception" if is_a(BaseException) else "type"
    # Static types are shorter than those that Python makes.
    size = own["__basicsize__"].__get__(kind) if is_a(type) and kind is not type else 0
    flags = own["__flags__"].__get__(kind)
    before = 2 * (flags >> 14 & 1) + 2 * (sys.version_info >= (3, 11) and flags & MANAGED != 0)
    return "%d %s %d %d %s" % (id(kind), word, before, size, spelled(name))


def all_types():
    found = {id(kind): kind for kind in map(type, gc.get_objects())}
    todo = [object, *found.values()]
    while todo:
        kind = todo.pop()
        found[id(kind)] = kind
        # A list of them isn't there for a type whose interpreter is gone.
        todo.extend(below for below in type.__subclasses__(kind) + [type(kind)] if id(below) not in found)
    return found.values()


def look(name):
    """What the C statics point to; nothing if the library isn't loaded. The name is that of the look."""
    import _extproof
    library = LIBRARY.encode("utf-8", "surrogateescape").hex()
    return _extproof.statics("\n".join([name, library, str(NAME.count(".")), *map(type_line, all_types())]))
