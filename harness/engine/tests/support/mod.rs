//! What the tests of the engine share: a run from YAML to its journal, and servers of a few lines.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod files;
pub mod http;
pub mod limiter;
pub mod provider;
pub mod sessions;
pub mod socket;
pub mod stage;
pub mod workspace;
