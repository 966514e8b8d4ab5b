use std::io;
use std::path::PathBuf;

/// Errors of fixtures: each names the file and the step, and says what to do next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A directory or file can't be read.
    #[error(
        "can't read {path}: {source}; the fixtures are `.c` and `.cpp` files in one directory",
        path = path.display()
    )]
    Read {
        /// The directory or file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },

    /// The directory has no `.c` or `.cpp` file.
    #[error(
        "no fixtures in {dir}; put one `.c` or `.cpp` file per fixture there",
        dir = dir.display()
    )]
    NoSources {
        /// The directory.
        dir: PathBuf,
    },

    /// A file's name can't be the name of a fixture.
    #[error(
        "{path}: not an ASCII identifier; rename it, e.g. to `my_fixture.c`: the file name is the fixture's name",
        path = path.display()
    )]
    Name {
        /// The source.
        path: PathBuf,
    },

    /// Two sources have the same name.
    #[error(
        "{first} and {second} have the same fixture name; rename one",
        first = first.display(), second = second.display()
    )]
    SameName {
        /// The first source.
        first: PathBuf,
        /// The second source.
        second: PathBuf,
    },

    /// A source opens without a banner comment that has bullets.
    #[error(
        "{path}: no banner; open the file with a comment that lists what the fixture does, one ` * - ...` line \
         for each behaviour",
        path = path.display()
    )]
    NoBanner {
        /// The source.
        path: PathBuf,
    },

    /// A source has no init function, or not the one that belongs to its name.
    #[error(
        "{path}: no init function; define `PyMODINIT_FUNC {expected}(void)`, or exactly one \
         `PyInitU_...` for a name that isn't ASCII{found}",
        path = path.display(), found = found_instead(found)
    )]
    NoInitFunction {
        /// The source.
        path: PathBuf,
        /// The symbol that belongs to the file's name.
        expected: String,
        /// The init functions found.
        found: Vec<String>,
    },

    /// The Punycode of an init function isn't a module name.
    #[error(
        "{path}: {symbol} isn't the init function of any module name; use what \
         `'PyInitU_' + NAME.encode('punycode').decode().replace('-', '_')` gives",
        path = path.display()
    )]
    Punycode {
        /// The source.
        path: PathBuf,
        /// The init function.
        symbol: String,
    },

    /// There is no C compiler.
    #[error(
        "can't run the C compiler {compiler}: {source}; extproof needs a C compiler to build fixtures: install \
         one (Debian and Ubuntu: `apt-get install gcc libc6-dev`) or name yours in the environment variable CC",
        compiler = compiler.display()
    )]
    NoCompiler {
        /// The program that was tried.
        compiler: PathBuf,
        /// The system's reason.
        source: io::Error,
    },

    /// There is no C++ compiler, and a fixture is in C++.
    #[error(
        "can't run the C++ compiler {compiler}: {source}; extproof needs a C++ compiler to build {path}: install \
         one (Debian and Ubuntu: `apt-get install g++`) or name yours in the environment variable CXX",
        compiler = compiler.display(), path = path.display()
    )]
    NoCppCompiler {
        /// The program that was tried.
        compiler: PathBuf,
        /// The first source that needs it.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },

    /// The runner of the commands was interrupted.
    #[error("the build of the fixtures was interrupted")]
    Interrupted,

    /// `cc` can't work with this compiler or environment.
    #[error("preparing the C compiler: {message}; check CC, CFLAGS, CXX, CXXFLAGS and AR in the environment")]
    Tools {
        /// The error of `cc`.
        message: String,
    },

    /// The Python's headers are missing.
    #[error(
        "no Python.h in {}; install the Python's headers (Debian and Ubuntu: `apt-get install python3-dev`)",
        list(include_dirs)
    )]
    NoHeaders {
        /// The searched directories.
        include_dirs: Vec<PathBuf>,
    },

    /// A fixture doesn't compile.
    #[error(
        "compiling {path}:\n{output}\nFix the source, or check that the compiler suits this Python.",
        path = path.display()
    )]
    Compile {
        /// The source.
        path: PathBuf,
        /// The compiler's output.
        output: String,
    },

    /// No program can be linked with a fixture and all others.
    #[error(
        "linking {path} with the other fixtures:\n{output}\nMake its own functions and variables static, and use only what libpython and C have.",
        path = path.display()
    )]
    Together {
        /// The source.
        path: PathBuf,
        /// The linker's output.
        output: String,
    },

    /// A fixture's object can't be made a shared library.
    #[error(
        "linking the shared library {path}:\n{output}\nCheck that the compiler can link with -shared.",
        path = path.display()
    )]
    Link {
        /// The shared library.
        path: PathBuf,
        /// The linker's output.
        output: String,
    },

    /// The static archive can't be made.
    #[error(
        "making the static archive in {dir}: {output}; check that `ar` is installed (it is in binutils), or AR",
        dir = dir.display()
    )]
    Archive {
        /// The directory.
        dir: PathBuf,
        /// The output of `ar`.
        output: String,
    },

    /// A result can't be written.
    #[error(
        "can't write {path}: {source}; check free space and permissions there",
        path = path.display()
    )]
    Write {
        /// The directory or file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

fn found_instead(found: &[String]) -> String {
    if found.is_empty() { String::new() } else { format!(" (found: {})", found.join(", ")) }
}

fn list(paths: &[PathBuf]) -> String {
    if paths.is_empty() {
        return "an empty list of directories".into();
    }
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}
