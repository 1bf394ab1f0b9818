//! Reports over realistic, hostile and arbitrary events.

mod arbitrary;
mod exits;
mod hostile;
mod laws;
mod pages;
mod runs;
mod snapshots;
mod tape;
mod wire;
