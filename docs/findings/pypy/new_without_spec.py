# The attributes of the submodule.
import sys

sys.path.insert(0, sys.argv[1])
import demo

print(sorted(vars(demo.inner)))
