//! What is read from settings, what is refused, and what known results mean.

mod documentation;
mod known;
mod read;
mod schema;
