# Prints the settings of a pip as JSON. The arguments are those that start it; if there is no pip, the exit code is 100.
import ast
import json
import re
import subprocess
import sys

pip = [sys.executable] + sys.argv[1:]
if sys.argv[1] == "-m":
    import importlib.util

    if importlib.util.find_spec(sys.argv[2]) is None:
        sys.exit(100)
# A file may have the setting `quiet`, which is taken back.
listed = subprocess.run(pip + ["config", "list", "-v", "-v", "-v"], stdout=subprocess.PIPE)
if listed.returncode:
    sys.exit(1)
settings = {}
for line in listed.stdout.decode("utf-8", "replace").splitlines():
    found = re.match(r"\s*((?:global|install|:env:)\.[\w-]+)=(['\"].*)", line)
    if found:
        try:
            settings[found.group(1)] = str(ast.literal_eval(found.group(2)))
        except (SyntaxError, ValueError):
            pass
print(json.dumps(settings))
