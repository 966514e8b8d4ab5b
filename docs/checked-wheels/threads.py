"""Imports a module (the argument) on sixteen threads at once."""

import importlib
import sys
import threading

barrier = threading.Barrier(16)


def run():
    barrier.wait()
    importlib.import_module(sys.argv[1])


threads = [threading.Thread(target=run) for _ in range(16)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("done", flush=True)
