//! The optional feature `pyo3`.

use crate::{Error, Interpreter};

impl Interpreter {
    /// Calls a closure with PyO3's token, so that PyO3's values, functions and errors can be used in it.
    ///
    /// # Errors
    /// [`Error::NotForPyO3`] in a sub-interpreter: PyO3 keeps objects in statics, and would use those of one interpreter in another.
    pub fn with_pyo3<R>(&self, act: impl for<'py> FnOnce(pyo3::Python<'py>) -> R) -> Result<R, Error> {
        if !self.raw().is_main() {
            return Err(Error::NotForPyO3);
        }
        Ok(self.raw().enter(|| pyo3::Python::attach(act))?)
    }
}

/// The [`ExtensionModule`](crate::ExtensionModule) of a PyO3 `#[pymodule]`, which can be registered as any other.
#[macro_export]
macro_rules! pymodule {
    ($module:ident) => {{
        // SAFETY: PyO3 makes this function, and it is that of a module.
        let init = unsafe { $crate::InitFunction::new($module::__pyo3_init) };
        $crate::ExtensionModule::new($module::__PYO3_NAME.to_bytes(), init)
    }};
}
