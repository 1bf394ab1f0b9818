//! Verdicts from facts that are made here.

// Helpers of tests may fail loudly.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod classify;
mod doubts;
mod limits;
mod matchers;
mod support;
mod told;
mod verdicts;
