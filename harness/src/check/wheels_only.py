# Keeps pip from building source distributions, which would run their code: as `sitecustomize`, in each Python that pip starts.
# `--only-binary` says nothing about what is required by an address. To install wheels, pip needs no other process.
import os
import sys

STARTS = "subprocess.Popen", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system"


def refuse(event, arguments):
    if event in STARTS:
        raise PermissionError("only wheels are installed here: building a source distribution would run its code")


# With `--python`, pip goes on in a process of that Python.
if "--python" not in getattr(sys, "orig_argv", sys.argv) or "_PIP_RUNNING_IN_SUBPROCESS" in os.environ:
    sys.addaudithook(refuse)
