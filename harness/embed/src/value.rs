//! Values that come from Python and go to it.

/// A value that is the same in Rust and Python. For all others there is PyO3: see the feature `pyo3`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// `None`.
    None,
    /// A `bool`.
    Bool(bool),
    /// An `int` that fits.
    Int(i64),
    /// A `float`.
    Float(f64),
    /// A `str` without surrogates.
    Text(String),
    /// `bytes`.
    Bytes(Vec<u8>),
    /// A `list`; from Python also a `tuple`.
    List(Vec<Self>),
}

impl From<()> for Value {
    fn from((): ()) -> Self {
        Self::None
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl<T: Into<Self>> From<Vec<T>> for Value {
    fn from(values: Vec<T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}
