//! Discovery and selection on machines that are made up: their Pythons are shell scripts that print canned facts.

mod discovery;
mod in_tree;
mod machine;
mod outcome;
mod selection;
