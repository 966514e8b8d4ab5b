"""A host of extproof that is the stock Python, without an embedding program.

One process of Python is one runtime. So `initialize` starts the executable, and `finalize` lets it end by itself. This program,
which is another process, only watches: it reports the beginning of `initialize` before the executable starts, and the end of
`finalize` after it has ended. If the executable crashes, this program ends the same way. runtime.py does the rest.
"""

import json
import posix
import signal
import sys

RUNTIME = __file__.rpartition("/")[0] + "/runtime.py"
# The descriptors on which runtime.py reads its steps, and reports that it did them.
STEPS_FD, REACHED_FD = 0, 3
# The exit code of a Python whose Py_FinalizeEx failed.
FINALIZE_FAILED = 120
EVENTS_FLAGS = posix.O_WRONLY | posix.O_APPEND | posix.O_CLOEXEC | posix.O_NOFOLLOW | posix.O_NONBLOCK


def main():
    arguments = sys.argv[1:]
    if arguments == ["--describe"]:
        print(json.dumps(describe()))
    elif len(arguments) == 1:
        scenario = read(arguments[0])
        carry_out(scenario)
        emit({"done": True})
    else:
        give_up("usage: host.py --describe | host.py SCENARIO.json")


def describe():
    with open("/proc/self/maps") as maps:
        shared = any("/libpython3" in line for line in maps)
    return {
        "contract": 1,
        "name": "python",
        "version": "0.1.0",
        "python": sys.version.replace("\n", ""),
        "link": "shared" if shared else "exported",
        "steps": sorted(can_do()),
        "initializations": 1,
    }


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            scenario = json.load(file)
        if scenario["contract"] != 1:
            give_up("%s: the contract is %s, not 1" % (path, scenario["contract"]))
        check(scenario["steps"], can_do())
        scenario["executable"], scenario["home"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        give_up("%s: %s: %s" % (path, type(error).__name__, error))
    return scenario


def can_do():
    runtime = {"__name__": "runtime"}
    with open(RUNTIME, encoding="utf-8") as file:
        exec(compile(file.read(), RUNTIME, "exec"), runtime)
    return runtime["actions"](None, None)


def check(steps, known):
    for step in steps:
        if step["do"] not in known:
            give_up("unknown step %s; this host can do %s" % (step["do"], ", ".join(sorted(known))))
        for thread in step.get("threads", []):
            check(thread, known)


def carry_out(scenario):
    steps = scenario["steps"]
    while steps:
        step, steps = steps[0], steps[1:]
        emit({"begin": step["id"]})
        if step["do"] != "initialize":
            emit({"end": step["id"], "status": "failed", "error": "no interpreter"})
            continue
        names = [step["do"] for step in steps]
        end = names.index("finalize") if "finalize" in names else len(steps)
        code = live(scenario["executable"], step, steps[:end + 1])
        if end < len(steps):
            emit(ended(steps[end]["id"], code))
        steps = steps[end + 1:]


def live(executable, initialize, steps):
    """Runs one initialization of Python. Returns its exit code, if it did all of its steps."""
    options = ["-I", "-S", "-B", "-X", "utf8"]
    for option in initialize["xoptions"]:
        options += ["-X", option]
    for option in initialize["warnoptions"]:
        options += ["-W", option]
    (steps_out, steps_in), (reached_out, reached_in) = posix.pipe(), posix.pipe()
    # Not posix_spawn, which PyPy doesn't have.
    child = posix.fork()
    if child == 0:
        try:
            posix.dup2(steps_out, STEPS_FD)
            posix.dup2(reached_in, REACHED_FD)
            posix.execve(executable, [executable] + options + [RUNTIME], posix.environ)
        finally:
            posix._exit(2)
    posix.close(steps_out)
    posix.close(reached_in)
    # runtime.py must not import a parser, so the steps are sent as a literal of Python.
    with open(steps_in, "w", encoding="utf-8") as pipe:
        pipe.write(repr({"initialize": initialize["id"], "steps": steps}))
    status = posix.waitpid(child, 0)[1]
    reached = posix.read(reached_out, 1)
    posix.close(reached_out)
    if posix.WIFSIGNALED(status):
        number = posix.WTERMSIG(status)
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(number, signal.SIG_DFL)
        posix.kill(posix.getpid(), number)
    code = posix.WEXITSTATUS(status)
    if not reached or code not in (0, FINALIZE_FAILED):
        posix._exit(code)
    return code


def ended(step, code):
    if code == 0:
        return {"end": step, "status": "ok"}
    return {"end": step, "status": "failed", "error": "exit code %d" % code}


def emit(event):
    # Opened for each line, as in runtime.py.
    events = posix.open(posix.environ[b"EXTPROOF_EVENTS"], EVENTS_FLAGS)
    posix.write(events, (json.dumps(event) + "\n").encode("ascii"))
    posix.close(events)


def give_up(message):
    print("python: " + message, file=sys.stderr)
    sys.exit(2)


main()
