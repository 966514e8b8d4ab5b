//! The harness's tests with real processes. They are one program, so that it is linked once and they run side by side.

mod build {
    mod aged_store;
    mod damage;
    mod editors;
    mod old_times;
    mod search_path;
}
mod check {
    mod blame;
    mod broken;
    mod company;
    mod config;
    mod confined;
    mod control;
    mod descriptors;
    mod editable;
    mod environments;
    mod events;
    mod excess;
    mod excuse;
    mod exits;
    mod finding;
    mod fit;
    mod forged;
    mod growing;
    mod hostile;
    mod input;
    mod joint;
    mod known;
    mod leaving;
    mod links;
    mod loading_package;
    mod named;
    mod names;
    mod obstacles;
    mod optional;
    mod own_module;
    mod paths;
    mod pip;
    mod process_state;
    mod quiet;
    mod report;
    mod statics;
    mod threads;
    mod truth;
    mod usage;
    mod warned;
}
mod command {
    mod book;
    mod find;
    mod foreign;
    mod line;
    mod panics;
    mod run;
    mod run_reports;
    mod stderr;
}
mod documents {
    mod architecture;
    mod coverage;
    mod embed_adopted;
    mod embed_adversary;
    mod embed_examples;
    mod embed_numbers;
    mod embed_product;
    mod embed_threads;
    mod fixes;
    mod pythons;
    mod style;
    mod workspaces;
}
mod hosts {
    mod loaded;
    mod lying;
    mod other;
    mod own;
    mod plain_c;
    mod static_libpython;
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
    mod broken;
    mod building;
    mod descriptors;
    mod endings;
    mod excess;
    mod idle_words;
    mod imports;
    mod impossible_cases;
    mod impossible_expectations;
    mod impossible_scopes;
    mod in_tree;
    mod interruption;
    mod misbehaviour;
    mod own;
    mod pipes;
    mod pypy;
    mod repeated;
    mod scarcity;
    mod side_by_side;
    mod surroundings;
}
mod support;
