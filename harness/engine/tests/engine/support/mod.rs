//! What the tests of the engine share: a run from YAML to its journal, and servers of a few lines.

pub mod files;
pub mod http;
pub mod limiter;
pub mod provider;
pub mod sessions;
pub mod socket;
pub mod stage;
pub mod workspace;
