//! Threads that run in sub-interpreters with their own GIL while other threads make, look up and end interpreters.

use std::thread;

use extproof_embed::{DetachedSub, EndError, Error, Remote, SubConfig};

use crate::stage;
use crate::stories::say;

/// Its frames come and go all the time.
const WORKS: &str = "
import threading
def deep(n): return n and deep(n - 1)
stop = False
def work():
    while not stop: deep(20)
thread = threading.Thread(target=work, daemon=True); thread.start()
";

const TIMES: usize = 200;

/// An instance can't end while a thread runs in one that no thread of Rust is in.
pub(crate) fn finalized_beside() -> Result<(), Error> {
    let mut python = stage::start()?;
    let sub = python.sub_interpreter(SubConfig::own_gil().allow_daemon_threads(true))?;
    sub.run(WORKS)?;
    let sub = sub.detach()?;
    for _ in 0..TIMES {
        match python.finalize().map_err(EndError::into_handle) {
            Err(Some(handle)) => python = handle,
            _ => return Err(Error::Ended),
        }
    }
    println!("each time: busy");
    let sub = sub.attach(&python)?;
    sub.run("stop = True; thread.join()")?;
    say("end", Some(sub.end()));
    Ok(python.finalize()?)
}

/// One thread makes and ends interpreters while another one looks for its own.
pub(crate) fn looked_up_beside() -> Result<(), Error> {
    let python = stage::start()?;
    let kept = python.sub_interpreter(SubConfig::own_gil())?.detach()?;
    let results = python.detached(|remote| {
        thread::scope(|scope| {
            let goes = scope.spawn(|| goes_to_and_fro(remote, kept).map(drop));
            let makes = scope.spawn(|| makes_and_ends(remote));
            [goes, makes].map(|thread| thread.join().unwrap_or(Err(Error::Ended)))
        })
    });
    results.into_iter().collect::<Result<Vec<()>, _>>()?;
    Ok(python.finalize()?)
}

fn goes_to_and_fro(remote: &Remote<'_>, mut kept: DetachedSub) -> Result<DetachedSub, Error> {
    for _ in 0..20 * TIMES {
        kept = remote.attach(|main| Ok::<_, Error>(kept.attach(main)?.detach()?))??;
    }
    Ok(kept)
}

fn makes_and_ends(remote: &Remote<'_>) -> Result<(), Error> {
    for _ in 0..TIMES / 4 {
        remote.attach(|main| Ok::<_, Error>(main.sub_interpreter(SubConfig::own_gil())?.end()?))??;
    }
    Ok(())
}
