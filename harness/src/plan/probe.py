# The probe: does and reports everything that happens inside Python, the same for every host.
#
# It runs in `__main__` of each interpreter. It imports nothing that isn't loaded at start-up, because imports are what is
# under test, and keeps nothing alive that a case makes: modules are followed by weak references.


def _extproof_make():
    import sys

    bootstrap = sys.modules["_frozen_importlib"]
    bootstrap_external = sys.modules["_frozen_importlib_external"]
    posix = sys.modules["posix"]
    weakref = sys.modules["_weakref"]
    gil_enabled = getattr(sys, "_is_gil_enabled", None)
    namespace = {"__name__": "case", "__builtins__": __builtins__}
    tracked = {}
    replaced = []
    settings = {}

    def quote(text):
        out = []
        for char in text:
            code = ord(char)
            if char in '"\\':
                out.append("\\" + char)
            elif 0xD800 <= code <= 0xDFFF:  # JSON has no lone surrogates.
                out.append("\\\\u%04x" % code)
            elif 0x20 <= code < 0x7F:
                out.append(char)
            elif code > 0xFFFF:
                code -= 0x10000
                out.append("\\u%04x\\u%04x" % (0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF)))
            else:
                out.append("\\u%04x" % code)
        return '"' + "".join(out) + '"'

    def encode(value):
        if value is None:
            return "null"
        if value is True or value is False:
            return "true" if value else "false"
        if isinstance(value, int):
            return str(value)
        if isinstance(value, str):
            return quote(value)
        if isinstance(value, dict):
            return "{" + ",".join(quote(key) + ":" + encode(item) for key, item in value.items()) + "}"
        return "[" + ",".join(encode(item) for item in value) + "]"

    def emit(event):
        """Appends a line to the events file, which the harness has made.

        It is opened for each line: a descriptor that is kept can be closed by the code under test, and mean another
        file then. A child that this code forked is no part of the run.
        """
        if settings["getpid"]() != settings["process"]:
            return
        line = encode(event).encode("ascii")
        if settings["key"] is not None:
            line = settings["sign"](settings["key"], line).hex().encode("ascii") + b" " + line
        line += b"\n"
        events = settings["open"](settings["events"], settings["flags"])
        written = settings["write"](events, line)
        settings["close"](events)
        if written != len(line):
            raise OSError("the events file takes no more")

    def text_of(value, longest=2000):
        """The text of anything, cut if it is too long. Texts can be of a subclass that does anything."""
        try:
            text = str(value)
            length = str.__len__(text)
            if length <= longest:
                return str.__str__(text)
            return str.__getitem__(text, slice(longest)) + "... (cut: it has %d characters)" % length
        except BaseException as error:
            return "<no text: %s>" % name_of(type(error))

    def name_of(kind):
        """The name of a type, or of the type of something else. What a metaclass says of it doesn't count."""
        kind = kind if isinstance(kind, type) else type(kind)
        return text_of(type.__dict__["__name__"].__get__(kind))

    def describe_exception(error, causes=8):
        """What is known of an exception. All in one function: each object of the probe moves the moments at which a
        free-threaded Python collects garbage."""
        described = {"type": name_of(type(error)), "message": text_of(error)}
        bases = type.__dict__["__mro__"].__get__(type(error))
        described["bases"] = []
        for base in bases[:50]:
            try:
                home = type.__dict__["__module__"].__get__(base)
            except AttributeError:
                home = None
            name = type.__dict__["__qualname__"].__get__(base)
            described["bases"].append(text_of("%s.%s" % (text_of(home), name)))
        if OSError in bases and type(OSError.errno.__get__(error)) is int:
            described["errno"] = OSError.errno.__get__(error)
        if ImportError in bases and type(ImportError.path.__get__(error)) is str:
            described["file"] = text_of(ImportError.path.__get__(error))
        # The module of the innermost frame that isn't of the import system or the probe. And how far an import had come, by its
        # outermost frames: those inside may be of another one.
        loading = False
        trace = BaseException.__traceback__.__get__(error)
        while trace is not None:
            home = text_of(dict.get(trace.tb_frame.f_globals, "__name__"))
            if home not in ("__main__", "importlib", "importlib._bootstrap", "importlib._bootstrap_external",
                            "_frozen_importlib", "_frozen_importlib_external"):
                described["code"] = home
            if "phase" not in described:
                name = trace.tb_frame.f_code.co_name
                if name == "module_from_spec" or name == "create_module":
                    described["phase"] = "create"
                elif name == "exec_module":
                    described["phase"] = "exec"
                elif loading:
                    described["phase"] = "loaded"
                elif name == "_find_spec":
                    described["phase"] = "find"
                loading = name == "_load_unlocked"
            trace = trace.tb_next
        if loading:
            described["phase"] = "loaded"
        cause = BaseException.__cause__.__get__(error)
        if cause is not None and causes:
            described["cause"] = describe_exception(cause, causes - 1)
        elif cause is not None:
            described["cause"] = {"type": "...", "message": "(cut: there are more causes)"}
        return described

    def identify(thing):
        """Type and identity of an object; follows it until it is gone, if it can be followed."""
        identity = {"type": name_of(type(thing))}
        followed = tracked.get(id(thing))
        if followed is not None and followed() is not thing:
            replaced.append(str(id(thing)))
        try:
            tracked[id(thing)] = weakref.ref(thing)
            identity["id"] = str(id(thing))
        except TypeError:
            pass
        return identity

    def take_gone():
        gone = [key for key, reference in list(tracked.items()) if reference() is None]
        for key in gone:
            tracked.pop(key, None)
        gone = [str(key) for key in gone] + replaced
        replaced.clear()
        return gone

    def describe_module(name, module):
        described = identify(module)
        described["key"] = text_of(name)
        spec = getattr(module, "__spec__", None)
        described["spec"] = None
        if spec is not None:
            described["spec"] = {
                "name": text_of(getattr(spec, "name", None)),
                "loader": name_of(getattr(spec, "loader", None)),
                "origin": getattr(spec, "origin", None) and text_of(spec.origin),
            }
        values = getattr(module, "__dict__", {})
        if "__name__" in values:
            described["name"] = text_of(values["__name__"])
        for key in ("__file__", "__package__", "__path__", "serial", "items"):
            if key in values:
                described[key.strip("_")] = text_of(repr(values[key]))
        return described

    def is_standard(name, module):
        if isinstance(module, type):  # Up to 3.12, classes of typing stood for modules.
            return is_standard(module.__module__, sys.modules.get(module.__module__))
        spec = getattr(module, "__spec__", None)
        if spec is None and sys.implementation.name == "pypy":  # Its C API, and C libraries of its own modules.
            package = name.endswith(".lib") and name[:-4]
            return name == "cpyext" or package in sys.modules and is_standard(package, sys.modules[package])
        origin = getattr(spec, "origin", None)
        if origin in ("built-in", "frozen"):
            return True
        return isinstance(origin, str) and origin.startswith(settings["stdlib"])

    def observe():
        modules = []
        left_out = 0
        for name, module in list(sys.modules.items()):
            watched = name in settings["watch"]
            new = name not in settings["baseline"]
            if not watched and (not new or is_standard(name, module)):
                continue
            if not watched and len(modules) >= 500:
                left_out += 1
                continue
            described = describe_module(name, module)
            if watched and not new and module is settings["baseline"][name]():
                described["old"] = True
            modules.append(described)
        names = list(sys.builtin_module_names)
        counts = {name: names.count(name) for name in settings["watch"] if name in names}
        return {"modules": modules, "builtin_module_names": counts, "left_out": left_out}

    def stop_automatic_collections():
        """Automatic collections come at moments that each object of Python or of the probe moves. Those that code asks for,
        and those at the end of an interpreter, stay."""
        gc = bootstrap.module_from_spec(bootstrap.BuiltinImporter.find_spec("gc"))
        sys.modules.pop("gc", None)  # There by now if it is initialized in a single phase.
        if hasattr(gc, "set_threshold"):
            gc.set_threshold(0)
        else:  # PyPy's
            gc.disable()

    def install(modules, stdlib, events, watch, key, path, after, given):
        stop_automatic_collections()
        sys.path[:0] = [modules] + path
        for folder, has_settings in after:
            if has_settings:
                __import__("site").addsitedir(folder)
            elif folder not in sys.path:
                sys.path.append(folder)
        settings["stdlib"] = stdlib
        settings["watch"] = watch
        settings["events"] = events
        settings["key"] = key
        # Taken now: what the code under test puts into their places later plays no part.
        settings["sign"] = sys.modules["_imp"].source_hash
        settings["open"], settings["write"], settings["close"] = posix.open, posix.write, posix.close
        settings["flags"] = posix.O_WRONLY | posix.O_APPEND | posix.O_CLOEXEC | posix.O_NOFOLLOW | posix.O_NONBLOCK
        settings["getpid"], settings["process"] = posix.getpid, posix.getpid()
        settings["modules"] = modules
        settings["copies"] = []
        settings["baseline"] = {}
        for name, module in list(sys.modules.items()):
            try:
                settings["baseline"][name] = weakref.ref(module)
            except TypeError:
                settings["baseline"][name] = lambda module=module: module
        namespace.update(given)

    def load(name, path):
        # The recipe of importlib's documentation.
        spec = bootstrap_external.spec_from_file_location(name, path)
        module = bootstrap.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        return {"object": identify(sys.modules[name])}

    def place(source, target, by):
        folders = target.split("/")
        for end in range(2, len(folders)):
            try:
                posix.mkdir("/".join(folders[:end]))
            except FileExistsError:
                pass
        try:
            posix.unlink(target)
        except FileNotFoundError:
            pass
        if by == "symlink":
            posix.symlink(source, target)
            return {}
        # Fixtures can be on another file system, so all links to one are links to a first copy.
        linked = by == "hardlink"
        copy = settings["modules"] + "/../" + source.rsplit("/", 1)[1] if linked else target
        if copy not in settings["copies"]:
            with open(source, "rb") as reader, open(copy, "wb") as writer:
                writer.write(reader.read())
        if linked:
            settings["copies"].append(copy)
            posix.link(copy, target)
        return {}

    def reload(name):
        import importlib

        return {"object": identify(importlib.reload(sys.modules[name]))}

    def forget(name):
        del sys.modules[name]
        return {}

    def execute(code):
        exec(compile(code, "<case>", "exec"), namespace)
        return {}

    actions = {
        "import": lambda name: {"object": identify(bootstrap._gcd_import(name))},
        "load": load,
        "place": place,
        "reload": reload,
        "forget": forget,
        "execute": execute,
        "evaluate": lambda code: {"value": text_of(repr(eval(compile(code, "<case>", "eval"), namespace)), 1 << 20)},
        "observe": lambda label: observe(),
    }

    def perform(step, action, *arguments):
        before = gil_enabled and gil_enabled()
        try:
            result = actions[action](*arguments)
        except BaseException as error:
            result = {"raised": describe_exception(error)}
            error = None
        after = gil_enabled and gil_enabled()
        gone = take_gone()
        report = {"probe": step}
        report.update(result)
        if gone:
            report["gone"] = gone
        if before != after:
            report["gil"] = "enabled" if after else "disabled"
        emit(report)

    perform.install = install
    return perform


_extproof = _extproof_make()
