//! The command line: arguments, configuration, exit codes. Each command is one file; what it does,
//! the stages do.

mod arguments;
mod catalogue;
mod commands;
mod course;
mod failure;
pub mod matrix;
mod progress;
mod quick;

pub use arguments::main;
