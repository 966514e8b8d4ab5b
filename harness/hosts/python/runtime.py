"""One initialization of Python: what host.py starts.

This is the Python under test, so it imports nothing that isn't loaded at start-up. When it runs, `initialize` has ended. After
the last step it reaches the end of this file, and Python finalizes itself. In a scenario that never finalizes, it exits at once.
host.py executes it, too, to know what it can do.
"""


def actions(main, carry_out):
    """What each step does in the module `main`, with its result: the error, if any."""
    import _thread

    def execute(step):
        try:
            exec(step["code"], main)
        except BaseException as error:
            # The probe, which sees the exception first, reports its text.
            return type(error).__name__

    def threads(step):
        start = _thread.allocate_lock()
        start.acquire()
        finished = []

        def run(steps, over):
            with start:
                pass
            carry_out(steps)
            over.release()

        for steps in step["threads"]:
            over = _thread.allocate_lock()
            over.acquire()
            finished.append(over)
            _thread.start_new_thread(run, (steps, over))
        start.release()
        for over in finished:
            over.acquire()

    # To finalize is to come to the end of this program.
    return {"execute": execute, "finalize": None, "initialize": lambda step: None, "threads": threads}


def live():
    import posix
    import sys

    path = posix.environ[b"EXTPROOF_EVENTS"]
    flags = posix.O_WRONLY | posix.O_APPEND | posix.O_CLOEXEC | posix.O_NOFOLLOW | posix.O_NONBLOCK

    def emit(kind, step, rest):
        # Opened for each line, because code under test can close a kept descriptor and reuse its number.
        events = posix.open(path, flags)
        posix.write(events, ('{"%s": %d%s}\n' % (kind, step, rest)).encode("ascii"))
        posix.close(events)

    def begin(step):
        emit("begin", step, "")

    def end(step, error):
        if error is None:
            emit("end", step, ', "status": "ok"')
        else:
            emit("end", step, ', "status": "failed", "error": "%s"' % error)

    def carry_out(steps):
        for step in steps:
            begin(step["id"])
            action = can_do[step["do"]]
            if action is None:
                return True
            end(step["id"], action(step))
        return False

    can_do = actions(sys.modules["__main__"].__dict__, carry_out)

    work = eval(sys.stdin.read())
    end(work["initialize"], None)
    finalizes = carry_out(work["steps"])
    posix.write(3, b"x")
    posix.close(3)
    if not finalizes:
        posix._exit(0)


if __name__ == "__main__":
    live()
