//! What an instance is configured with.

use std::fs;
use std::path::PathBuf;

use extproof_embed::{Error, Value};

use crate::stage;

/// A folder with files, which is removed.
struct Files(PathBuf);

impl Files {
    fn new(files: &[(&str, &str)]) -> std::io::Result<Self> {
        let folder = std::env::temp_dir().join(format!("adversary-{}", std::process::id()));
        for (name, text) in files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap_or(&folder))?;
            fs::write(path, text)?;
        }
        Ok(Self(folder))
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        // It is below the folder for temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn settings() -> Result<(), Error> {
    const STATE: &str = "print([a.rpartition('/')[2] for a in sys.argv], signal.getsignal(signal.SIGXFSZ) is signal.SIG_IGN, \
                         getattr(sys.stdout, 'write_through', None), sys.dont_write_bytecode, flush=True)";
    let script = format!("import signal, sys\n{STATE}\nmain = __name__\n");
    let Ok(files) =
        Files::new(&[("script.py", &script), ("near/__init__.py", ""), ("near/__main__.py", "raise SystemExit(3)")])
    else {
        return Err(Error::Ended);
    };
    let changed = stage::config()?
        .arguments(["program", "\u{e9}"])
        .bytecode(true)
        .signal_handlers(true)
        .buffered_output(false)
        .path_entry(&files.0);
    for config in [stage::config()?, changed] {
        // SAFETY: nothing else starts Python or keeps anything of it.
        let python = unsafe { config.initialize() }?;
        python.run(&format!("import signal, sys\n{STATE}"))?;
        python.run_file(files.0.join("script.py"))?;
        println!("main stays as it was: {:?}", python.eval("'main' in globals()")?);
        match python.run_module("near") {
            Err(Error::Raised { kind, message, .. }) => println!("near: {kind}: {}", message.replace(['\'', '"'], "")),
            other => println!("near: {other:?}"),
        }
        let missing = python.run_file(files.0.join("nothing.py")).unwrap_err();
        println!("{}", missing.to_string().replace(&files.0.display().to_string(), "FOLDER"));
        python.finalize()?;
    }
    println!("bytecode: {}", files.0.join("near/__pycache__").is_dir());
    Ok(())
}

/// Packages of an environment are there, and it is `sys.prefix`.
pub(crate) fn virtual_environment() -> Result<(), Error> {
    let home = stage::home();
    let settings = format!("home = {}\n", home.join("bin").display());
    let python = stage::start()?;
    let Value::Text(folder) =
        python.eval("'python%d.%d' % __import__('sys').version_info[:2] + __import__('sys').abiflags")?
    else {
        return Err(Error::Ended);
    };
    python.finalize()?;
    let package = format!("lib/{folder}/site-packages/near.py");
    let Ok(files) = Files::new(&[("pyvenv.cfg", &settings), ("bin/python", ""), (&package, "value = 6 * 7")]) else {
        return Err(Error::Ended);
    };
    let config = stage::config()?.executable(files.0.join("bin/python")).site(true);
    // SAFETY: nothing else starts Python or keeps anything of it.
    let python = unsafe { config.initialize() }?;
    python.run("import near, sys")?;
    println!(
        "{:?} {:?}",
        python.eval("near.value")?,
        python.eval(&format!("sys.prefix == {:?}", files.0.display().to_string()))?
    );
    Ok(python.finalize()?)
}
