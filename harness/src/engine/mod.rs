//! Carries steps out in a host, and returns the transcript. Nothing else starts hosts.
//!
//! A [`Setup`] is a Python with its fixtures and hosts. A [`Stage`] is a sandbox in which steps are laid out for a
//! host; it has the host carry them out, and makes the transcript of what the process left behind. What is to be done,
//! and what the transcript means, is decided by [`run`](crate::run), [`check`](crate::check) and
//! [`host_check`](crate::host_check).

mod description;
mod error;
mod host;
mod setting;
mod setup;
mod stage;
mod start;

pub use description::{DescribeError, HostAnswer};
pub use error::Error;
pub use host::Host;
pub use setting::Setting;
pub use setup::{Missing, PrepareError, Setup};
pub use stage::{Stage, lay_out};
pub use start::{Start, start};
