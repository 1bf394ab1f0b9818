//! Tokens, forgeries and origins against verifiers: a sound one and faulty ones.

// Helpers of tests may fail loudly.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod algorithms;
mod broken;
mod common;
mod disguises;
mod faulty;
mod laws;
mod malformed;
mod minting;
mod opaque;
mod origins;
mod pairs;
mod rows;
mod signed;
mod unsigned;
