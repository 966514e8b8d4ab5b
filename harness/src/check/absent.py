# Which package the import of a module misses. NAME is given. The answer is empty if nothing is missing, or something
# that the module can't do without: a part of a package that is there, or a module of a standard library.
import sys
from importlib.machinery import PathFinder

# Of other Pythons than this one, or not in each build.
STANDARD = (
    "_bz2 _ctypes _curses _curses_panel _dbm _gdbm _hashlib _lzma _sqlite3 _ssl _tkinter _uuid _xxsubinterpreters aifc "
    "asynchat asyncore audioop binhex bz2 cgi cgitb chunk crypt ctypes curses dbm distutils formatter imghdr imp "
    "lib2to3 lzma macpath mailcap msilib nis nntplib ossaudiodev parser pipes pydoc_data readline smtpd sndhdr spwd "
    "sqlite3 ssl sunau symbol sre_compile telnetlib tkinter tomllib uu uuid xdrlib zlib zoneinfo"
).split()


def absent():
    try:
        __import__(NAME)
    except ModuleNotFoundError as error:
        name = error.name
        if type(error) is not ModuleNotFoundError or type(name) is not str:
            return ""
        top = name.partition(".")[0]
        if not (top.isidentifier() and top.isascii()) or top in STANDARD or top in sys.modules:
            return ""
        if top in getattr(sys, "stdlib_module_names", ()) or top in sys.builtin_module_names:
            return ""
        return "" if PathFinder.find_spec(top) else top
    except BaseException:
        pass
    return ""
