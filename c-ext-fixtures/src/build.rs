use std::any::Any;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use cc::{BuildMessage, BuildMessageKind, BuildMessageLogger};

use crate::source::Language;
use crate::{Error, Source};

/// The triple that this crate was compiled for: fixtures run on the same machine.
const TRIPLE: &str = env!("EXTPROOF_TARGET");

/// What fixtures are compiled for: one Python.
#[derive(Debug, Clone)]
pub struct Target {
    /// Where `Python.h` is, and `pyconfig.h` if it is elsewhere.
    pub include_dirs: Vec<PathBuf>,
    /// The suffix of the shared libraries, as `.cpython-312-x86_64-linux-gnu.so`.
    pub ext_suffix: String,
    /// Where the results go. It is made if it isn't there.
    pub out_dir: PathBuf,
    /// The C compiler, if not the environment's `CC` or else `cc`.
    pub compiler: Option<PathBuf>,
    /// The C++ compiler, if not the environment's `CXX` or else `c++`. Only `.cpp` sources need one.
    pub cpp_compiler: Option<PathBuf>,
}

/// Compiled fixtures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// The static archive, `libextproof_fixtures.a`: every fixture, and the table
    /// `extproof_fixtures` of names and init functions.
    pub archive: PathBuf,
    /// The shared library of each fixture, by the fixture's name: `NAME` and the suffix.
    pub libraries: BTreeMap<String, PathBuf>,
}

/// Compiles fixtures into a static archive and shared libraries.
///
/// `out_dir` may be moved afterwards: nothing in the results points to it.
pub fn build(sources: &[Source], target: &Target) -> Result<Built, Error> {
    check_names(sources)?;
    if !target.include_dirs.iter().any(|dir| has_headers(dir)) {
        return Err(Error::NoHeaders { include_dirs: target.include_dirs.clone() });
    }
    let work_dir = target.out_dir.join("objects");
    fs::create_dir_all(&work_dir).map_err(|source| Error::Write { path: work_dir.clone(), source })?;
    let table = work_dir.join("extproof_fixtures.c");
    fs::write(&table, table_text(sources)).map_err(|source| Error::Write { path: table.clone(), source })?;

    let log = Arc::new(Log::default());
    let (cpp, c): (Vec<_>, Vec<_>) =
        sources.iter().partition(|source| Language::of(&source.path) == Some(Language::Cpp));
    let mut build = configure(target, &log);
    c_only(&mut build, target).out_dir(&work_dir).file(&table).files(c.iter().map(|source| &source.path));
    let compiler = build.try_get_compiler().map_err(tools)?;
    check_compiler(&compiler).map_err(|source| Error::NoCompiler { compiler: compiler.path().to_owned(), source })?;
    let mut objects = build.try_compile_intermediates().map_err(|error| log.compile_error(&error))?;
    objects.extend(compile_cpp(&cpp, target, &work_dir, &log)?);

    log.clear();
    let archive = build
        .out_dir(&target.out_dir)
        .try_create_archive("extproof_fixtures", &objects)
        .map_err(|error| Error::Archive { dir: target.out_dir.clone(), output: log.output(&error) })?;

    // The first object is the table, which only hosts need.
    let libraries = c
        .iter()
        .chain(&cpp)
        .map(|source| (source.name.clone(), target.out_dir.join(format!("{}{}", source.name, target.ext_suffix))))
        .collect::<Vec<_>>();
    let links = objects[1..].iter().zip(&libraries).collect::<Vec<_>>();
    in_parallel(&links, |(object, (_, library))| link(&compiler, object, library))?;

    fs::remove_dir_all(&work_dir).map_err(|source| Error::Write { path: work_dir.clone(), source })?;
    Ok(Built { archive, libraries: libraries.into_iter().collect() })
}

/// The objects of sources in C++.
fn compile_cpp(sources: &[&Source], target: &Target, work_dir: &Path, log: &Arc<Log>) -> Result<Vec<PathBuf>, Error> {
    let Some(first) = sources.first() else {
        return Ok(Vec::new());
    };
    let mut build = configure(target, log);
    cpp_only(&mut build, target).out_dir(work_dir).files(sources.iter().map(|source| &source.path));
    let compiler = build.try_get_compiler().map_err(tools)?;
    check_compiler(&compiler).map_err(|source| Error::NoCppCompiler {
        compiler: compiler.path().to_owned(),
        path: first.path.clone(),
        source,
    })?;
    build.try_compile_intermediates().map_err(|error| log.compile_error(&error))
}

fn has_headers(dir: &Path) -> bool {
    dir.join("Python.h").is_file()
}

fn check_names(sources: &[Source]) -> Result<(), Error> {
    let mut by_name = BTreeMap::new();
    for source in sources {
        if let Some(first) = by_name.insert(&source.name, source) {
            return Err(Error::SameName { first: first.path.clone(), second: source.path.clone() });
        }
    }
    Ok(())
}

/// The C source of the table in which hosts look fixtures up.
fn table_text(sources: &[Source]) -> String {
    // `struct _object` is Python's own declaration of PyObject in every version.
    let mut text = String::from("typedef struct _object PyObject;\n\n");
    for Source { symbol, .. } in sources {
        let _ = writeln!(text, "extern PyObject *{symbol}(void);");
    }
    text.push_str(
        "\nstruct extproof_fixture {\n    const char *name;\n    PyObject *(*init)(void);\n};\n\n\
         extern const struct extproof_fixture extproof_fixtures[];\n\
         const struct extproof_fixture extproof_fixtures[] = {\n",
    );
    for Source { name, symbol, .. } in sources {
        let _ = writeln!(text, "    {{.name = \"{name}\", .init = {symbol}}},");
    }
    text.push_str("    {.name = 0, .init = 0},\n};\n");
    text
}

/// What is the same for both languages.
fn configure(target: &Target, log: &Arc<Log>) -> cc::Build {
    let mut build = cc::Build::new();
    build
        .target(TRIPLE)
        .host(TRIPLE)
        .opt_level(1)
        .debug(false)
        .pic(true)
        .warnings(true)
        .extra_warnings(true)
        .inherit_rustflags(false)
        .inherit_trim_paths(false)
        // Nothing may reach stdout: it isn't a build script's here.
        .cargo_metadata(false)
        .cargo_warnings(false)
        .cargo_output(false)
        .cargo_debug(false)
        .message_logger(Some(log.clone()));
    // As system directories: warnings in CPython's headers are not about fixtures.
    for dir in &target.include_dirs {
        build.flag("-isystem").flag(dir);
    }
    // Debian's pyconfig.h includes another as <x86_64-linux-gnu/python3.14/pyconfig.h>, below the
    // directory above. That comes last, for it may have the C library's headers of another
    // distribution.
    for above in target.include_dirs.iter().filter(|dir| has_headers(dir)).filter_map(|dir| dir.parent()) {
        build.flag("-idirafter").flag(above);
    }
    build
}

fn c_only<'a>(build: &'a mut cc::Build, target: &Target) -> &'a mut cc::Build {
    if let Some(compiler) = &target.compiler {
        build.compiler(compiler);
    }
    build.std("c11")
}

/// Without exceptions and run-time type information an object needs no C++ library: hosts and shared
/// libraries are linked without one.
fn cpp_only<'a>(build: &'a mut cc::Build, target: &Target) -> &'a mut cc::Build {
    if let Some(compiler) = &target.cpp_compiler {
        build.compiler(compiler);
    }
    build.cpp(true).std("c++20").flag("-fno-exceptions").flag("-fno-rtti")
}

/// Starts the compiler once, for an error that tells a missing compiler from a source that doesn't
/// compile.
fn check_compiler(compiler: &cc::Tool) -> std::io::Result<()> {
    let mut command = compiler.to_command();
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().map(drop)
}

fn tools(error: cc::Error) -> Error {
    Error::Tools { message: error.to_string() }
}

fn link(compiler: &cc::Tool, object: &Path, library: &Path) -> Result<(), Error> {
    let result = compiler.to_command().arg("-shared").arg("-o").arg(library).arg(object).output();
    let output = match result {
        Ok(output) if output.status.success() => return Ok(()),
        Ok(output) => format!("{}{}", String::from_utf8_lossy(&output.stderr), output.status),
        Err(error) => error.to_string(),
    };
    Err(Error::Link { path: library.to_owned(), output })
}

/// Does the work for each item, on all cores; the error is that of the first item that failed.
fn in_parallel<T: Sync>(items: &[T], work: impl Fn(&T) -> Result<(), Error> + Sync) -> Result<(), Error> {
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get());
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(None);
    thread::scope(|scope| {
        for _ in 0..cores.min(items.len()) {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(error) = work(item) {
                        next.store(items.len(), Ordering::Relaxed);
                        failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                    }
                }
            });
        }
    });
    failed.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}

/// What the compiler and `ar` say, which `cc` would otherwise print for cargo.
#[derive(Default)]
struct Log(Mutex<Messages>);

#[derive(Default)]
struct Messages {
    /// Lines of stderr, with the source they are about: commands run in parallel.
    lines: Vec<(Option<PathBuf>, String)>,
    /// The source whose compilation failed first.
    failed: Option<PathBuf>,
}

impl BuildMessageLogger for Log {
    fn log(&self, kind: BuildMessageKind, message: BuildMessage<'_>, extra: &dyn Any) {
        let source = extra.downcast_ref::<Command>().and_then(source_of);
        let mut messages = self.messages();
        match kind {
            BuildMessageKind::StderrForwarding => messages.lines.push((source, message.to_string())),
            BuildMessageKind::CommandFailed { is_detection_cmd: false, .. } if messages.failed.is_none() => {
                messages.failed = source;
            }
            _ => {}
        }
    }
}

/// The source that a command compiles.
fn source_of(command: &Command) -> Option<PathBuf> {
    let last = Path::new(command.get_args().last()?);
    Language::of(last).is_some().then(|| last.to_owned())
}

impl Log {
    fn messages(&self) -> std::sync::MutexGuard<'_, Messages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn clear(&self) {
        *self.messages() = Messages::default();
    }

    /// Everything that was said, or `cc`'s own words if nothing was.
    fn output(&self, error: &cc::Error) -> String {
        let messages = self.messages();
        if messages.lines.is_empty() {
            return error.to_string();
        }
        join(messages.lines.iter().map(|(_, line)| line))
    }

    fn compile_error(&self, error: &cc::Error) -> Error {
        let messages = self.messages();
        let Some(path) = messages.failed.clone() else {
            return Error::Tools { message: error.to_string() };
        };
        let about = Some(&path);
        let lines = messages.lines.iter().filter(|(source, _)| source.as_ref() == about);
        let output = join(lines.map(|(_, line)| line));
        Error::Compile { output: if output.is_empty() { error.to_string() } else { output }, path }
    }
}

fn join<'a>(lines: impl Iterator<Item = &'a String>) -> String {
    lines.map(String::as_str).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As much of Python as these fixtures need: the tests run without one.
    const PYTHON_H: &str = "typedef struct _object PyObject;\n\
        #ifdef __cplusplus\n#define PyMODINIT_FUNC extern \"C\" PyObject *\n\
        #else\n#define PyMODINIT_FUNC PyObject *\n#endif\n";

    struct Workshop {
        dir: tempfile::TempDir,
        target: Target,
    }

    fn workshop(files: &[(&str, &str)]) -> Workshop {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("include")).unwrap();
        fs::write(dir.path().join("include/Python.h"), PYTHON_H).unwrap();
        for (name, body) in files {
            let banner = "/*\n * - Does one thing.\n */\n#include <Python.h>\n";
            let text = format!("{banner}PyMODINIT_FUNC PyInit_{name}(void) {{ {body} }}\n");
            let file = if name.contains("cpp") { format!("{name}.cpp") } else { format!("{name}.c") };
            fs::write(dir.path().join(file), text).unwrap();
        }
        let target = Target {
            include_dirs: vec![dir.path().join("include")],
            ext_suffix: ".abi.so".into(),
            out_dir: dir.path().join("out"),
            compiler: None,
            cpp_compiler: None,
        };
        Workshop { dir, target }
    }

    impl Workshop {
        fn build(&self) -> Result<Built, Error> {
            build(&crate::sources(self.dir.path())?, &self.target)
        }
    }

    #[test]
    fn an_archive_and_a_library_for_each_fixture() {
        let workshop = workshop(&[("first", "return 0;"), ("second", "return 0;")]);
        let built = workshop.build().unwrap();
        let out = &workshop.target.out_dir;
        assert_eq!(built.archive, out.join("libextproof_fixtures.a"));
        assert_eq!(built.libraries["second"], out.join("second.abi.so"));

        let mut names: Vec<_> = fs::read_dir(out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["first.abi.so", "libextproof_fixtures.a", "second.abi.so"]);

        // The results can be moved: they don't say where they were made.
        let here = workshop.dir.path().to_str().unwrap();
        for path in built.libraries.values().chain([&built.archive]) {
            let bytes = fs::read(path).unwrap();
            assert!(!bytes.windows(here.len()).any(|window| window == here.as_bytes()));
        }
    }

    #[test]
    fn the_table_has_every_fixture_and_an_end() {
        let workshop = workshop(&[("first", "return 0;")]);
        let text = table_text(&crate::sources(workshop.dir.path()).unwrap());
        assert!(text.contains("    {.name = \"first\", .init = PyInit_first},\n    {.name = 0, .init = 0},\n};"));
    }

    #[test]
    fn cpp_is_linked_without_a_cpp_library() {
        let body =
            "struct Once { int value = 0; Once() { value = 1; } }; static Once once; once.value++; return nullptr;";
        let workshop = workshop(&[("a_cpp", body), ("plain", "return 0;")]);
        let built = workshop.build().unwrap();
        assert_eq!(built.libraries.keys().collect::<Vec<_>>(), ["a_cpp", "plain"]);
        for (name, library) in &built.libraries {
            let bytes = fs::read(library).unwrap();
            let has = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
            assert!(has(&format!("PyInit_{name}")), "{name}");
            assert!(!has("libstdc++") && !has("libc++"), "{name}");
        }
    }

    #[test]
    fn a_cpp_source_that_does_not_compile_is_named() {
        let error = workshop(&[("bad_cpp", "throw 1;")]).build().unwrap_err();
        assert!(matches!(&error, Error::Compile { path, .. } if path.ends_with("bad_cpp.cpp")), "{error}");
    }

    #[test]
    fn a_cpp_compiler_is_needed_only_for_cpp() {
        let without = |files| {
            let mut workshop = workshop(files);
            workshop.target.cpp_compiler = Some("/nonexistent/c++".into());
            workshop.build()
        };
        without(&[("plain", "return 0;")]).unwrap();
        let text = without(&[("a_cpp", "return nullptr;")]).unwrap_err().to_string();
        assert!(text.contains("/nonexistent/c++") && text.contains("a_cpp.cpp"), "{text}");
        assert!(text.contains("apt-get install g++"), "{text}");
    }

    #[test]
    fn a_source_that_does_not_compile_is_named() {
        let workshop = workshop(&[("bad", "return nonsense;"), ("good", "return 0;")]);
        let error = workshop.build().unwrap_err();
        let Error::Compile { path, output } = &error else { panic!("{error}") };
        assert!(path.ends_with("bad.c"), "{error}");
        assert!(output.contains("nonsense") && output.contains("bad.c:5"), "{error}");
    }

    #[test]
    fn without_a_compiler_the_error_says_how_to_get_one() {
        let mut workshop = workshop(&[("first", "return 0;")]);
        workshop.target.compiler = Some("/nonexistent/cc".into());
        let error = workshop.build().unwrap_err();
        assert!(matches!(error, Error::NoCompiler { .. }), "{error}");
        let text = error.to_string();
        assert!(text.contains("/nonexistent/cc") && text.contains("apt-get install gcc"), "{text}");
    }

    #[test]
    fn without_headers_the_error_says_where_they_were_looked_for() {
        let mut workshop = workshop(&[("first", "return 0;")]);
        workshop.target.include_dirs = vec!["/nonexistent/include".into()];
        let text = workshop.build().unwrap_err().to_string();
        assert!(text.starts_with("no Python.h in /nonexistent/include;"), "{text}");
    }

    #[test]
    fn two_fixtures_of_one_name_are_an_error() {
        let workshop = workshop(&[("first", "return 0;")]);
        let mut sources = crate::sources(workshop.dir.path()).unwrap();
        sources.push(sources[0].clone());
        let error = build(&sources, &workshop.target).unwrap_err();
        assert!(matches!(error, Error::SameName { .. }), "{error}");
    }
}
