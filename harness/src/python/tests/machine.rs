//! A machine that is made up: all in one temporary folder.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::isolate::Interrupt;
use crate::python::{Discovery, Environment, Request};

pub(super) struct Machine {
    folder: TempDir,
    root: PathBuf,
}

impl Machine {
    pub(super) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let root = folder.path().canonicalize().unwrap();
        Self { folder, root }
    }

    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    pub(super) fn environment(&self) -> Environment {
        Environment::empty(&self.root)
    }

    /// A request with a pyenv and with what is given as `--python`.
    pub(super) fn request(&self, pythons: &[&str]) -> Request {
        let pythons = pythons.iter().map(ToString::to_string).collect();
        Request { pythons, environment: self.environment().with("PYENV_ROOT", self.path("pyenv")) }
    }

    pub(super) fn discover(&self, request: &Request) -> Discovery {
        let interrupt = Interrupt::never().unwrap();
        Discovery::run(request, &self.path("cache/pythons.json"), &interrupt, &|damage| panic!("{damage}")).unwrap()
    }

    pub(super) fn write(&self, path: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        self.root.join(path.strip_prefix(self.folder.path()).unwrap())
    }

    pub(super) fn script(&self, path: &str, text: &str) -> PathBuf {
        let path = self.write(path, format!("#!/bin/sh\n{text}\n"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    pub(super) fn headers(&self, folder: &str, number: &str) {
        let [minor, micro] = [1, 2].map(|part| number.split('.').nth(part).unwrap());
        let levels = format!("#define PY_MINOR_VERSION\t{minor}\n#define PY_MICRO_VERSION\t{micro}\n");
        self.write(&format!("{folder}/patchlevel.h"), levels);
        self.write(&format!("{folder}/Python.h"), "");
        self.write(&format!("{folder}/pyconfig.h"), "");
    }

    /// A Python with headers and a shared library below a prefix; each start of it adds a line to `PREFIX/starts`.
    pub(super) fn python(&self, prefix: &str, number: &str) -> PathBuf {
        self.python_with(prefix, number, |_| {})
    }

    /// A pyenv version.
    pub(super) fn pyenv(&self, number: &str) -> PathBuf {
        self.python(&format!("pyenv/versions/{number}"), number)
    }

    /// The same, with facts that differ.
    pub(super) fn python_with(&self, prefix: &str, number: &str, change: impl FnOnce(&mut Value)) -> PathBuf {
        let parts: Vec<u32> = number.split('.').map(|part| part.parse().unwrap()).collect();
        let name = format!("python{}.{}", parts[0], parts[1]);
        let at = |path: &str| self.path(prefix).join(path);
        self.headers(&format!("{prefix}/include/{name}"), number);
        self.write(&format!("{prefix}/lib/lib{name}.so"), "");
        let interpreter = super::super::elf::links(Path::new("/proc/self/exe")).unwrap().interpreter.unwrap();
        let real = self.write(&format!("{prefix}/bin/real"), elf(interpreter.to_str().unwrap(), "$ORIGIN/../lib"));
        let mut facts = json!({
            "implementation": "cpython", "version": parts, "free_threaded": false, "debug": false,
            "executable": real, "called": real, "prefix": self.path(prefix), "multiarch": "",
            "stdlib": at("lib").join(&name), "built_stdlib": at("lib").join(&name),
            "include_dirs": [at("include").join(&name)], "library_dirs": [at("lib")], "shared": true,
            "ext_suffix": ".so", "extension_suffixes": [".so"], "libraries": ["-ldl -Wl,-z -lm", "\\ \\", "-lm"],
        });
        change(&mut facts);
        let starts = at("starts");
        let script = format!("echo >>'{}'\ncat <<'FACTS'\n{facts}\nFACTS", starts.display());
        self.script(&format!("{prefix}/bin/python3"), &script)
    }

    pub(super) fn starts(&self, prefix: &str) -> usize {
        fs::read_to_string(self.path(prefix).join("starts")).unwrap_or_default().lines().count()
    }
}

/// The smallest ELF file with a dynamic linker and a run path.
pub(super) fn elf(interpreter: &str, run_path: &str) -> Vec<u8> {
    const PT: [u64; 3] = [1, 2, 3]; // LOAD, DYNAMIC, INTERP
    let (segments, dynamic) = (64u64, 64 + 3 * 56);
    let strings = dynamic + 3 * 16;
    let texts = format!("\0{run_path}\0{interpreter}\0");
    let size = strings + texts.len() as u64;
    let interpreter_at = strings + run_path.len() as u64 + 2;

    let mut file = b"\x7fELF\x02\x01\x01".to_vec();
    file.resize(16, 0);
    file.extend([3, 0, 62, 0, 1, 0, 0, 0]); // ET_DYN, EM_X86_64, EV_CURRENT
    file.extend([0, segments, 0].iter().flat_map(|word| word.to_le_bytes()));
    file.extend([0u16, 0, 64, 56, 3, 0, 0, 0].iter().flat_map(|half| half.to_le_bytes()));
    let places = [(0, size), (dynamic, 3 * 16), (interpreter_at, interpreter.len() as u64 + 1)];
    for (kind, (offset, length)) in PT.into_iter().zip(places) {
        // The addresses differ from the offsets, as in most executables.
        let address = 0x40_0000 + offset;
        let header = [kind, offset, address, address, length, length, 8];
        file.extend(header.iter().flat_map(|word| word.to_le_bytes()));
    }
    let entries = [5, 0x40_0000 + strings, 29, 1, 0, 0]; // DT_STRTAB, DT_RUNPATH, DT_NULL
    file.extend(entries.iter().flat_map(|word| word.to_le_bytes()));
    file.extend(texts.as_bytes());
    file
}
