# Moves the library to a folder whose name isn't UTF-8, and imports it.
import os
import sys

folder = os.fsencode(sys.argv[1]) + b"/\xff"
os.mkdir(folder)
for name in os.listdir(sys.argv[1]):
    if name.startswith("demo"):
        os.rename(sys.argv[1] + "/" + name, folder + b"/" + os.fsencode(name))
sys.path.insert(0, os.fsdecode(folder))
try:
    import demo

    print("imported")
except ImportError as error:
    print(ascii(str(error)).replace(sys.argv[1], "..."))
