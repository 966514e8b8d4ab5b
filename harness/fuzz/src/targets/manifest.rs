use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use extproof::host::Catalogue;
use extproof::project::Project;

use super::{Seen, Target, lowering, seen};
use crate::corpus;

struct Manifests {
    path: PathBuf,
    /// None if what was accepted has taken names in it.
    catalogue: Option<Catalogue>,
}

pub(super) fn make(folder: &Path) -> Result<Box<dyn Target>, String> {
    Ok(Box::new(Manifests { path: folder.join("host.toml"), catalogue: None }))
}

impl Target for Manifests {
    fn input(&mut self, data: &[u8]) -> Result<Seen, String> {
        fs::write(&self.path, data).map_err(|error| error.to_string())?;
        let mut catalogue = match self.catalogue.take() {
            Some(catalogue) => catalogue,
            None => lowering::catalogue()?,
        };
        let added = catalogue.add(&self.path);
        self.catalogue = added.is_err().then_some(catalogue);
        if let Err(error) = &added {
            for error in error.each() {
                let _ = error.position(&error.problems[0]);
            }
        }
        Ok(match seen(&added) {
            Seen::Refused(why) => Seen::Refused(why.rsplit(": ").next().unwrap_or_default().to_owned()),
            accepted => accepted,
        })
    }

    fn tokens(&self) -> &'static [&'static [u8]] {
        &[
            b"name = 'mine'\nabout = 'x'\n",
            b"[command]\nbuild = ['{cc}', '{includes}', '-o', '{output}', '{link_args}']\n",
            b"[[variant]]\nname='x'\nlink='shared'\n",
            b"[program]\nrun=['./x']\n",
            b"python = '<3'\nwhy = 'x'\n",
            b"depends = ['/']\n",
            b"fixtures = ['x']\n",
            b"suite = true\n",
            b"name = 'all'\n",
            b"{source}",
            b"{python}",
            b"{nope}",
            b"{",
            b"}",
            b"{{",
            b"..",
            b"[",
            b"\\u0000",
            b"initializations = 1\n",
        ]
    }

    fn seeds(&self) -> io::Result<Vec<Vec<u8>>> {
        let hosts = corpus::below(&Project::of_checkout().unwrap().hosts(), "host.toml")?;
        // Their own names are taken.
        let renamed = |text: &Vec<u8>| String::from_utf8_lossy(text).replace("name = \"", "name = \"my-").into_bytes();
        let mut seeds: Vec<Vec<u8>> = hosts.iter().map(renamed).collect();
        let plain = b"name = 'mine'\nabout = 'x'\n[command]\nbuild = ['{cc}', '-o', '{output}', '{link_args}']\n";
        seeds.push(plain.to_vec());
        Ok(seeds)
    }
}
