//! The book: cases, snapshots, findings, documents and checked wheels as a static site, which needs no server and no network.
//!
//! Every page is complete without script. Links are relative, so that the site works from any folder and from `file://`.

mod badge;
mod behaviour;
mod binding_summary;
mod case_page;
mod checked;
mod document_page;
mod finding;
mod finding_page;
mod folder;
mod host_abilities;
mod host_page;
mod layout;
mod packed;
mod patches;
mod program_page;
mod python_page;
mod reports;
mod script_data;
mod site;
mod start_page;
mod symptoms_page;
mod transcript;
mod wheel_details;
mod wheel_list;
mod wheel_page;

pub use folder::WriteError;
pub use reports::{ReportError, Reported};
pub use site::{Book, BookSize, HostInfo, RecordedCase};
