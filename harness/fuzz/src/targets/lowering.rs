//! From a case to what its host is told, as in a run, but with places that there are not.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use extproof::case::{Case, Mode, Names};
use extproof::host::Catalogue;
use extproof::plan::{InitFunctions, Lowered, Scene, Surroundings, lower};
use extproof::project::Project;

/// What cases can name.
pub(super) fn names() -> Result<Names, String> {
    Ok(catalogue()?.names())
}

/// The hosts of the project.
pub(super) fn catalogue() -> Result<Catalogue, String> {
    let project = Project::of_checkout().unwrap();
    let sources = project.sources().and_then(c_ext_fixtures::Sources::all).map_err(|error| error.to_string())?;
    Catalogue::read(&project.hosts(), &sources).map_err(|error| error.to_string())
}

/// The places of a run.
pub(super) struct Around {
    libraries: BTreeMap<String, PathBuf>,
    symbols: BTreeMap<String, String>,
}

impl Around {
    pub(super) fn new(names: &Names) -> Self {
        let names = || names.fixtures().into_iter().map(str::to_owned);
        Self {
            libraries: names().map(|name| (name.clone(), PathBuf::from(format!("/libraries/{name}.so")))).collect(),
            symbols: names().map(|name| (name.clone(), format!("PyInit_{name}"))).collect(),
        }
    }

    pub(super) fn lower(&self, case: &Case, mode: Mode, fixture: &str) -> Lowered {
        let place = Path::new("/place");
        let surroundings = Surroundings {
            sandbox: place,
            modules: place.to_owned(),
            events: place.to_owned(),
            probe: place,
            home: place,
            executable: place,
            stdlib: place,
            suffix: ".so",
            libraries: &self.libraries,
            symbols: &self.symbols,
            init_functions: InitFunctions::Linked,
            keys: None,
            path: &[],
            after: &[],
            given: &[],
        };
        lower(&Scene::of_case(case, mode, fixture), &surroundings)
    }
}
