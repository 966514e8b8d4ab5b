//! What a transcript says of an import that fails.

use crate::support::bench::{Bench, exit};

/// The transcript of one case with this fixture in mode `filesystem`, where `code` runs before the other steps.
#[track_caller]
fn transcript(fixture: &str, code: &str, steps: &str) -> String {
    let bench = Bench::new();
    let text = format!(
        "title = 'x'\nmodes = ['filesystem']\nfixtures = ['{fixture}']\n\
         steps = ['initialize', {{ execute = '''\n{code}''' }}, {steps}, 'finalize']\n\
         files = {{ 'removes_itself.py' = 'import sys; del sys.modules[__name__]' }}\n"
    );
    bench.file("a/x", text);
    bench.only(&[]).0.get("transcript").to_owned()
}

/// Removes modules from `sys.modules` as soon as they were executed.
const REMOVE: &str = "
import sys
from importlib.machinery import ExtensionFileLoader
original = ExtensionFileLoader.exec_module
def exec_module(self, module):
    original(self, module)
    del sys.modules[module.__name__]
ExtensionFileLoader.exec_module = exec_module
";

#[test]
fn a_module_that_is_gone_after_its_execution_failed_in_exec() {
    let steps = "{ place = '{fixture}{suffix}' }, { import = '{fixture}' }";
    let multi_phase = transcript("multi_phase", REMOVE, steps);
    let expected =
        "import multi_phase → KeyError in exec\n  'multi_phase'\n  multi_phase init 1\n  multi_phase exec 1\n";
    assert!(multi_phase.contains(expected), "{multi_phase}");
    // Such a module has nothing to execute: its init function did everything.
    let single_phase = transcript("single_phase", REMOVE, steps);
    assert!(single_phase.contains("import single_phase → KeyError in init\n"), "{single_phase}");
    let python = transcript("single_phase", "", "{ import = 'removes_itself' }");
    assert!(python.contains("import removes_itself → KeyError in exec\n"), "{python}");
}

#[test]
fn a_finder_that_fails_is_find_although_the_parent_was_executed() {
    let code = "
import sys
class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == 'multi_phase.x':
            raise ValueError('no')
sys.meta_path.insert(0, Finder)
";
    let steps = "{ place = '{fixture}/__init__{suffix}' }, { import = '{fixture}.x' }";
    let transcript = transcript("multi_phase", code, steps);
    let expected = "import multi_phase.x → ValueError in find\n  no\n  multi_phase init 1\n  multi_phase exec 1\n";
    assert!(transcript.contains(expected), "{transcript}");
}

#[test]
fn a_library_without_the_function_is_load_although_the_parent_has_one() {
    let steps =
        "{ place = '{fixture}/__init__{suffix}' }, { place = '{fixture}/x{suffix}' }, { import = '{fixture}.x' }";
    let transcript = transcript("multi_phase", "", steps);
    assert!(transcript.contains("import multi_phase.x → ImportError in load\n"), "{transcript}");
    assert!(transcript.contains("  multi_phase init 1\n  multi_phase exec 1\n"), "{transcript}");
}

#[test]
fn an_init_function_whose_own_import_fails_is_init() {
    let code = "
import sys
from importlib.machinery import ModuleSpec
class Helper:
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return ModuleSpec(name, cls) if name == 'helper' else None
    @staticmethod
    def create_module(spec):
        return None
    @staticmethod
    def exec_module(module):
        raise ValueError('no')
sys.meta_path.insert(0, Helper)
";
    let transcript =
        transcript("init_imports_helper", code, "{ place = '{fixture}{suffix}' }, { import = '{fixture}' }");
    let expected = "import init_imports_helper → ValueError in init\n  no\n  init_imports_helper init 1\n";
    assert!(transcript.contains(expected), "{transcript}");
}

#[test]
fn a_relative_name_is_refused_as_importlib_refuses_it() {
    let bench = Bench::new();
    let code = "import importlib; importlib.import_module(\".x\")";
    bench.case(
        "a/x",
        "single_phase",
        &format!("'initialize', {{ import = '.x' }}, {{ execute = '{code}' }}, 'finalize'"),
    );
    let (run, code) = bench.only(&[]);
    let transcript = run.get("transcript");
    assert_eq!((run.verdict(), code), ("new", exit::FAILED), "{transcript}");
    let message = "the 'package' argument is required to perform a relative import for '.x'";
    let expected = format!("import .x → TypeError in find\n  {message}\nexecute ");
    assert!(transcript.contains(&expected), "{transcript}");
    // What it says in this version of Python.
    assert_eq!(transcript.matches(message).count(), 2, "{transcript}");
}

#[test]
fn what_is_expected_of_modules_of_the_standard_library_is_looked_at() {
    for expect in ["absent = ['sys']", "absent = ['os', '_imp']", "builtin_module_names = { sys = 0 }"] {
        let step = format!("'initialize', {{ observe = 'now', expect = {{ {expect} }} }}, 'finalize'");
        let (run, _) = Bench::with_case("a/x", "single_phase", &step).only(&[]);
        assert_eq!(run.verdict(), "violation", "{expect}: {run:?}");
    }
    let step = "'initialize', { observe = 'now', expect = { modules = ['sys'], builtin_module_names = { sys = 1 } } }";
    let (run, _) = Bench::with_case("a/x", "single_phase", &format!("{step}, 'finalize'")).only(&[]);
    assert_eq!(run.verdict(), "new", "{run:?}");
}
