# What the module finds after its import, after it removed itself, and after it added itself again.
import sys

sys.path.insert(0, sys.argv[1])
import demo

print("imported:", demo.found())
try:
    print(demo.take() + ":", demo.found())
except SystemError as error:
    print("SystemError:", error)
print(demo.add() + ":", demo.found())
