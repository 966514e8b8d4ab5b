use std::path::Path;

use extproof::config::fuzz;

use super::{Seen, Target};

struct Configs;

pub(super) fn make(_: &Path) -> Result<Box<dyn Target>, String> {
    Ok(Box::new(Configs))
}

impl Target for Configs {
    fn input(&mut self, data: &[u8]) -> Result<Seen, String> {
        let mistake = fuzz::read(&String::from_utf8_lossy(data))?;
        Ok(mistake.map_or(Seen::Accepted, Seen::Refused))
    }

    fn tokens(&self) -> &'static [&'static [u8]] {
        &[
            b"[tool.extproof]\n",
            b"[[tool.extproof.known]]\n",
            b"[[known]]\n",
            b"targets = ['dist/*.whl', 'x']\n",
            b"modules = 'pkg.*'\n",
            b"python = '>=3.12, <3.14'\n",
            b"require = ['import', 'quiet']\n",
            b"trial = ['reinit']\n",
            b"timeout = 65536\n",
            b"module = '**'\n",
            b"gil = 'free-threaded'\n",
            b"verdict = ['works', 'crashed']\n",
            b"verdict = 'n/a'\n",
            b"reason = 'x'\n",
            b"reason = \"\\u0000\\u007f\\r\\n'''\\\"\"\n",
            b"[",
            b"[!a-",
            b"]",
            b"***",
            b"''",
            b"'''",
            b"1979-05-27",
            b"\xe2\x80\xae",
        ]
    }
}
