//! Tries to break extproof-embed with safe code, beside PyO3. The tests `embed_*.rs` in `harness/tests/documents` run it.
//!
//! `adversary HOME LIBRARY story NAME` is one hole that the library had. `adversary HOME LIBRARY pair SETTING SITUATION CALL` is one call
//! in one situation, with an instance that was started or adopted; `pairs` lists them. It prints what happens. Whatever that is, the
//! process must end by itself.

mod adopted;
mod calls;
mod forks;
mod modules;
mod moved;
mod own_gil;
mod owner;
mod settings;
mod situations;
mod stage;
mod stories;
mod values;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ok = match words[..] {
        ["pairs"] => {
            for setting in stage::SETTINGS {
                for situation in situations::ALL {
                    for call in calls::ALL.iter().filter(|call| situation.allows(call)) {
                        println!("{setting} {} {}", situation.name, call.name);
                    }
                }
            }
            true
        }
        [home, library, "story", name] => {
            stage::place(home, library);
            stories::tell(name)
        }
        [home, library, "pair", setting, situation, call] => {
            stage::place(home, library);
            stage::choose(setting) && situations::pair(situation, call)
        }
        _ => false,
    };
    if ok { ExitCode::SUCCESS } else { ExitCode::from(2) }
}
