//! Packed resources that name shared libraries.

use std::borrow::Cow;
use std::fs;
use std::path::PathBuf;

use extproof_host::Resource;
use python_packed_resources::Resource as Packed;

/// The resources of one configuration.
#[derive(Default)]
pub(crate) struct Resources(Vec<(&'static str, &'static Resource)>);

impl Resources {
    /// Adds a resource.
    pub(crate) fn add(&mut self, name: &'static str, library: &'static Resource) {
        self.0.push((name, library));
    }

    /// The folder to which their paths are relative.
    pub(crate) fn origin(&self) -> Option<PathBuf> {
        self.0.iter().rev().find_map(|(_, library)| match library {
            Resource::Relative { origin, .. } => Some(origin.clone()),
            Resource::Memory { .. } => None,
        })
    }

    /// The data that pyembed parses; never freed, because pyembed refers to it. `None` if there are no resources.
    pub(crate) fn pack(&self) -> Result<Option<&'static [u8]>, String> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let resources = self.0.iter().map(|(name, library)| packed(name, library)).collect::<Result<Vec<_>, String>>()?;
        let mut data = Vec::new();
        python_packed_resources::write_packed_resources_v3(&resources, &mut data, None)
            .map_err(|error| format!("packed resources: {error}"))?;
        Ok(Some(data.leak()))
    }
}

fn packed(name: &'static str, library: &'static Resource) -> Result<Packed<'static, u8>, String> {
    let mut packed =
        Packed { name: Cow::Borrowed(name), is_python_extension_module: true, ..Packed::default() };
    match library {
        Resource::Relative { path, .. } => {
            packed.relative_path_extension_module_shared_library = Some(Cow::Borrowed(path.as_path()));
        }
        Resource::Memory { memory } => {
            let data = fs::read(memory).map_err(|error| format!("{}: {error}", memory.display()))?;
            packed.in_memory_extension_module_shared_library = Some(Cow::Owned(data));
        }
    }
    Ok(packed)
}
