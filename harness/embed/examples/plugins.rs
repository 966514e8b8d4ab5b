//! A program with plug-ins: each has a sub-interpreter with modules of its own, and can be restarted while the program runs.

use std::ffi::c_void;

use extproof_embed::{Config, Error, ExtensionModule, InitFunction, Python, SharedLibrary, SubConfig, SubInterpreter};

unsafe extern "C" {
    // The init function of a module that is linked into this program.
    fn PyInit_multi_phase() -> *mut c_void;
}

struct PlugIn {
    name: &'static str,
    code: &'static str,
    /// A module of its own, in a shared library.
    library: Option<SharedLibrary>,
}

impl PlugIn {
    fn start(&self, python: &Python) -> Result<SubInterpreter, Error> {
        // It inherits what the program offers to all plug-ins.
        let mut config = SubConfig::legacy();
        if let Some(library) = &self.library {
            config = config.shared_library(library.clone())?;
        }
        let sub = python.sub_interpreter(config)?;
        sub.run(self.code)?;
        Ok(sub)
    }
}

fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let (home, library) = (arguments.next(), arguments.next());
    // SAFETY: it is an init function, of a module that was compiled for the Python that is linked.
    let offered = ExtensionModule::new("offered", unsafe { InitFunction::new(PyInit_multi_phase) });
    let config = home.iter().fold(Config::new(), |config, home| config.home(home)).extra_extension_module(offered)?;
    // SAFETY: nothing else in this program uses Python.
    let python = unsafe { config.initialize() }?;

    let counts = "import offered\ncount = 0\ndef work():\n    global count\n    count += 1\n    return count";
    let fails = "import own_gil\ndef work():\n    raise RuntimeError('out of work')";
    let library = library.map(|path| SharedLibrary::new("own_gil", path));
    let plug_ins =
        [PlugIn { name: "counts", code: counts, library: None }, PlugIn { name: "fails", code: fails, library }];
    let mut running = plug_ins.iter().map(|plug_in| plug_in.start(&python)).collect::<Result<Vec<_>, _>>()?;
    for _ in 0..2 {
        for (plug_in, sub) in plug_ins.iter().zip(&mut running) {
            match sub.eval("work()") {
                Ok(value) => println!("{}: {value:?}", plug_in.name),
                Err(Error::Raised { traceback, .. }) => {
                    print!("{}, which is restarted: {traceback}", plug_in.name);
                    // The one before ends when it is dropped.
                    *sub = plug_in.start(&python)?;
                }
                Err(error) => return Err(error),
            }
        }
    }
    // Every plug-in has ended before Python does, or `finalize` ends it.
    running.into_iter().try_for_each(SubInterpreter::end)?;
    Ok(python.finalize()?)
}
