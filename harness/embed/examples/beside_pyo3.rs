//! A module made with PyO3 that is registered while Python runs, and PyO3's values, functions and errors.

use extproof_embed::{Config, Error, pymodule};
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

fn main() -> Result<(), Error> {
    let home = std::env::args().nth(1);
    let config = home.iter().fold(Config::new(), |config, home| config.home(home));
    // SAFETY: nothing else starts or ends Python, and there was no instance before.
    let python = unsafe { config.initialize() }?;
    python.run("basket = ['tea', 'tea']")?;
    python.add_extension_module(pymodule!(shop))?;

    let sum = python.with_pyo3(|py| -> PyResult<u64> {
        let shop = py.import("shop")?;
        let basket: Vec<String> = py.import("__main__")?.getattr("basket")?.extract()?;
        basket.iter().map(|article| shop.call_method1("price", (article,))?.extract::<u64>()).sum()
    })?;
    println!("with PyO3: {:?}", sum.map_err(|error| error.to_string()));
    println!("without: {:?}", python.call("shop", "price", &["tea".into()])?);

    let missing = |py: Python<'_>| py.import("shop")?.call_method1("price", ("tin",)).map(drop);
    let error = python.with_pyo3(missing)?.map_err(|error| error.to_string());
    println!("an error: {error:?}");
    Ok(python.finalize()?)
}
