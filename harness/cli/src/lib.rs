//! The command line: arguments, configuration, exit codes. Each command is one file; what it does,
//! the stages do.

mod address;
mod arguments;
pub mod calibrate;
mod catalogue;
mod commands;
mod course;
mod dispatch;
mod failure;
pub mod matrix;
mod output;
mod progress;
mod quick;

pub use dispatch::main;
