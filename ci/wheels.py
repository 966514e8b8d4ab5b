"""What the scripts about wheels share: the projects, a Python with pip, and the file of results."""

import contextlib
import csv
import glob
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDER = os.path.join(ROOT, "docs/checked-wheels")
RESULTS = os.path.join(FOLDER, "results.json")
EXTPROOF = [os.environ["EXTPROOF"]] if os.environ.get("EXTPROOF") else ["cargo", "run", "--locked", "--quiet", "--"]


def projects(chosen=()):
    """All that are listed, or those of these names."""
    with open(os.path.join(FOLDER, "packages.csv"), newline="") as file:
        return [project for project in csv.DictReader(file) if not chosen or project["project"] in chosen]


def run(*command, **keywords):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "universal_newlines": True}
    return subprocess.run(command, cwd=ROOT, **{**pipes, **keywords})


def find(version):
    """The Python with this version, such as 3.13t or 3.12.1; of several, the newest."""
    listed = json.loads(run(*EXTPROOF, "pythons", "--json", "--python", version).stdout or "[]")
    number = version.rstrip("t")
    fits = [
        item
        for item in listed
        if item["usable"]
        and item["abi_flags"] == version[len(number) :]
        and (item["version"] == number or item["version"].startswith(number + "."))
    ]
    newest = lambda item: [int(part) for part in item["version"].split(".")]
    return max(fits, key=newest)["path"] if fits else None


WHERE = "import sys, sysconfig; print(sysconfig.get_path('purelib'), '%d.%d' % sys.version_info[:2])"


class NoPython(SystemExit):
    """Ends a script that can't go on without this Python."""


@contextlib.contextmanager
def environment(version):
    """The Python of a new virtual environment with pip, which not every Python has."""
    with tempfile.TemporaryDirectory() as folder:
        inside, found = os.path.join(folder, "bin", "python"), find(version)
        if found:
            run(found, "-m", "venv", "--without-pip", folder)
            # An older pip may not run in a newer Python.
            place, number = run(inside, "-c", WHERE).stdout.split()
            options = ("--target", place, "--python-version", number, "--only-binary", ":all:")
            run(sys.executable, "-m", "pip", "install", "--quiet", *options, "pip")
        if not found or run(inside, "-m", "pip", "--version").returncode:
            raise NoPython("%s: no Python %s found in which pip works" % (os.path.basename(sys.argv[0]), version))
        yield inside


def active(python):
    """The variables of an active environment, whose pip is found before others, which may be too old."""
    return {**os.environ, "PATH": os.path.dirname(python) + os.pathsep + os.environ["PATH"]}


def pip_download(python, folder, *arguments):
    """Wheels only, so that no code of a package is run."""
    return run(python, "-m", "pip", "download", "--quiet", "--only-binary=:all:", "--dest", folder, *arguments)


def download(python, requirement, folder):
    """The wheel, or None and why there is none."""
    done = pip_download(python, folder, "--no-deps", requirement)
    found = glob.glob(os.path.join(folder, "*.whl"))
    if not found:
        return None, "no wheel for this Python"
    if found[0].endswith("-any.whl"):
        return None, "a wheel without compiled code"
    return found[0], done.stderr.strip()


def download_dependencies(python, wheel, folder):
    """Those of a wheel that is in the folder, to the same; whether there is a wheel of each."""
    return pip_download(python, folder, wheel).returncode == 0


def minor(python):
    """3.13t of 3.13.15t."""
    return ".".join(python.rstrip("t").split(".")[:2]) + ("t" if python.endswith("t") else "")


class Results:
    """The file of results: of modules, of what could not be checked, and of what changed since the check before."""

    def __init__(self):
        self.downloads = {project["module"]: int(project["downloads"] or 0) for project in projects()}
        self.order = list(self.downloads)
        self.modules, self.not_checked, self.changes = [], [], []
        if os.path.exists(RESULTS):
            with open(RESULTS) as file:
                known = json.load(file)
            # What is no longer listed is dropped.
            kept = lambda key: [one for one in known.get(key, []) if one["name"] in self.order]
            self.modules, self.not_checked, self.changes = kept("modules"), kept("not_checked"), kept("changes")

    def write(self):
        """Each result is a line, so that a change of one shows."""
        place = lambda one: (self.order.index(one["name"]), int(minor(one["python"]).rstrip("t")[2:]), one["python"])
        for module in self.modules:
            module["downloads"] = self.downloads[module["name"]]
        parts = []
        for key, items in (("modules", self.modules), ("not_checked", self.not_checked), ("changes", self.changes)):
            lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in sorted(items, key=place))
            parts.append('"%s": [\n%s\n]' % (key, lines))
        with open(RESULTS, "w") as file:
            file.write('{"format": 1, %s}\n' % ", ".join(parts))


def is_about(item, name, python):
    return item["name"] == name and minor(item["python"]) == minor(python)


def take(items, name, python):
    """Removes what there is about a module on a Python, and returns it."""
    same = [item for item in items if is_about(item, name, python)]
    items[:] = [item for item in items if item not in same]
    return same[0] if same else None


def release(module):
    return module["wheel"].split("-")[1]
