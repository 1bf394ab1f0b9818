//! Reads, binds and lints files, and what is said about faults in them.

// Helpers of tests may fail loudly.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bad;
mod binding;
mod choosing;
mod common;
mod each;
mod examples;
mod good;
mod including;
mod language;
mod laws;
mod limited;
mod limits;
mod logins;
mod severity;
mod shipped;
mod skeleton;
mod witness;
