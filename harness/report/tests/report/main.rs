//! Reports over realistic, hostile and arbitrary events.

// Helpers of tests are tests.
#![allow(clippy::unwrap_used)]

mod arbitrary;
mod cases;
mod commands;
mod doubts;
mod exits;
mod hostile;
mod laws;
mod many;
mod pages;
mod runs;
mod snapshots;
mod tape;
mod times;
mod undecided;
mod wire;
