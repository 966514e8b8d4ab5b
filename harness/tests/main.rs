//! The harness's tests with real processes. They are one program, so that it is linked once and they run side by side.

mod build {
    mod aged_store;
    mod damage;
    mod editors;
    mod old_times;
    mod search_path;
}
mod check {
    mod broken;
    mod confined;
    mod control;
    mod descriptors;
    mod events;
    mod excess;
    mod finding;
    mod forged;
    mod hostile;
    mod input;
    mod leaving;
    mod names;
    mod obstacles;
    mod paths;
    mod pip;
    mod quiet;
    mod report;
    mod truth;
}
mod command {
    mod foreign;
    mod line;
    mod panics;
    mod run;
    mod stderr;
}
mod documents {
    mod coverage;
    mod embed_examples;
    mod embed_numbers;
    mod pythons;
}
mod hosts {
    mod lying;
    mod other;
    mod plain_c;
}
mod isolation {
    mod contact;
    mod interrupt;
    mod left;
    mod limits;
    mod processes;
    mod removal;
    mod sandbox;
    mod sweep;
    mod tool;
}
mod suite {
    mod aftermath;
    mod bad_cases;
    mod building;
    mod descriptors;
    mod endings;
    mod excess;
    mod imports;
    mod impossible_cases;
    mod interruption;
    mod misbehaviour;
    mod pipes;
    mod scarcity;
    mod side_by_side;
    mod surroundings;
}
mod support;
