//! Fixtures are built, and what goes wrong is named. No Python is needed.

use std::io;
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

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
        header_dirs: Vec::new(),
        ext_suffix: ".abi.so".into(),
        libpython: Vec::new(),
        out_dir: dir.path().join("out"),
        earlier: None,
        foreign_triple: None,
        compiler: None,
        cpp_compiler: None,
    };
    Workshop { dir, target }
}

/// Runs commands as they are.
fn run(command: &mut Command) -> io::Result<Ran> {
    let output = command.output()?;
    let said = format!("{}{}", String::from_utf8_lossy(&output.stderr), output.status);
    Ok(Ran { succeeded: output.status.success(), output: said })
}

impl Workshop {
    fn build(&self) -> Result<Built, Error> {
        build(&crate::sources(self.dir.path())?.all()?, &self.target, &run)
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
    assert_eq!(names, ["first.abi.so", "libextproof_fixtures.a", "objects", "second.abi.so"]);

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
    let text = table::text(&crate::sources(workshop.dir.path()).unwrap().all().unwrap());
    assert!(text.contains("    {.name = \"first\", .init = PyInit_first},\n    {.name = 0, .init = 0},\n};"));
}

#[test]
fn cpp_is_linked_without_a_cpp_library() {
    let body = "struct Once { int value = 0; Once() { value = 1; } }; static Once once; once.value++; return nullptr;";
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
fn only_fixtures_of_such_a_name_are_linked_with_libpython() {
    let mut workshop = workshop(&[("plain", "return 0;"), ("x_needs_libpython", "return 0;")]);
    workshop.target.libpython = vec!["-Wl,-soname,with-libpython".to_owned()];
    let has = |library: &PathBuf| fs::read(library).unwrap().windows(14).any(|window| window == b"with-libpython");
    let linked: Vec<_> =
        workshop.build().unwrap().libraries.iter().map(|(name, path)| (name.clone(), has(path))).collect();
    assert_eq!(linked, [("plain".to_owned(), false), ("x_needs_libpython".to_owned(), true)]);
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
fn a_function_that_is_declared_nowhere_is_an_error_of_its_source() {
    let error = workshop(&[("bad", "return nonsense();"), ("good", "return 0;")]).build().unwrap_err();
    assert!(matches!(&error, Error::Compile { path, .. } if path.ends_with("bad.c")), "{error}");
}

#[test]
fn the_source_that_was_changed_last_is_compiled_first() {
    let workshop = workshop(&[("a", "return 0;"), ("b", "return nonsense;"), ("c", "return 0;")]);
    let touched = fs::File::options().write(true).open(workshop.dir.path().join("b.c")).unwrap();
    touched.set_modified(SystemTime::now() + Duration::from_secs(60)).unwrap();
    let sources = crate::sources(workshop.dir.path()).unwrap().all().unwrap();
    let names: Vec<&str> = newest_first(&sources).into_iter().map(|source| source.name.as_str()).collect();
    assert_eq!(names[0], "b");
}

#[test]
fn a_broken_header_is_no_fault_of_a_single_fixture() {
    let workshop = workshop(&[("first", "return 0;")]);
    fs::write(workshop.dir.path().join("include/fixture.h"), "#error broken\n").unwrap();
    let error = workshop.build().unwrap_err();
    let Error::Compile { path, output } = &error else { panic!("{error}") };
    assert!(!path.ends_with("first.c") && output.contains("fixture.h"), "{error}");
}

/// The path of the source with which no host could be linked.
fn spoiler(workshop: &Workshop) -> String {
    match workshop.build().unwrap_err() {
        Error::Together { path, .. } => path.file_name().unwrap().to_string_lossy().into_owned(),
        error => panic!("{error}"),
    }
}

#[test]
fn a_function_of_two_fixtures_is_an_error_of_the_newer_one() {
    let workshop = workshop(&[("a", "return 0;"), ("b", "return 0;"), ("c", "return 0;"), ("d", "return 0;")]);
    for (name, age) in [("a", 10), ("b", 20), ("c", 30), ("d", 40)] {
        let path = workshop.dir.path().join(format!("{name}.c"));
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, if ["a", "c"].contains(&name) { text + "void helper(void) {}\n" } else { text }).unwrap();
        let file = fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
    }
    assert_eq!(spoiler(&workshop), "a.c");
}

#[test]
fn a_function_that_exists_nowhere_is_an_error_of_its_source() {
    let mut workshop = workshop(&[("good", "return 0;"), ("bad", "extern PyObject *nowhere(void); return nowhere();")]);
    workshop.target.libpython = vec!["-lc".to_owned()];
    assert_eq!(spoiler(&workshop), "bad.c");
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
fn an_interruption_ends_the_build() {
    let workshop = workshop(&[("first", "return 0;"), ("second", "return 0;")]);
    let sources = crate::sources(workshop.dir.path()).unwrap().all().unwrap();
    let stop = |_: &mut Command| Err(io::ErrorKind::Interrupted.into());
    assert!(matches!(build(&sources, &workshop.target, &stop), Err(Error::Interrupted)));
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
    let mut sources = crate::sources(workshop.dir.path()).unwrap().all().unwrap();
    sources.push(sources[0].clone());
    let error = build(&sources, &workshop.target, &run).unwrap_err();
    assert!(matches!(error, Error::SameName { .. }), "{error}");
}

/// Builds anew, with the results before as the earlier ones. Returns the objects that were compiled.
fn compiled_again(workshop: &mut Workshop) -> Vec<String> {
    let earlier = workshop.target.out_dir.clone();
    workshop.target.out_dir = earlier.join("next");
    workshop.target.earlier = Some(earlier);
    let compiled: Mutex<Vec<String>> = Mutex::default();
    let sources = crate::sources(workshop.dir.path()).unwrap().all().unwrap();
    let watched = |command: &mut Command| {
        let source = command.get_args().last().unwrap_or_default().to_string_lossy().into_owned();
        if command.get_args().any(|argument| argument == "-c") && !source.contains("extproof-fixtures") {
            compiled.lock().unwrap().push(Path::new(&source).file_name().unwrap().to_string_lossy().into_owned());
        }
        run(command)
    };
    let built = build(&sources, &workshop.target, &watched).unwrap();
    assert_eq!(built.libraries.len(), sources.len());
    assert!(built.libraries.values().all(|library| library.is_file()));
    let mut compiled = compiled.into_inner().unwrap();
    compiled.sort();
    compiled
}

#[test]
fn only_what_has_changed_since_an_earlier_build_is_compiled() {
    let mut workshop = workshop(&[("a", "return 0;"), ("b", "return 0;")]);
    workshop.build().unwrap();
    assert!(compiled_again(&mut workshop).is_empty());

    let at = |name: &str| workshop.dir.path().join(name);
    let text = fs::read_to_string(at("a.c")).unwrap();
    fs::write(at("c.c"), text.replace("PyInit_a", "PyInit_c")).unwrap();
    fs::write(at("b.c"), fs::read_to_string(at("b.c")).unwrap() + "/* changed */\n").unwrap();
    fs::remove_file(at("a.c")).unwrap();
    assert_eq!(compiled_again(&mut workshop), ["b.c", "c.c"]);
    assert!(compiled_again(&mut workshop).is_empty());
}

#[test]
fn fixtures_that_read_other_sources_are_compiled_each_time() {
    let mut workshop =
        workshop(&[("alone", "return 0;"), ("asks", "return 0;"), ("deep", "return 0;"), ("reads", "return 0;")]);
    let at = |name: &str| workshop.dir.path().join(name);
    fs::create_dir(at("parts")).unwrap();
    fs::write(at("parts/value.c"), "").unwrap();
    // Compilers don't name what a header of the system includes, unless they are asked for all.
    fs::write(at("parts/system.h"), "#pragma GCC system_header\n#include \"value.c\"\n").unwrap();
    for (name, line) in [
        ("asks", "#if __has_include(\"parts/extra.c\")\n#endif\n"),
        ("deep", "#include \"parts/system.h\"\n"),
        ("reads", "#include \"parts/value.c\"\n"),
    ] {
        let path = at(&format!("{name}.c"));
        fs::write(&path, fs::read_to_string(&path).unwrap() + line).unwrap();
    }
    workshop.build().unwrap();
    assert_eq!(compiled_again(&mut workshop), ["asks.c", "deep.c", "reads.c"]);
}

#[test]
fn a_damaged_record_of_an_earlier_build_is_not_trusted() {
    let mut workshop = workshop(&[("a", "return 0;")]);
    workshop.build().unwrap();
    for damage in ["", "nonsense", "0123456789abcdef"] {
        fs::write(workshop.target.out_dir.join("objects/a.text"), damage).unwrap();
        assert_eq!(compiled_again(&mut workshop), ["a.c"], "{damage}");
    }
}
