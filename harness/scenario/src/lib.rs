//! Reads target and scenario files into the model's nouns, and binds scenarios to a target.
//!
//! A file goes through these stages, and every error of a stage is told at once:
//!
//! 1. [`load`] takes at most 1 MiB of UTF-8;
//! 2. `yaml` makes JSON of it, and a `tree` with the bytes of every key and value;
//! 3. `schema` validates the JSON against the model's own schema; `explain` puts what fails into
//!    the words of somebody who writes the file;
//! 4. serde types it; a reference that a row or the contract fills in later is an example so far;
//! 5. `target` and `check` see to what a schema cannot say.
//!
//! [`bind`] then fills rows and the contract into each scenario, types it again, and makes a plan
//! of cases, each to be run or skipped with a reason. [`lint`] finds what is legal and yet wrong.

mod bind;
mod body;
mod check;
mod diagnostics;
mod document;
mod editor;
mod explain;
mod fault;
mod flow;
mod lint;
mod mask;
mod matchers;
mod nearest;
mod paths;
mod references;
mod region;
mod render;
mod rows;
mod schema;
mod select;
mod skeleton;
mod source;
mod target;
mod tree;
mod yaml;

pub use bind::bind;
pub use check::catalogue::FAMILIES;
pub use check::{ScenarioFile, read_check, read_scenario};
pub use diagnostics::{Diagnostic, Diagnostics};
pub use flow::Flows;
pub use lint::{lint, unknown_defects};
pub use schema::{flow_schema, scenario_schema, target_schema};
pub use select::{Choice, Filters, NoMatch};
pub use skeleton::{NoSkeleton, skeleton};
pub use source::{Source, load};
pub use target::{TargetFile, read_target};
