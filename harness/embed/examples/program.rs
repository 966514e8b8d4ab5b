//! What a real program needs: modules made with PyO3, linked, and in a library; two instances, one after the other;
//! sub-interpreters; arguments, a file and a module to run; values and exceptions.

use std::ffi::c_void;
use std::fs;

use extproof_embed::{Config, ExtensionModule, InitFunction, SharedLibrary, SubConfig, pymodule};
use pyo3::prelude::*;

unsafe extern "C" {
    // The init function of a module that is linked into this program.
    fn PyInit_multi_phase() -> *mut c_void;
}

#[pymodule]
mod shop {
    use pyo3::exceptions::PyKeyError;
    use pyo3::prelude::*;

    #[pyfunction]
    fn price(article: &str) -> PyResult<u64> {
        if article == "tea" { Ok(3) } else { Err(PyKeyError::new_err(article.to_owned())) }
    }
}

fn linked() -> ExtensionModule {
    // SAFETY: it is an init function, of a module that was compiled for the Python that is linked.
    ExtensionModule::new("linked", unsafe { InitFunction::new(PyInit_multi_phase) })
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (home, library) = (arguments.next().unwrap_or_default(), arguments.next().unwrap_or_default());
    let script = std::env::temp_dir().join(format!("program-{}.py", std::process::id()));
    fs::write(&script, "import sys\nprint(__name__, sys.argv[1:], flush=True)\n")?;
    for instance in 1..=2 {
        println!("instance {instance}");
        let config = Config::new()
            .home(&home)
            .arguments(["program", "--verbose"])
            .signal_handlers(true)
            .extra_extension_modules([linked(), pymodule!(shop)])?
            .shared_library(SharedLibrary::new("own_gil", &library))?;
        // SAFETY: nothing else starts or ends Python, and no object of PyO3 outlives its instance.
        let python = unsafe { config.initialize() }?;
        python.run_file(&script)?;
        python.run_module("this_is_no_module").unwrap_err();

        // With values and errors of this library, and with PyO3's.
        println!("tea: {:?}", python.call("shop", "price", &["tea".into()])?);
        let missing = |py: Python<'_>| py.import("shop")?.call_method1("price", ("tin",)).map(drop);
        println!("tin: {:?}", python.with_pyo3(missing)?.map_err(|error| error.to_string()));

        // One plug-in has all modules, another only its own.
        let all = python.sub_interpreter(SubConfig::legacy())?;
        all.run("import linked, shop, own_gil")?;
        let only = SubConfig::legacy().inherit_modules(false).extra_extension_module(linked())?;
        let one = python.sub_interpreter(only)?;
        one.run("import linked")?;
        println!("shop: {}", one.run("import shop").unwrap_err());
        one.end()?;
        all.end()?;
        python.finalize()?;
    }
    Ok(fs::remove_file(script)?)
}
