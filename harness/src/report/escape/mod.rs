//! What others wrote, put into the languages that reports are written in so that it stays text.
//!
//! Names of files and types, messages of exceptions, and what hosts, compilers and pip print can have any character. Each
//! language has its function here, and every place that shows such a text goes through it: a terminal or log through
//! [`Page`](super::Page), which can write nothing else than lines, a page through [`markdown`], JUnit through [`xml`], annotations through [`github`],
//! and every JSON document through [`json`].
//!
//! People see characters that can't be seen as Python's `repr` shows them, `\x1b` or `\u202e`. A backslash is left as it
//! is, so that a text which has these four letters looks the same: who needs to know reads the JSON, which is exact.

pub mod github;
mod hidden;
pub mod json;
pub mod markdown;
pub mod terminal;
pub mod xml;
