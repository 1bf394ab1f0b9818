//! Reports: pure folds of a journal's events. No clock, no environment, no network.
//!
//! `events -> Run -> one face`. A face of its own for each [`Format`]; [`Console`] tells the same while
//! the run goes on. What a target sent is shown with its control characters spelled out, never emitted.

mod account;
mod case;
mod catalogue;
mod console;
mod coverage;
mod decisive;
mod evidence;
mod exit;
mod explain;
mod findings;
mod format;
mod html;
mod json;
mod junit;
mod list;
mod many;
mod outlook;
mod paper;
mod repeat;
mod run;
mod selection;
mod text;
mod times;
mod vocabulary;
mod words;

pub use case::CaseView;
pub use catalogue::{Entry, catalogue};
pub use console::Console;
pub use exit::meaning;
pub use explain::{Explained, OnTarget, explain};
pub use format::{Format, ReportError, UnknownFormat, render};
pub use list::{Listed, list};
pub use outlook::outlook;
pub use paper::Style;
pub use run::{Counts, Run};
pub use vocabulary::vocabulary;
