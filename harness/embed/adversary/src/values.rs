//! Values and exceptions that go between Rust and Python.

use std::fs;

use extproof_embed::{Error, SubConfig, Value};
use pyo3::Python as PyO3;

use crate::stage;
use crate::stories::say;

pub(crate) fn texts() -> Result<(), Error> {
    let python = stage::start()?;
    say("surrogate", Some(python.run("raise ValueError('file \\udc80.txt is missing')")));
    say("no text", Some(python.run("class E(Exception):\n  def __str__(self): raise KeyError(1)\nraise E")));
    say("afterwards", Some(python.run("pass")));
    Ok(python.finalize()?)
}

pub(crate) fn tracebacks() -> Result<(), Error> {
    let python = stage::start()?;
    let file = std::env::temp_dir().join(format!("adversary-{}.py", std::process::id()));
    let written = fs::write(&file, "def deep(n):\n    if n: deep(n - 1)\n    raise KeyError('deep')\n");
    println!("written: {}", written.is_ok());
    let name = file.display().to_string();
    python.run(&format!("exec(compile(open({name:?}).read(), {name:?}, 'exec'))"))?;
    let codes = [
        "def f(): 1 / 0\ntry:\n    f()\nexcept Exception as cause:\n    raise ValueError('outer') from cause",
        "import decimal\ntry:\n    decimal.Decimal('x')\nexcept Exception:\n    1 / 0",
        "deep(9)",
        "error = ValueError('noted')\nif not hasattr(error, 'add_note'):\n    error.__notes__ = ['first', 'second']\nelse:\n    \
         error.add_note('first')\n    error.add_note('second')\nraise error",
        "a, b = ValueError('a'), ValueError('b')\na.__context__ = b\nb.__cause__ = a\nraise a",
    ];
    for code in codes {
        match python.run(code) {
            Err(Error::Raised { traceback, .. }) => {
                let lines: Vec<&str> = traceback.lines().collect();
                println!("{}", lines.join("\n").replace(&name, "FILE"));
            }
            other => println!("{other:?}"),
        }
    }
    println!("removed: {}", fs::remove_file(&file).is_ok());
    Ok(python.finalize()?)
}

pub(crate) fn values() -> Result<(), Error> {
    let python = stage::start()?;
    for expression in
        ["None", "True", "-2 ** 63", "2 ** 63", "0.5", "'\u{e9}'", "'\\udc80'", "b'\\0'", "(1, ['a'])", "{}", "nothing"]
    {
        match python.eval(expression) {
            Ok(value) => println!("{expression}: {value:?}"),
            Err(error) => println!("{expression}: {error}"),
        }
    }
    python.run("loop = []; loop.append(loop)")?;
    say("loop", Some(python.eval("loop")));
    python.run("shared = []\nfor _ in range(40): shared = [shared, shared]")?;
    say("shared", Some(python.eval("shared")));
    python.run("class L(list):\n  def __len__(self): raise ValueError('no length')")?;
    say("length", Some(python.eval("L()")));
    let deep = (0..65).fold(Value::None, |inner, _| Value::List(vec![inner]));
    say("deep", Some(python.call("builtins", "len", &[deep])));
    say("file that waits", Some(python.run("exec(compile('1/0', '/proc/kmsg', 'exec'))")));
    let list = vec![Value::None, true.into(), 1.into(), 0.5.into(), "a".into(), Value::Bytes(vec![0])];
    println!("{:?}", python.call("copy", "copy", &[list.into()])?);
    println!("{:?}", python.call("builtins", "int.from_bytes", &[Value::Bytes(vec![1, 0]), "big".into()])?);
    say("no module", Some(python.call("nowhere", "f", &[])));
    say("no function", Some(python.call("math", "f", &[])));
    Ok(python.finalize()?)
}

#[pyo3::pymodule(name = "rusty")]
mod rusty {
    #[pyo3::pyfunction]
    fn double(number: i64) -> i64 {
        number * 2
    }
}

pub(crate) fn pyo3_values() -> Result<(), Error> {
    use pyo3::prelude::*;
    // SAFETY: nothing else in this program starts Python, or keeps anything of it.
    let python = unsafe { stage::config()?.extra_extension_module(extproof_embed::pymodule!(rusty))?.initialize() }?;
    let double = |py: PyO3<'_>| py.import("rusty")?.call_method1("double", (21,))?.extract::<i64>();
    println!("{:?}", python.with_pyo3(double)?.map_err(|error| error.to_string()));
    println!("{:?}", python.call("rusty", "double", &[4.into()])?);
    let closure = |py: PyO3<'_>| {
        let add = pyo3::types::PyCFunction::new_closure(py, None, None, |arguments, _| arguments.len())?;
        py.import("builtins")?.setattr("count", add)
    };
    println!("{:?}", python.with_pyo3(closure)?.map_err(|error| error.to_string()));
    println!("{:?}", python.eval("count(1, 2, 3)")?);
    say("in a sub-interpreter", Some(python.sub_interpreter(SubConfig::legacy())?.with_pyo3(|_| ())));
    let attached = python.detached(|remote| remote.attach(|main| main.with_pyo3(|py| py.version_info().major)))??;
    println!("in attach: {attached}");
    Ok(python.finalize()?)
}
