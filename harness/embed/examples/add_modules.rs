//! The program of the README.

use std::ffi::c_void;

use extproof_embed::{Config, Error, ExtensionModule, InitFunction, SharedLibrary, SubConfig};

unsafe extern "C" {
    // The init functions of modules that are linked into this program.
    fn PyInit_multi_phase() -> *mut c_void;
    fn PyInit_single_phase() -> *mut c_void;
}

fn main() -> Result<(), Error> {
    // SAFETY: both are init functions of modules that were compiled for the Python that is linked.
    let [multi, single] = unsafe { [InitFunction::new(PyInit_multi_phase), InitFunction::new(PyInit_single_phase)] };
    let mut arguments = std::env::args().skip(1);
    let mut config = Config::new().extra_extension_module(ExtensionModule::new("multi_phase", multi))?;
    if let Some(home) = arguments.next() {
        config = config.home(home);
    }
    if let Some(library) = arguments.next() {
        config = config.shared_library(SharedLibrary::new("own_gil", library))?;
    }
    // SAFETY: nothing else in this program uses Python.
    let python = unsafe { config.initialize() }?;
    python.run("import multi_phase; print(multi_phase, flush=True)")?;

    // Python runs, and more can be added.
    python.add_extension_module(ExtensionModule::new("package.single_phase", single))?;
    python.run(
        "import sys, types; package = sys.modules['package'] = types.ModuleType('package'); package.__path__ = []",
    )?;
    python.run("import package.single_phase; print(package.single_phase, flush=True)")?;

    // A sub-interpreter has what is registered for it, and nothing else.
    let config = SubConfig::legacy().inherit_modules(false);
    let sub = python.sub_interpreter(config.extra_extension_module(ExtensionModule::new("alone", multi))?)?;
    sub.run("import alone, sys; print(alone, 'multi_phase' in sys.builtin_module_names, flush=True)")?;
    sub.end()?;
    python.finalize()?;
    Ok(())
}
