# Writes the folders below a folder that its `.pth` files put on sys.path, into a file, in the order of sys.path, and "end" when
# that is all. It is started without the site module, so nothing else is there.
import os
import site
import sys

folder, answer = sys.argv[1:]
file = open(answer, "w")
before = list(sys.path)
site.addsitedir(folder)
top = os.path.realpath(folder) + os.sep
for entry in sys.path:
    if isinstance(entry, str) and entry not in before and os.path.realpath(entry).startswith(top):
        file.write(os.fsencode(os.path.relpath(os.path.realpath(entry), top)).hex() + "\n")
file.write("end\n")
file.flush()
os._exit(0)
