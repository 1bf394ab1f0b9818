//! The commands, one file each.

pub mod calibrate;
pub mod catalogue;
pub mod explain;
pub mod kill_matrix;
pub mod lint;
pub mod list;
pub mod new_check;
pub mod plan;
pub mod rejudge;
pub mod report;
pub mod run;
pub mod schema;
pub mod serve;
pub mod vocabulary;
