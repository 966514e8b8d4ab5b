//! A module that is registered in a Python that PyO3 has started.

use extproof_embed::{Error, Python, pymodule};
use pyo3::prelude::*;

#[pymodule]
mod shop {
    use pyo3::exceptions::PyKeyError;
    use pyo3::prelude::*;

    #[pyfunction]
    fn price(article: &str) -> PyResult<u64> {
        if article == "tea" { Ok(3) } else { Err(PyKeyError::new_err(article.to_owned())) }
    }
}

fn register() -> Result<(), Error> {
    // SAFETY: nothing ends Python, and the thread is in no sub-interpreter.
    let python = unsafe { Python::adopt() }?;
    python.add_extension_module(pymodule!(shop))?;
    println!("with the handle: {:?}", python.call("shop", "price", &["tea".into()])?);
    Ok(())
}

fn main() -> PyResult<()> {
    pyo3::Python::initialize();
    pyo3::Python::attach(|py| {
        if let Err(error) = register() {
            println!("{error}");
            return Ok(());
        }
        // The handle is gone, and what it registered stays.
        println!("without it: {}", py.import("shop")?.call_method1("price", ("tea",))?);
        Ok(())
    })
}
