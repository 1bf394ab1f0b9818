//! The program from outside: commands, files, exit codes and what it prints. The kill matrix, which takes minutes, stands alone.

// Helpers of tests may fail loudly.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bad_servers;
mod calibrate;
mod edges;
mod exit_codes;
mod files;
mod filters;
mod hostile_systems;
mod journal;
mod new_check;
mod plan;
mod quick;
mod readme;
mod side_by_side;
mod support;
mod transports;
