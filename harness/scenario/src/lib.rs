//! Reads target and scenario files into the model's nouns, and binds scenarios to a target.

mod bind;
mod branches;
mod check;
mod diagnostics;
mod document;
mod editor;
mod explain;
mod fault;
mod lint;
mod mask;
mod matchers;
mod nearest;
mod references;
mod region;
mod render;
mod rows;
mod scalar;
mod schema;
mod select;
mod source;
mod stand_in;
mod target;
mod tree;
mod words;
mod yaml;

pub use bind::bind;
pub use check::{ScenarioFile, read_check, read_scenario};
pub use diagnostics::{Diagnostic, Diagnostics};
pub use lint::lint;
pub use schema::{scenario_schema, target_schema};
pub use select::{NoMatch, select};
pub use source::{Source, load};
pub use target::{TargetFile, read_target};
