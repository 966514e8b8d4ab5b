//! The steps that are Python code.

/// What can be done by any host that executes Python code.
#[derive(Clone, Debug)]
pub enum PythonAction {
    /// `importlib.import_module`, or an explicit spec in mode `spec`.
    Import(String),
    /// `del sys.modules[name]`.
    Forget(String),
    /// `importlib.reload`.
    Reload(String),
    /// Statements.
    Execute(String),
    /// An expression whose `repr` is shown.
    Evaluate(String),
    /// The state of `sys.modules`, under a label.
    Observe(String),
}

impl PythonAction {
    pub(super) fn verb(&self) -> &'static str {
        match self {
            PythonAction::Import(_) => "import",
            PythonAction::Forget(_) => "forget",
            PythonAction::Reload(_) => "reload",
            PythonAction::Execute(_) => "execute",
            PythonAction::Evaluate(_) => "evaluate",
            PythonAction::Observe(_) => "observe",
        }
    }

    pub(super) fn object(&self) -> &str {
        match self {
            PythonAction::Import(text)
            | PythonAction::Forget(text)
            | PythonAction::Reload(text)
            | PythonAction::Execute(text)
            | PythonAction::Evaluate(text)
            | PythonAction::Observe(text) => text,
        }
    }

    pub(crate) fn code(&self) -> Option<&str> {
        match self {
            PythonAction::Execute(code) | PythonAction::Evaluate(code) => Some(code),
            _ => None,
        }
    }
}
