//! Settings of a start, and ends that aren't clean.

use std::fmt::Display;

use extproof_embed::{Config, Error, Python, SubConfig};

fn main() -> Result<(), Error> {
    let home = std::env::args().nth(1);
    let config = || home.iter().fold(Config::new(), |config, home| config.home(home));
    // SAFETY: nothing else in this program uses Python.
    let initialize = |config: Config| unsafe { config.initialize() };

    // Folders come first on `sys.path`, in sub-interpreters too; `site` is there if it is asked for.
    let python = initialize(config().path_entry("/first").path_entry("/second"))?;
    let check = "import sys; assert sys.path[:2] == ['/first', '/second'] and 'site' not in sys.modules, sys.path";
    python.run(check)?;
    python.sub_interpreter(SubConfig::legacy())?.run(check)?;
    python.finalize()?;

    let python = initialize(config().site(true))?;
    python.run("import sys; assert 'site' in sys.modules")?;
    // Nothing is lost but what was buffered: the next instance starts.
    python.run("class Full:\n  def flush(self): raise OSError(28, 'No space left on device')\nsys.stdout = Full()")?;
    tell(python.finalize());

    // A daemon thread never ends by itself, and a sub-interpreter can't end before it.
    let python = initialize(config())?;
    let sub = python.sub_interpreter(SubConfig::legacy())?;
    sub.run("import threading, time; threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()")?;
    tell(sub.end());
    tell(initialize(config()).map(Python::finalize));
    tell(python.finalize());
    tell(initialize(config()).map(Python::finalize));
    Ok(())
}

fn tell<T>(result: Result<T, impl Display>) {
    match result {
        Ok(_) => println!("fine"),
        Err(error) => println!("{error}"),
    }
}
