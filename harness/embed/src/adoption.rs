//! What is registered in a Python that others have started: all handles of one initialization share it.

use std::sync::Arc;

use crate::Error;
use crate::interpreter::Surroundings;
use crate::registry::{Meanings, Registry};
use crate::sys::{self, Lock};

type Shared = (Arc<Registry>, Arc<Surroundings>);

static SHARED: Lock<Option<(sys::Era, Shared)>> = Lock::new(None);

/// That of an initialization.
pub(crate) fn shared(era: sys::Era) -> Result<Shared, Error> {
    let mut kept = SHARED.take();
    if let Some((_, shared)) = kept.as_ref().filter(|(known, _)| known.is_same_initialization(era)) {
        return Ok(shared.clone());
    }
    let registry = Registry::new(Arc::new(Meanings::default()), Vec::new(), &[])?;
    let shared = (Arc::new(registry), Arc::new(Surroundings { filesystem: true, path: Vec::new() }));
    *kept = Some((era, shared.clone()));
    Ok(shared)
}
